package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.rib.DecisionConfig;
import io.sdnsim.bgp.rib.PathSource.Kind;
import io.sdnsim.bgp.speaker.RoutingConfig.Confederation;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of a speaker.
 *
 * @param routerId the BGP identifier, an IPv4 address
 * @param neighbors configured one by one
 * @param listenRanges whose addresses may connect without being configured
 * @param networks prefixes to originate
 * @param importCheck whether a network is originated only while the route table has a route of
 *     exactly that prefix
 * @param redistributeConnected whether to originate the node's own networks
 * @param redistributeStatic whether to originate static routes
 * @param resolveViaDefault whether the default route may lead to a next hop
 * @param routing aggregates, reflection, confederation
 * @param requirePolicy whether external neighbors without a policy exchange no routes (RFC 8212)
 * @param gracefulRestart null for no graceful restart (RFC 4724)
 */
public record BgpConfig(
    long asn,
    IpAddress routerId,
    List<Neighbor> neighbors,
    List<ListenRange> listenRanges,
    List<Prefix> networks,
    boolean importCheck,
    boolean redistributeConnected,
    boolean redistributeStatic,
    boolean resolveViaDefault,
    RoutingConfig routing,
    boolean requirePolicy,
    @Nullable RestartConfig gracefulRestart,
    DecisionConfig decision,
    TimingModel timing) {
  public BgpConfig {
    neighbors = List.copyOf(neighbors);
    listenRanges = List.copyOf(listenRanges);
    networks = List.copyOf(networks);
    if (asn < 1 || asn > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException("asn=" + asn + ": must be 1 to 4294967295 (RFC 7607)");
    }
    if (!routerId.isIpv4() || routerId.isUnspecified()) {
      throw new IllegalArgumentException(
          "router-id=" + routerId + ": must be an IPv4 address other than 0.0.0.0 (RFC 6286)");
    }
  }

  /** What a peer of this AS is to the speaker. */
  Kind kindOf(long peerAs) {
    if (peerAs == asn) {
      return Kind.INTERNAL;
    }
    Confederation confederation = routing.confederation();
    return confederation != null && confederation.members().contains(peerAs)
        ? Kind.CONFEDERATION
        : Kind.EXTERNAL;
  }

  /** The AS that a peer of this AS knows the speaker by (RFC 5065 4). */
  long localAs(long peerAs) {
    return kindOf(peerAs) == Kind.EXTERNAL ? publicAs() : asn;
  }

  /** The AS that the world knows the speaker by: the confederation's, if it is in one. */
  long publicAs() {
    Confederation confederation = routing.confederation();
    return confederation == null ? asn : confederation.identifier();
  }

  /** RFC 4456 7: the BGP identifier unless configured. */
  IpAddress clusterId() {
    IpAddress given = routing.clusterId();
    return given == null ? routerId : given;
  }

  public static Builder builder(long asn, IpAddress routerId) {
    return new Builder(asn, routerId);
  }

  /** A configured peer. */
  public record Neighbor(IpAddress address, PeerConfig config) {}

  /**
   * Peers that come by themselves: those are passive, whatever the settings say.
   *
   * @param limit most peers of this range at a time
   */
  public record ListenRange(Prefix range, int limit, PeerConfig config) {
    public ListenRange {
      if (limit < 1) {
        throw new IllegalArgumentException("listen range " + range + ": limit must be at least 1");
      }
    }
  }

  /** Collects settings; what is not set: import check on, one path, resolution via default off. */
  public static final class Builder {
    private final long asn;
    private final IpAddress routerId;
    private final List<Neighbor> neighbors = new ArrayList<>();
    private final List<ListenRange> listenRanges = new ArrayList<>();
    private final List<Prefix> networks = new ArrayList<>();
    private boolean importCheck = true;
    private boolean redistributeConnected;
    private boolean redistributeStatic;
    private boolean resolveViaDefault;
    private RoutingConfig routing = RoutingConfig.PLAIN;
    private boolean requirePolicy;
    private @Nullable RestartConfig gracefulRestart;
    private DecisionConfig decision = DecisionConfig.SINGLE_PATH;
    private TimingModel timing = TimingModel.IDEAL;

    private Builder(long asn, IpAddress routerId) {
      this.asn = asn;
      this.routerId = routerId;
    }

    public Builder neighbor(IpAddress address, PeerConfig config) {
      neighbors.add(new Neighbor(address, config));
      return this;
    }

    public Builder listenRange(Prefix range, int limit, PeerConfig config) {
      listenRanges.add(new ListenRange(range, limit, config));
      return this;
    }

    public Builder network(Prefix prefix) {
      networks.add(prefix);
      return this;
    }

    public Builder importCheck(boolean value) {
      importCheck = value;
      return this;
    }

    public Builder redistributeConnected(boolean value) {
      redistributeConnected = value;
      return this;
    }

    public Builder redistributeStatic(boolean value) {
      redistributeStatic = value;
      return this;
    }

    public Builder resolveViaDefault(boolean value) {
      resolveViaDefault = value;
      return this;
    }

    public Builder routing(RoutingConfig value) {
      routing = value;
      return this;
    }

    /** RFC 8212's default; off here, as in the datacenter profiles of real routers. */
    public Builder requirePolicy(boolean value) {
      requirePolicy = value;
      return this;
    }

    public Builder gracefulRestart(@Nullable RestartConfig value) {
      gracefulRestart = value;
      return this;
    }

    public Builder decision(DecisionConfig value) {
      decision = value;
      return this;
    }

    public Builder timing(TimingModel value) {
      timing = value;
      return this;
    }

    public BgpConfig build() {
      return new BgpConfig(
          asn,
          routerId,
          neighbors,
          listenRanges,
          networks,
          importCheck,
          redistributeConnected,
          redistributeStatic,
          resolveViaDefault,
          routing,
          requirePolicy,
          gracefulRestart,
          decision,
          timing);
    }
  }
}
