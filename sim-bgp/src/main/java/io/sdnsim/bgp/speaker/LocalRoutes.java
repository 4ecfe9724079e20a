package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.policy.PolicyRoute;
import io.sdnsim.bgp.policy.PolicyRoute.Protocol;
import io.sdnsim.bgp.policy.RouteMap;
import io.sdnsim.bgp.rib.Path;
import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.Origin;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The routes that originate here, by what gives rise to them. A prefix has one local path: a
 * configured network comes before a redistributed route, that before a recorded one, and that
 * before an aggregate.
 */
final class LocalRoutes {
  private @Nullable RouteMap connectedMap;
  private @Nullable RouteMap staticMap;
  private final Set<Prefix> originated = new TreeSet<>();
  private final Set<Prefix> networks = new TreeSet<>();
  private final Map<Prefix, Protocol> redistributed = new TreeMap<>();
  private final RecordedTable recorded = new RecordedTable();
  private final Map<Prefix, PathAttributes> aggregates = new TreeMap<>();

  LocalRoutes(RoutingConfig config) {
    this.connectedMap = config.connectedMap();
    this.staticMap = config.staticMap();
  }

  /** These tell whether anything changed. */
  boolean setOriginated(Prefix prefix, boolean present) {
    return present ? originated.add(prefix) : originated.remove(prefix);
  }

  boolean setNetwork(Prefix prefix, boolean present) {
    return present ? networks.add(prefix) : networks.remove(prefix);
  }

  boolean setRedistributed(Prefix prefix, @Nullable Protocol from) {
    return from == null
        ? redistributed.remove(prefix) != null
        : redistributed.put(prefix, from) != from;
  }

  boolean setRecorded(Prefix prefix, long id, @Nullable PathAttributes attributes) {
    return recorded.set(prefix, id, attributes);
  }

  boolean setAggregate(Prefix prefix, @Nullable PathAttributes attributes) {
    return attributes == null
        ? aggregates.remove(prefix) != null
        : !attributes.equals(aggregates.put(prefix, attributes));
  }

  /** Has redistributed routes go through other maps; returns the prefixes that this may change. */
  List<Prefix> setMaps(@Nullable RouteMap forConnected, @Nullable RouteMap forStatic) {
    if (Objects.equals(connectedMap, forConnected) && Objects.equals(staticMap, forStatic)) {
      return List.of();
    }
    connectedMap = forConnected;
    staticMap = forStatic;
    return new ArrayList<>(redistributed.keySet());
  }

  /** Forgets everything; returns the prefixes that there were. */
  List<Prefix> clear() {
    Set<Prefix> all = new TreeSet<>(originated);
    all.addAll(networks);
    all.addAll(redistributed.keySet());
    recorded.addPrefixesTo(all);
    all.addAll(aggregates.keySet());
    originated.clear();
    networks.clear();
    redistributed.clear();
    recorded.clear();
    aggregates.clear();
    return new ArrayList<>(all);
  }

  RecordedTable recorded() {
    return recorded;
  }

  /** What the prefix's local path comes from: BGP if it is recorded; NETWORK without one. */
  Protocol protocol(Prefix prefix) {
    PolicyRoute route = route(prefix);
    return route == null ? Protocol.NETWORK : route.context().protocol();
  }

  /** The local path's attributes and weight, or null when nothing gives rise to one. */
  @Nullable PolicyRoute route(Prefix prefix) {
    if (originated.contains(prefix) || networks.contains(prefix)) {
      return policyRoute(prefix, attributes(Origin.IGP), Protocol.NETWORK);
    }
    Protocol from = redistributed.get(prefix);
    if (from != null) {
      RouteMap map = from == Protocol.STATIC ? staticMap : connectedMap;
      PolicyRoute route = policyRoute(prefix, attributes(Origin.INCOMPLETE), from);
      PolicyRoute mapped = map == null ? route : map.apply(route);
      if (mapped != null) {
        return mapped;
      }
    }
    PathAttributes record = recorded.get(prefix);
    if (record != null) {
      return policyRoute(prefix, record, Protocol.BGP);
    }
    PathAttributes aggregate = aggregates.get(prefix);
    return aggregate == null ? null : policyRoute(prefix, aggregate, Protocol.AGGREGATE);
  }

  private static PolicyRoute policyRoute(
      Prefix prefix, PathAttributes attributes, Protocol protocol) {
    PolicyRoute.Context context = new PolicyRoute.Context(protocol, null, null);
    return PolicyRoute.of(prefix, attributes, Path.LOCAL_WEIGHT, context);
  }

  /** The attributes of a route that originates here; its next hop is set when it is advertised. */
  static PathAttributes attributes(Origin origin) {
    return PathAttributes.of(
        new PathAttribute.OriginAttribute(origin), new PathAttribute.AsPathAttribute(AsPath.EMPTY));
  }
}
