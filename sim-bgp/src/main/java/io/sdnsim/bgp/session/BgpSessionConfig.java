package io.sdnsim.bgp.session;

import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.core.address.IpAddress;

/**
 * Settings of one session.
 *
 * @param remoteAs the AS that the peer's OPEN must name
 * @param holdTimeSeconds offered in the OPEN: 0, or 3 to 65,535
 * @param keepaliveSeconds the longest time between KEEPALIVEs: at least 1
 * @param connectRetryPs ConnectRetryTime
 * @param idleHoldPs how long a session waits in Idle after its first failure; doubles with each
 * @param maximumIdleHoldPs the bound of that
 * @param delayOpenPs DelayOpenTime; 0 for none
 * @param passive whether to wait for the peer to connect, and never to connect
 * @param restarts whether to start again after a failure
 */
public record BgpSessionConfig(
    long localAs,
    IpAddress localIdentifier,
    long remoteAs,
    int holdTimeSeconds,
    int keepaliveSeconds,
    long connectRetryPs,
    long idleHoldPs,
    long maximumIdleHoldPs,
    long delayOpenPs,
    boolean passive,
    boolean restarts,
    OfferedCapabilities capabilities) {
  public BgpSessionConfig {
    if (holdTimeSeconds < 0
        || holdTimeSeconds == 1
        || holdTimeSeconds == 2
        || holdTimeSeconds > 65_535) {
      throw new IllegalArgumentException(
          "hold=" + holdTimeSeconds + "s: must be 0 or 3 to 65535 s (RFC 4271 4.2)");
    }
    if (keepaliveSeconds < 1) {
      throw new IllegalArgumentException(
          "keepalive=" + keepaliveSeconds + "s: must be at least 1 s (RFC 4271 4.4)");
    }
  }

  public boolean isInternal() {
    return localAs == remoteAs;
  }

  /** For the machine of a second connection: it lives as long as its connection. */
  public BgpSessionConfig ofSecondConnection() {
    return new BgpSessionConfig(
        localAs,
        localIdentifier,
        remoteAs,
        holdTimeSeconds,
        keepaliveSeconds,
        connectRetryPs,
        idleHoldPs,
        maximumIdleHoldPs,
        delayOpenPs,
        true,
        false,
        capabilities);
  }

  /** As it is once we have, or have no longer, just restarted (RFC 4724 3). */
  public BgpSessionConfig withRestarted(boolean value) {
    OfferedCapabilities.RestartOffer restart = capabilities.gracefulRestart();
    if (restart == null || restart.restarted() == value) {
      return this;
    }
    return new BgpSessionConfig(
        localAs,
        localIdentifier,
        remoteAs,
        holdTimeSeconds,
        keepaliveSeconds,
        connectRetryPs,
        idleHoldPs,
        maximumIdleHoldPs,
        delayOpenPs,
        passive,
        restarts,
        capabilities.withGracefulRestart(restart.withRestarted(value)));
  }

  /** The OPEN that this session sends. */
  BgpMessage.Open open() {
    int myAs = localAs > 0xFFFF ? BgpMessage.AS_TRANS : (int) localAs;
    return new BgpMessage.Open(
        4,
        myAs,
        holdTimeSeconds,
        localIdentifier,
        capabilities.capabilities(localAs, isInternal()));
  }
}
