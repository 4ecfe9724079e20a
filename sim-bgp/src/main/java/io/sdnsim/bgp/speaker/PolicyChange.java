package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.policy.RouteMap;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an operator has made of a speaker's policy while it runs. It holds for peers that come later
 * too.
 *
 * @param neighbors what is done with the routes of configured neighbors
 * @param ranges the same of listen ranges
 * @param connectedMap what redistributed networks of the node's own go through
 * @param staticMap what redistributed static routes go through
 */
public record PolicyChange(
    Map<IpAddress, PeerRoutes> neighbors,
    Map<Prefix, PeerRoutes> ranges,
    @Nullable RouteMap connectedMap,
    @Nullable RouteMap staticMap) {
  public PolicyChange {
    neighbors = Collections.unmodifiableMap(new TreeMap<>(neighbors));
    ranges = Collections.unmodifiableMap(new TreeMap<>(ranges));
  }

  /** What is done with the routes of a peer now. */
  PeerRoutes routesOf(Peer peer) {
    PeerRoutes changed =
        peer.range == null ? neighbors.get(peer.address) : ranges.get(peer.range.range());
    return changed == null ? peer.config.routes() : changed;
  }
}
