package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.policy.RouteMap;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a speaker does with routes, whoever its neighbors are.
 *
 * @param clusterId of this route reflector (RFC 4456 7); null for the BGP identifier
 * @param confederation null for an AS that is none
 * @param aggregates what is summarised
 * @param connectedMap what redistributed networks of the node's own go through; null for everything
 * @param staticMap what redistributed static routes go through; null for everything
 */
public record RoutingConfig(
    @Nullable IpAddress clusterId,
    @Nullable Confederation confederation,
    List<Aggregate> aggregates,
    @Nullable RouteMap connectedMap,
    @Nullable RouteMap staticMap) {
  public static final RoutingConfig PLAIN = new RoutingConfig(null, null, List.of(), null, null);

  public RoutingConfig {
    aggregates = List.copyOf(aggregates);
  }

  /**
   * A confederation that the speaker's AS is a member of (RFC 5065).
   *
   * @param identifier the AS that the world sees
   * @param members the other member ASes
   */
  public record Confederation(long identifier, List<Long> members) {
    public Confederation {
      members = List.copyOf(members);
    }
  }

  /**
   * A prefix that is originated while the RIB has a route within it (RFC 4271 9.2.2.2).
   *
   * @param summaryOnly whether the routes within it are not told to anybody
   * @param asSet whether the path has the ASes of the routes within it
   */
  public record Aggregate(Prefix prefix, boolean summaryOnly, boolean asSet) {}
}
