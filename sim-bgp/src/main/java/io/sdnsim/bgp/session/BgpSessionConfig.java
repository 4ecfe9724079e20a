package io.sdnsim.bgp.session;

import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.Capability;
import io.sdnsim.core.address.IpAddress;
import java.util.ArrayList;
import java.util.List;

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
 * @param families what to offer, most wanted first
 * @param fourOctetAs whether to offer four-octet AS numbers
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
    List<AddressFamily> families,
    boolean fourOctetAs) {
  public BgpSessionConfig {
    families = List.copyOf(families);
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
    if (families.isEmpty()) {
      throw new IllegalArgumentException("families: at least one must be offered");
    }
  }

  public boolean isInternal() {
    return localAs == remoteAs;
  }

  /** The OPEN that this session sends. */
  BgpMessage.Open open() {
    List<Capability> capabilities = new ArrayList<>();
    families.forEach(family -> capabilities.add(Capability.Multiprotocol.of(family)));
    capabilities.add(new Capability.RouteRefresh());
    if (fourOctetAs) {
      capabilities.add(new Capability.FourOctetAs(localAs));
    }
    int myAs = localAs > 0xFFFF ? BgpMessage.AS_TRANS : (int) localAs;
    return new BgpMessage.Open(4, myAs, holdTimeSeconds, localIdentifier, capabilities);
  }
}
