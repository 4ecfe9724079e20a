package io.sdnsim.scenarios.cli;

import io.sdnsim.bgp.sim.BgpProcess;
import io.sdnsim.bgp.speaker.SessionView;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What changes in a session with every message. A row of the table {@code sessions} is reported
 * when the session's state changes, and is older than that in these columns.
 */
final class LiveSessions {
  private LiveSessions() {}

  /**
   * The rows as they stand now.
   *
   * @param rows by neighbor; a session without a row, such as that of a dead node, gets none
   * @param speaker null on a node that never booted
   */
  static SortedMap<String, Map<String, Object>> refresh(
      SortedMap<String, Map<String, Object>> rows, @Nullable BgpProcess speaker) {
    if (speaker == null) {
      return rows;
    }
    SortedMap<String, Map<String, Object>> fresh = new TreeMap<>(rows);
    for (SessionView view : speaker.sessions()) {
      fresh.computeIfPresent(view.neighbor().toString(), (neighbor, row) -> refresh(row, view));
    }
    return fresh;
  }

  private static Map<String, Object> refresh(Map<String, Object> row, SessionView view) {
    Map<String, Object> fresh = new LinkedHashMap<>(row);
    fresh.replace("receivedPrefixes", (long) view.receivedPrefixes());
    fresh.replace("lastReceivedPs", view.lastReceivedPs());
    return fresh;
  }
}
