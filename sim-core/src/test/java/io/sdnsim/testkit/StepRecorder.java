package io.sdnsim.testkit;

import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.FieldSink;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.TableChange;
import io.sdnsim.core.trace.TraceSink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps every step and the latest rows of every table. */
public final class StepRecorder implements TraceSink {
  /** A step, where and when. */
  public record Recorded(long timePs, String node, Packet packet, Step step) {}

  private final List<Recorded> records = new ArrayList<>();
  private final Map<String, Map<String, Map<String, Object>>> tables = new TreeMap<>();

  @Override
  public void step(long timePs, String node, Packet packet, Step step) {
    records.add(new Recorded(timePs, node, packet, step));
  }

  @Override
  public void tableChanged(TableChange change) {
    Map<String, Map<String, Object>> rows =
        tables.computeIfAbsent(change.node() + " " + change.table(), any -> new LinkedHashMap<>());
    if (change.row() == null) {
      rows.remove(change.key());
    } else {
      rows.put(change.key(), change.row());
    }
  }

  public List<Recorded> records() {
    return records;
  }

  /** The steps of one kind at one node. */
  public <T extends Step> List<T> steps(String node, Class<T> kind) {
    return records.stream()
        .filter(r -> r.node().equals(node) && kind.isInstance(r.step()))
        .map(r -> kind.cast(r.step()))
        .toList();
  }

  /** One row of a table now, or null. */
  public @Nullable Map<String, Object> row(String node, String table, String key) {
    return tables.getOrDefault(node + " " + table, Map.of()).get(key);
  }

  /** The node's steps as text, one line each. */
  public List<String> story(String node) {
    return records.stream().filter(r -> r.node().equals(node)).map(r -> text(r.step())).toList();
  }

  private static String text(Step step) {
    StringBuilder text = new StringBuilder(step.type());
    step.describe(
        new FieldSink() {
          @Override
          public void field(String name, String value) {
            text.append(' ').append(name).append('=').append(value);
          }

          @Override
          public void field(String name, long value) {
            text.append(' ').append(name).append('=').append(value);
          }
        });
    return text.toString();
  }
}
