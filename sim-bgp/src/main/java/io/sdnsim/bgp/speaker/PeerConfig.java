package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.session.OfferedCapabilities;
import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import org.jspecify.annotations.Nullable;

/**
 * Settings towards a neighbor, or all neighbors of a listen range.
 *
 * @param holdTimeSeconds 0, or 3 to 65,535
 * @param keepaliveSeconds at least 1; a third of the negotiated hold time where that is less
 * @param connectRetryPs time between connection attempts
 * @param idleHoldPs time in Idle after a first failure; doubles with each further one
 * @param maximumIdleHoldPs the bound of that
 * @param delayOpenPs how long to leave the first word to the peer; 0 for not at all
 * @param passive whether never to connect
 * @param hopLimit TTL towards an external peer: 1, or more for ebgp-multihop
 * @param updateSource the local address of connections; null for what routing chooses
 * @param routes what is done with routes in both directions
 * @param advertisementIntervalPs MinRouteAdvertisementInterval; 0 for none
 * @param session what guards the session
 * @param capabilities what our OPEN offers
 */
public record PeerConfig(
    long remoteAs,
    int holdTimeSeconds,
    int keepaliveSeconds,
    long connectRetryPs,
    long idleHoldPs,
    long maximumIdleHoldPs,
    long delayOpenPs,
    boolean passive,
    int hopLimit,
    @Nullable IpAddress updateSource,
    PeerRoutes routes,
    long advertisementIntervalPs,
    SessionSettings session,
    OfferedCapabilities capabilities) {
  public PeerConfig {
    if (remoteAs < 1 || remoteAs > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException("remote-as=" + remoteAs + ": must be 1 to 4294967295");
    }
    if (hopLimit < 1 || hopLimit > 255) {
      throw new IllegalArgumentException("ebgp-multihop=" + hopLimit + ": must be 1 to 255");
    }
  }

  /** How many hops away an external neighbor may be. */
  int hops() {
    return Math.max(hopLimit, session.ttlSecurityHops());
  }

  public static Builder builder(long remoteAs) {
    return new Builder(remoteAs);
  }

  /**
   * Collects settings; what is not set has the RFC's or the common default: keepalive 60 s, hold
   * 180 s, connect retry 120 s, Idle 1 s after a first failure and at most 60 s (as FRR), no
   * advertisement interval (FRR's datacenter profile), IPv4 unicast.
   */
  public static final class Builder {
    private final long remoteAs;
    private int holdTimeSeconds = 180;
    private int keepaliveSeconds = 60;
    private long connectRetryPs = 120 * SimTime.SECOND;
    private long delayOpenPs;
    private boolean passive;
    private int hopLimit = 1;
    private @Nullable IpAddress updateSource;
    private PeerRoutes routes = PeerRoutes.builder().build();
    private long advertisementIntervalPs;
    private SessionSettings session = SessionSettings.DEFAULT;
    private OfferedCapabilities capabilities = OfferedCapabilities.of(AddressFamily.IPV4_UNICAST);

    private Builder(long remoteAs) {
      this.remoteAs = remoteAs;
    }

    /** The times of FRR's datacenter profile: keepalive 3 s, hold 9 s, connect retry 10 s. */
    public Builder datacenter() {
      return keepaliveSeconds(3).holdTimeSeconds(9).connectRetryPs(10 * SimTime.SECOND);
    }

    public Builder holdTimeSeconds(int value) {
      holdTimeSeconds = value;
      return this;
    }

    public Builder keepaliveSeconds(int value) {
      keepaliveSeconds = value;
      return this;
    }

    public Builder connectRetryPs(long value) {
      connectRetryPs = value;
      return this;
    }

    public Builder delayOpenPs(long value) {
      delayOpenPs = value;
      return this;
    }

    public Builder passive(boolean value) {
      passive = value;
      return this;
    }

    /** TTL 1 for a directly connected peer, more for ebgp-multihop. */
    public Builder ebgpMultihop(int value) {
      hopLimit = value;
      return this;
    }

    public Builder updateSource(@Nullable IpAddress value) {
      updateSource = value;
      return this;
    }

    public Builder routes(PeerRoutes value) {
      routes = value;
      return this;
    }

    public Builder routes(PeerRoutes.Builder value) {
      return routes(value.build());
    }

    public Builder advertisementIntervalPs(long value) {
      advertisementIntervalPs = value;
      return this;
    }

    /** What guards the session, in place of {@link SessionSettings#DEFAULT}. */
    public Builder session(SessionSettings value) {
      session = value;
      return this;
    }

    public Builder families(AddressFamily... value) {
      capabilities = capabilities.withFamilies(value);
      return this;
    }

    public Builder fourOctetAs(boolean value) {
      capabilities = capabilities.withFourOctetAs(value);
      return this;
    }

    /** Several paths for a prefix (RFC 7911), of all families set before. */
    public Builder addPath(boolean receives, boolean sends) {
      capabilities = capabilities.withAddPath(receives, sends);
      return this;
    }

    /** What is offered in the OPEN; graceful restart is the speaker's to offer. */
    public Builder capabilities(OfferedCapabilities value) {
      capabilities = value;
      return this;
    }

    public PeerConfig build() {
      return new PeerConfig(
          remoteAs,
          holdTimeSeconds,
          keepaliveSeconds,
          connectRetryPs,
          SimTime.SECOND,
          60 * SimTime.SECOND,
          delayOpenPs,
          passive,
          hopLimit,
          updateSource,
          routes,
          advertisementIntervalPs,
          session,
          capabilities);
    }
  }
}
