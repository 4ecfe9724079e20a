package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.policy.AsPaths;
import io.sdnsim.bgp.policy.CommunityKinds;
import io.sdnsim.bgp.policy.PolicyRoute;
import io.sdnsim.bgp.policy.PolicyRoute.Protocol;
import io.sdnsim.bgp.policy.RouteMap;
import io.sdnsim.bgp.rib.Destination;
import io.sdnsim.bgp.rib.NextHopState;
import io.sdnsim.bgp.rib.Path;
import io.sdnsim.bgp.rib.PathSource;
import io.sdnsim.bgp.rib.PathSource.Kind;
import io.sdnsim.bgp.session.Negotiated;
import io.sdnsim.bgp.speaker.PeerRoutes.NextHopRule;
import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.Origin;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttribute.Communities;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides what one peer is told of a destination, and how (RFC 4271 5 and 9.2). */
final class Exporter {
  private final BgpConfig config;
  private final LocalRoutes local;
  private final Aggregates aggregates;

  Exporter(BgpConfig config, LocalRoutes local, Aggregates aggregates) {
    this.config = config;
    this.local = local;
    this.aggregates = aggregates;
  }

  static boolean speaksFamilyOf(Peer peer, Prefix prefix) {
    Negotiated negotiated = peer.main.machine.negotiated();
    return negotiated != null && negotiated.families().contains(AddressFamily.of(prefix));
  }

  /** Whether the prefix is a default route that the peer is told whatever the RIB holds. */
  static boolean originatesDefault(Peer peer, Prefix prefix) {
    return peer.routes.defaultOriginate() && prefix.length() == 0;
  }

  /** The attributes to advertise to a peer that takes several paths, by the source of each. */
  Map<PathSource, PathAttributes> exportAll(Peer peer, Prefix prefix, Routes routes) {
    Map<PathSource, PathAttributes> all = new LinkedHashMap<>();
    if (originatesDefault(peer, prefix)) {
      put(all, PathSource.local(config.routerId()), defaultRoute(peer, prefix));
      return all;
    }
    Destination destination = routes.locRib().get(prefix);
    if (destination == null) {
      return all;
    }
    List<Path> paths =
        switch (peer.routes.addPaths()) {
          case ALL -> destination.paths();
          case BEST_PER_AS -> routes.bestOfEachNeighborAs(destination);
        };
    for (Path path : paths) {
      // RFC 4271 9.1.2: what can't be used is not told.
      boolean told = path.isUsable() && permits(peer, prefix, path);
      put(all, path.source(), told ? transform(peer, prefix, path) : null);
    }
    return all;
  }

  private static void put(
      Map<PathSource, PathAttributes> all, PathSource source, @Nullable PathAttributes attributes) {
    if (attributes != null) {
      all.put(source, attributes);
    }
  }

  /** Whether a path goes to the peer at all, but for what its outbound route map says. */
  boolean permits(Peer peer, Prefix prefix, Path path) {
    boolean recorded = path.source().isLocal() && local.protocol(prefix) == Protocol.BGP;
    return mayTell(peer, path, recorded)
        && !aggregates.suppresses(prefix)
        && passesLists(peer.routes.out(), prefix, path.attributes());
  }

  /**
   * The attributes with which a path that is permitted is advertised; null when the route map says
   * no, or there is no next hop to name.
   */
  @Nullable PathAttributes transform(Peer peer, Prefix prefix, Path path) {
    PathSource source = path.source();
    PolicyRoute.Context context =
        new PolicyRoute.Context(
            source.isLocal() ? local.protocol(prefix) : Protocol.BGP,
            source.peer(),
            peer.main.local);
    PathAttributes prepared = prepare(peer, path);
    PolicyRoute route = PolicyRoute.of(prefix, prepared, path.weight(), context);
    RouteMap map = peer.routes.out().routeMap();
    if (map != null) {
      route = map.apply(route);
      if (route == null) {
        return null;
      }
    }
    IpAddress nextHop = nextHop(peer, path, route);
    if (nextHop == null || nextHop.isIpv4() != prefix.network().isIpv4()) {
      return null;
    }
    PathAttributes sealed = seal(peer, route.attributes()).withNextHop(nextHop);
    return OnlyToCustomer.told(peer.role(), config.publicAs(), sealed);
  }

