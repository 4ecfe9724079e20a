package io.sdnsim.core.l3;

import io.sdnsim.core.address.Prefix;
import java.util.List;

/**
 * A candidate route of one source.
 *
 * @param metric breaks ties within a source; lower wins
 * @param nextHops ECMP members in ascending order; empty for a blackhole
 */
public record Route(Prefix prefix, RouteSource source, long metric, List<NextHop> nextHops) {
  /** Next hops in ascending order, whatever order they were given in. */
  public Route {
    // Most have one: a table of a million routes is made of these.
    nextHops =
        nextHops.size() <= 1
            ? List.copyOf(nextHops)
            : nextHops.stream().sorted().distinct().toList();
  }

  /** Packets that match are dropped. */
  public boolean isBlackhole() {
    return nextHops.isEmpty();
  }
}
