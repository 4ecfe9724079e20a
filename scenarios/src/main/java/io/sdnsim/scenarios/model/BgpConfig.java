package io.sdnsim.scenarios.model;

import io.sdnsim.bgp.rib.DecisionConfig;
import io.sdnsim.bgp.session.OfferedCapabilities;
import io.sdnsim.bgp.speaker.PeerRoutes;
import io.sdnsim.bgp.speaker.RestartConfig;
import io.sdnsim.bgp.speaker.RoutingConfig;
import io.sdnsim.bgp.speaker.SessionSettings;
import io.sdnsim.bgp.speaker.TimingModel;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A BGP-4 speaker.
 *
 * @param asn 1 to 2^32 - 1
 * @param routerId null: the highest loopback address, else the highest interface address
 * @param timing how long the router takes to choose paths and to follow them; default ideal
 * @param networks prefixes to originate
 * @param importCheck whether a network is originated only while the routing table has a route of
 *     exactly that prefix; default true
 * @param redistributeConnected whether connected networks are originated
 * @param redistributeStatic whether static routes are originated
 * @param decision how paths are compared
 * @param routing aggregates, reflection, confederation, with the lists and maps that they name
 * @param requirePolicy whether eBGP neighbors without a policy exchange no routes; default false
 * @param gracefulRestart null for none
 * @param mrt recorded routes, the ones that come first are used
 */
public record BgpConfig(
    SourceLocation at,
    long asn,
    @Nullable Located<IpAddress> routerId,
    TimingModel timing,
    List<Located<Prefix>> networks,
    boolean importCheck,
    boolean redistributeConnected,
    boolean redistributeStatic,
    List<PrefixList> prefixLists,
    DecisionConfig decision,
    RoutingConfig routing,
    boolean requirePolicy,
    @Nullable RestartConfig gracefulRestart,
    List<MrtConfig> mrt,
    List<BgpNeighbor> neighbors) {
  public BgpConfig {
    mrt = List.copyOf(mrt);
    networks = List.copyOf(networks);
    prefixLists = List.copyOf(prefixLists);
    neighbors = List.copyOf(neighbors);
  }

  /**
   * The router's identifier: the given one, or else the highest loopback address, or else the
   * highest interface address. RFC 4271 leaves the choice open; this is common practice.
   *
   * @param ip of the same node
   * @throws IllegalArgumentException when there is no IPv4 address to take
   */
  public IpAddress routerId(IpConfig ip) {
    if (routerId != null) {
      return routerId.value();
    }
    List<IpAddress> candidates = new ArrayList<>();
    ip.loopbacks().forEach(loopback -> candidates.add(loopback.address().value().address()));
    if (candidates.stream().noneMatch(IpAddress::isIpv4)) {
      ip.interfaces()
          .forEach(each -> each.addresses().forEach(a -> candidates.add(a.value().address())));
    }
    return candidates.stream()
        .filter(IpAddress::isIpv4)
        .max(Comparator.naturalOrder())
        .orElseThrow(() -> new IllegalArgumentException("BGP needs an IPv4 router id"));
  }

  /** The AS that the world knows the speaker by: the confederation's, if it is in one. */
  public long publicAs() {
    RoutingConfig.Confederation confederation = routing.confederation();
    return confederation == null ? asn : confederation.identifier();
  }

  /** A prefix list: the first rule that matches decides; what none matches is denied. */
  public record PrefixList(SourceLocation at, String name, List<PrefixRule> rules) {
    public PrefixList {
      rules = List.copyOf(rules);
    }
  }

  /**
   * Matches the prefixes within {@code prefix} whose length is {@code minLength} to {@code
   * maxLength}. Without {@code ge} and {@code le} both are the prefix's own length.
   *
   * @param sequence default 5 more than that of the rule before
   */
  public record PrefixRule(
      SourceLocation at,
      int sequence,
      boolean permit,
      Prefix prefix,
      int minLength,
      int maxLength) {}

  /**
   * A neighbor, or all neighbors of a range. Exactly one of address and range is given.
   *
   * @param address of the one neighbor
   * @param range accepts passive sessions from its addresses
   * @param limit sessions that the range accepts; default 100; meaningless with an address
   * @param remoteAs its AS; equal to our own for iBGP
   * @param keepalivePs default a third of the hold time (RFC 4271 10); 0 exactly when hold is 0
   * @param holdPs what our OPEN offers: 0, or 3 s to 65535 s in whole seconds; default 90 s
   * @param connectRetryPs default 120 s (RFC 4271 10)
   * @param passive whether to wait for the neighbor's connection; always true for a range
   * @param ebgpMultihop TTL of our segments to an eBGP neighbor; default 1
   * @param updateSource the interface or loopback whose address is our end; null: that of the route
   *     to the neighbor
   * @param advertisementIntervalPs MinRouteAdvertisementInterval; default 0
   * @param delayOpenPs how long to leave the first word to the neighbor; default 0
   * @param session what guards the session
   * @param capabilities what our OPEN offers
   * @param routes what is done with its routes and those that it is told, with the lists and maps
   *     that it names
   */
  public record BgpNeighbor(
      SourceLocation at,
      @Nullable Located<IpAddress> address,
      @Nullable Located<Prefix> range,
      int limit,
      long remoteAs,
      long keepalivePs,
      long holdPs,
      long connectRetryPs,
      boolean passive,
      int ebgpMultihop,
      @Nullable Located<String> updateSource,
      long advertisementIntervalPs,
      long delayOpenPs,
      SessionSettings session,
      OfferedCapabilities capabilities,
      PeerRoutes routes) {
    /** The family of the session's own packets. */
    public boolean isIpv4() {
      return address != null
          ? address.value().isIpv4()
          : range != null && range.value().network().isIpv4();
    }
  }
}
