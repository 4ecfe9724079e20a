package io.sdnsim.testkit;

import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.TableChange;
import io.sdnsim.core.trace.TraceSink;
import java.util.ArrayList;
import java.util.List;

/** Keeps every step and table change, for tests to ask. */
public final class TraceLog implements TraceSink {
  /** A step at a node. */
  public record Entry(long timePs, String node, Packet packet, Step step) {}

  private final List<Entry> entries = new ArrayList<>();
  private final List<TableChange> changes = new ArrayList<>();

  @Override
  public void step(long timePs, String node, Packet packet, Step step) {
    entries.add(new Entry(timePs, node, packet, step));
  }

  @Override
  public void tableChanged(TableChange change) {
    changes.add(change);
  }

  public List<Entry> entries() {
    return entries;
  }

  public List<TableChange> changes() {
    return changes;
  }

  public void clear() {
    entries.clear();
    changes.clear();
  }

  /** The steps of one kind, in order. */
  public <T extends Step> List<T> steps(Class<T> kind) {
    return entries.stream().map(Entry::step).filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The labels of the reasons of all drops, in order. */
  public List<String> drops() {
    return steps(Step.Dropped.class).stream().map(drop -> drop.reason().label()).toList();
  }
}
