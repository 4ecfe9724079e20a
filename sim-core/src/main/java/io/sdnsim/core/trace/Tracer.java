package io.sdnsim.core.trace;

import io.sdnsim.core.packet.Packet;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Passes steps and table changes on to sinks. Callers ask {@link #isOn} before they build a step,
 * so that an idle tracer costs one field read.
 */
public final class Tracer {
  private TraceSink[] sinks = {};
  private boolean on;

  public boolean isOn() {
    return on;
  }

  /** Attaches a sink, behind those that are there. */
  public void attach(TraceSink sink) {
    TraceSink[] more = new TraceSink[sinks.length + 1];
    System.arraycopy(sinks, 0, more, 0, sinks.length);
    more[sinks.length] = sink;
    sinks = more;
    on = true;
  }

  /** Tells every sink of a step. */
  public void step(long timePs, String node, Packet packet, Step step) {
    for (TraceSink sink : sinks) {
      sink.step(timePs, node, packet, step);
    }
  }

  /**
   * Tells every sink of a table change.
   *
   * @param row makes the row; called only when a sink is attached; null when the row is gone
   */
  public void tableChanged(
      long timePs,
      String node,
      String table,
      String key,
      @Nullable Supplier<Map<String, Object>> row) {
    if (!on) {
      return;
    }
    TableChange change = new TableChange(timePs, node, table, key, row == null ? null : row.get());
    for (TraceSink sink : sinks) {
      sink.tableChanged(change);
    }
  }
}