  /** A default route that is announced whatever the RIB holds; outbound policy doesn't see it. */
  @Nullable PathAttributes defaultRoute(Peer peer, Prefix prefix) {
    IpAddress self = peer.main.local;
    if (self == null || self.isIpv4() != prefix.network().isIpv4()) {
      return null;
    }
    PathAttributes attributes = LocalRoutes.attributes(Origin.IGP);
    if (peer.kind() != Kind.EXTERNAL) {
      attributes = attributes.withLocalPref(attributes.localPref());
    }
    PathAttributes sealed = seal(peer, attributes).withNextHop(self);
    return OnlyToCustomer.told(peer.role(), config.publicAs(), sealed);
  }

  static boolean passesLists(PeerRoutes.Filters filters, Prefix prefix, PathAttributes attributes) {
    return (filters.prefixList() == null || filters.prefixList().permits(prefix))
        && (filters.asPathList() == null || filters.asPathList().permits(attributes.asPath()));
  }

  private static boolean mayTell(Peer peer, Path best, boolean recorded) {
    if (peer.exportsNothing()) {
      return false; // RFC 8212 2: no policy, no routes.
    }
    PathSource source = best.source();
    if (peer.address.equals(source.peer())) {
      return false; // It told us.
    }
    PathAttributes attributes = best.attributes();
    if (peer.kind() == Kind.INTERNAL && !mayTellInternally(peer, best)) {
      return false;
    }
    if (recorded) {
      // What its well-known communities forbid is meant for those who are told, as it once was.
      return peer.kind() != Kind.EXTERNAL || !isLoopOf(peer, attributes.asPath());
    }
    // RFC 1997: well-known communities.
    if (attributes.hasCommunity(Communities.NO_ADVERTISE)) {
      return false;
    }
    return switch (peer.kind()) {
      case EXTERNAL ->
          !attributes.hasCommunity(Communities.NO_EXPORT)
              && !attributes.hasCommunity(Communities.NO_EXPORT_SUBCONFED)
              && !isLoopOf(peer, attributes.asPath());
      case CONFEDERATION -> !attributes.hasCommunity(Communities.NO_EXPORT_SUBCONFED);
      case INTERNAL, LOCAL -> true;
    };
  }

  private static boolean mayTellInternally(Peer peer, Path best) {
    // RFC 4271 9.2.1 and RFC 4456 6: internal routes go on from and to clients only.
    boolean reflected = best.source().kind() == Kind.INTERNAL;
    if (reflected && !best.source().reflectorClient() && !peer.routes.reflectorClient()) {
      return false;
    }
    PathSource told = peer.source;
    return told == null
        || !(best.attributes().find(PathAttribute.ORIGINATOR_ID)
                instanceof PathAttribute.OriginatorId o
            && o.routerId().equals(told.identifier()));
  }

  private static boolean isLoopOf(Peer peer, AsPath path) {
    return switch (peer.routes.senderLoopCheck()) {
      case NONE -> false;
      case NEIGHBOR_AS -> path.neighborAs() == peer.config.remoteAs();
      case WHOLE_PATH -> path.contains(peer.config.remoteAs());
    };
  }

