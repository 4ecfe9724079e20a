package io.sdnsim.scenarios.expect;

import io.sdnsim.core.host.FlowStats;
import io.sdnsim.core.host.ReplayResult;
import io.sdnsim.scenarios.observe.DepartureLog;
import io.sdnsim.scenarios.observe.DropLog;
import io.sdnsim.scenarios.observe.FrameCounts;
import io.sdnsim.scenarios.observe.PacketLog;
import io.sdnsim.scenarios.observe.TableLog;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * All that expectations are evaluated from.
 *
 * @param endPs when the run ended
 * @param eventTimesPs of the scenario's events by id
 * @param switches names of the nodes that paths pass over
 * @param traceroutes ids of those flows, whose packets ICMP errors answer
 * @param replays of each replayed flow by id
 */
public record Observations(
    long endPs,
    SortedMap<String, Long> eventTimesPs,
    SortedSet<String> switches,
    SortedSet<String> traceroutes,
    PacketLog packets,
    DepartureLog departures,
    TableLog tables,
    DropLog drops,
    FrameCounts frames,
    SortedMap<String, FlowStats> flows,
    SortedMap<String, ReplayResult> replays) {

  long eventPs(String id) {
    Long time = eventTimesPs.get(id);
    if (time == null) {
      throw new IllegalStateException("the validator let an unknown event pass: " + id);
    }
    return time;
  }

  FlowStats flow(String id) {
    FlowStats stats = flows.get(id);
    if (stats == null) {
      throw new IllegalStateException("the validator let an unknown flow pass: " + id);
    }
    return stats;
  }

  @Nullable ReplayResult replay(String id) {
    return replays.get(id);
  }
}
