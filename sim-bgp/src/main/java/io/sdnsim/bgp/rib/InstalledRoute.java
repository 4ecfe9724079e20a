package io.sdnsim.bgp.rib;

import io.sdnsim.core.address.IpAddress;
import java.util.List;

/**
 * What a destination asks of the route table.
 *
 * @param external learned from an external peer, which decides the administrative distance
 * @param metric the MED of the best path
 * @param nextHops distinct, best path's first; none to drop what is sent there
 */
public record InstalledRoute(boolean external, long metric, List<IpAddress> nextHops) {
  public InstalledRoute {
    nextHops = List.copyOf(nextHops);
  }
}