  /** What is true of every route to such a peer, before outbound policy looks at it. */
  private PathAttributes prepare(Peer peer, Path path) {
    // A recorded route's unknown attributes are as the recorded router sent them.
    PathAttributes result = path.source().isLocal() ? path.attributes() : passOn(path.attributes());
    if (peer.kind() != Kind.EXTERNAL) {
      // RFC 4271 5.1.5: LOCAL_PREF is in all UPDATEs to internal peers.
      result = result.withLocalPref(result.localPref());
      boolean reflected = peer.kind() == Kind.INTERNAL && path.source().kind() == Kind.INTERNAL;
      return reflected ? reflect(result, path.source()) : result;
    }
    // LOCAL_PREF stays for policy to look at; it is sealed away.
    if (!path.source().isLocal()) {
      // RFC 4271 5.1.4: a neighbor's MED is not passed on to other neighbors.
      result = result.without(PathAttribute.MULTI_EXIT_DISC);
    }
    // RFC 4456 8: reflection ends at the border of the AS; RFC 5065 5.1 c: so does a confederation.
    result = result.without(PathAttribute.ORIGINATOR_ID).without(PathAttribute.CLUSTER_LIST);
    AsPath before = result.asPath();
    AsPath after = AsPaths.withoutConfederation(before);
    after = peer.routes.removePrivateAs().apply(after, config.publicAs(), peer.config.remoteAs());
    if (peer.routes.asOverride()) {
      long theirs = peer.config.remoteAs();
      after = AsPaths.replace(after, asn -> asn == theirs ? config.publicAs() : asn);
    }
    result = after.equals(before) ? result : result.withAsPath(after);
    return CommunityKinds.withoutNonTransitive(result);
  }

  /** RFC 4456 8: who originated the route in the AS, and which clusters it went through. */
  private PathAttributes reflect(PathAttributes attributes, PathSource source) {
    PathAttributes result = attributes;
    if (!result.has(PathAttribute.ORIGINATOR_ID)) {
      result = result.with(new PathAttribute.OriginatorId(source.identifier()));
    }
    List<IpAddress> clusters = new ArrayList<>();
    clusters.add(config.clusterId());
    if (result.find(PathAttribute.CLUSTER_LIST) instanceof PathAttribute.ClusterList list) {
      clusters.addAll(list.clusters());
    }
    return result.with(new PathAttribute.ClusterList(clusters));
  }

  /** What is true of every route to such a peer, whatever outbound policy said. */
  private PathAttributes seal(Peer peer, PathAttributes attributes) {
    PathAttributes result = attributes;
    PeerRoutes.Communities told = peer.routes.communities();
    result = told.standard() ? result : CommunityKinds.STANDARD.with(result, List.of());
    result = told.extended() ? result : CommunityKinds.EXTENDED.with(result, List.of());
    result = told.large() ? result : CommunityKinds.LARGE.with(result, List.of());
    return switch (peer.kind()) {
      // RFC 4271 5.1.2: the own AS goes in front towards external peers only.
      case EXTERNAL ->
          result
              .without(PathAttribute.LOCAL_PREF)
              .withAsPath(result.asPath().prepend(config.publicAs(), 1));
      case CONFEDERATION ->
          result.withAsPath(AsPaths.prependConfederation(result.asPath(), config.asn()));
      case INTERNAL, LOCAL -> result;
    };
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
  private static @Nullable IpAddress nextHop(Peer peer, Path path, PolicyRoute route) {
    IpAddress self = peer.main.local;
    IpAddress asItCame = route.attributes().nextHop();
    if (asItCame == null || route.nextHopFixed()) {
      return asItCame == null ? self : asItCame;
    }
    boolean reflected = peer.kind() == Kind.INTERNAL && path.source().kind() == Kind.INTERNAL;
    NextHopRule rule = peer.routes.nextHop();
    boolean names =
        switch (rule) {
          case SELF_ALWAYS -> true;
          case SELF -> !reflected;
          case UNCHANGED -> false;
          case AUTOMATIC -> peer.kind() == Kind.EXTERNAL && !isShared(peer, path);
        };
    return names ? self : asItCame;
  }

  /** RFC 4271 5.1.3 2: whether the next hop, the peer and this router are on one network. */
  private static boolean isShared(Peer peer, Path path) {
    NextHopState hop = path.nextHop();
    if (hop == null || peer.config.hopLimit() > 1 || peer.address.equals(hop.address())) {
      return false;
    }
    Prefix network = hop.network();
    return network != null && network.contains(peer.address);
  }
}
