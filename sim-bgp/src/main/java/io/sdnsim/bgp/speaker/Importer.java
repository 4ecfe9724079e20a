package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.policy.AsPaths;
import io.sdnsim.bgp.policy.PolicyRoute;
import io.sdnsim.bgp.policy.PolicyRoute.Protocol;
import io.sdnsim.bgp.policy.RouteMap;
import io.sdnsim.bgp.rib.PathSource.Kind;
import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.Prefix;
import org.jspecify.annotations.Nullable;

/** Decides which announcements of a peer are used, and as what (RFC 4271 9.1.1 and 9.1.2). */
final class Importer {
  private final BgpConfig config;

  Importer(BgpConfig config) {
    this.config = config;
  }

  /** The route after loop checks and inbound policy, or null for one that is not to be used. */
  @Nullable PolicyRoute accept(Peer peer, Prefix prefix, PathAttributes announced) {
    if (peer.importsNothing()) {
      return null; // RFC 8212 2: no policy, no routes.
    }
    if (loops(peer, announced)) {
      return null;
    }
    PathAttributes received =
        OnlyToCustomer.received(peer.role(), peer.config.remoteAs(), announced);
    if (received == null) {
      return null; // RFC 9234 5: a route leak.
    }
    if (announced.nextHop() != null && announced.nextHop().equals(peer.main.local)) {
      return null; // RFC 4271 5.1.3: a route through oneself.
    }
    PeerRoutes.Filters filters = peer.routes.in();
    if (!Exporter.passesLists(filters, prefix, received)) {
      return null;
    }
    PolicyRoute.Context context = new PolicyRoute.Context(Protocol.BGP, peer.address, peer.address);
    PolicyRoute route = PolicyRoute.of(prefix, received, peer.routes.weight(), context);
    RouteMap map = filters.routeMap();
    return map == null ? route : map.apply(route);
  }

  private boolean loops(Peer peer, PathAttributes announced) {
    AsPath path = announced.asPath();
    PeerRoutes routes = peer.routes;
    int own = AsPaths.count(path, config.asn());
    if (config.publicAs() != config.asn()) {
      // RFC 5065 5.1: the confederation's identifier must not come back either.
      own += AsPaths.count(path, config.publicAs());
    }
    if (own > 0) {
      boolean allowed =
          routes.allowAsInOrigin()
              ? AsPaths.origin(path) == config.asn()
              : own <= routes.allowAsIn();
      if (!allowed) {
        return true; // RFC 4271 9.1.2: it has been here.
      }
    }
    if (peer.kind() != Kind.INTERNAL) {
      return false;
    }
    // RFC 4456 8: it has been here, or in this cluster.
    return (announced.find(PathAttribute.ORIGINATOR_ID) instanceof PathAttribute.OriginatorId o
            && o.routerId().equals(config.routerId()))
        || (announced.find(PathAttribute.CLUSTER_LIST) instanceof PathAttribute.ClusterList c
            && c.clusters().contains(config.clusterId()));
  }
}
