package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.policy.RouteMap;
import io.sdnsim.bgp.rib.Destination;
import io.sdnsim.bgp.rib.Path;
import io.sdnsim.bgp.rib.PathSource.Kind;
import io.sdnsim.bgp.session.Negotiated;
import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.Origin;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttribute.Communities;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides what one peer is told of a destination, and how (RFC 4271 5 and 9.2). */
final class Exporter {
  private final BgpConfig config;

  Exporter(BgpConfig config) {
    this.config = config;
  }

  /** The attributes to advertise, or null for no route. */
  @Nullable PathAttributes export(Peer peer, Prefix prefix, @Nullable Destination destination) {
    Negotiated negotiated = peer.main.machine.negotiated();
    if (negotiated == null || !negotiated.families().contains(AddressFamily.of(prefix))) {
      return null;
    }
    if (peer.config.defaultOriginate() && prefix.length() == 0) {
      return transform(peer, prefix, localAttributes(Origin.IGP), true);
    }
    Path best = destination == null ? null : destination.best();
    if (best == null || !mayTell(peer, best)) {
      return null;
    }
    if (peer.config.prefixListOut() != null && !peer.config.prefixListOut().permits(prefix)) {
      return null;
    }
    return transform(peer, prefix, best.attributes(), best.source().isLocal());
  }

  /** The attributes of a route that originates here; its next hop is set when it is advertised. */
  static PathAttributes localAttributes(Origin origin) {
    return PathAttributes.of(
        new PathAttribute.OriginAttribute(origin), new PathAttribute.AsPathAttribute(AsPath.EMPTY));
  }

  private static boolean mayTell(Peer peer, Path best) {
    if (peer.exportsNothing) {
      return false; // RFC 8212 2: no policy, no routes.
    }
    if (peer.address.equals(best.source().peer())) {
      return false; // It told us.
    }
    if (peer.isInternal() && best.source().kind() == Kind.INTERNAL) {
      return false; // RFC 4271 9.2.1: internal routes are not passed on within the AS.
    }
    // RFC 1997: well-known communities.
    PathAttributes attributes = best.attributes();
    if (attributes.hasCommunity(Communities.NO_ADVERTISE)) {
      return false;
    }
    return peer.isInternal()
        || (!attributes.hasCommunity(Communities.NO_EXPORT)
            && !attributes.hasCommunity(Communities.NO_EXPORT_SUBCONFED));
  }

  private @Nullable PathAttributes transform(
      Peer peer, Prefix prefix, PathAttributes attributes, boolean local) {
    PathAttributes result = passOn(attributes);
    if (peer.isInternal()) {
      // RFC 4271 5.1.5: LOCAL_PREF is in all UPDATEs to internal peers.
      result = result.withLocalPref(result.localPref());
    } else {
      result = result.without(PathAttribute.LOCAL_PREF);
      if (!local) {
        // RFC 4271 5.1.4: a neighbor's MED is not passed on to other neighbors.
        result = result.without(PathAttribute.MULTI_EXIT_DISC);
      }
      // RFC 4456 8: reflection ends at the border of the AS.
      result = result.without(PathAttribute.ORIGINATOR_ID).without(PathAttribute.CLUSTER_LIST);
    }
    RouteMap map = peer.config.routeMapOut();
    if (map != null) {
      PathAttributes mapped = map.apply(prefix, result);
      if (mapped == null) {
        return null;
      }
      result = peer.isInternal() ? mapped : mapped.without(PathAttribute.LOCAL_PREF);
    }
    if (!peer.isInternal()) {
      // RFC 4271 5.1.2: the own AS goes in front towards external peers only.
      result = result.withAsPath(result.asPath().prepend(config.asn(), 1));
    }
    return withNextHop(peer, prefix, result, local);
  }

  /** RFC 4271 5: unknown transitive attributes go on with the partial bit, others stay. */
  private static PathAttributes passOn(PathAttributes attributes) {
    boolean any = false;
    for (PathAttribute attribute : attributes.list()) {
      any |= attribute instanceof PathAttribute.Unknown;
    }
    if (!any) {
      return attributes;
    }
    List<PathAttribute> passed = new ArrayList<>(attributes.list().size());
    for (PathAttribute attribute : attributes.list()) {
      if (!(attribute instanceof PathAttribute.Unknown unknown)) {
        passed.add(attribute);
      } else if (unknown.isTransitive()) {
        passed.add(unknown.withPartial());
      }
    }
    return PathAttributes.of(passed);
  }

  /** RFC 4271 5.1.3: this router towards external peers; as it came towards internal ones. */
  private static @Nullable PathAttributes withNextHop(
      Peer peer, Prefix prefix, PathAttributes attributes, boolean local) {
    boolean self = !peer.isInternal() || local || peer.config.nextHopSelf();
    IpAddress nextHop = self ? peer.main.local : attributes.nextHop();
    if (nextHop == null || nextHop.isIpv4() != prefix.network().isIpv4()) {
      return null;
    }
    return attributes.withNextHop(nextHop);
  }
}
