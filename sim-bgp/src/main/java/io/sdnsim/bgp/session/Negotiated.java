package io.sdnsim.bgp.session;

import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.Capability;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.core.address.IpAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * What the two OPENs of a session come to.
 *
 * @param holdTimeSeconds the smaller of the two offers; 0 for no keepalives (RFC 4271 4.2)
 * @param keepaliveSeconds the configured time, at most a third of the hold time; 0 for none
 * @param families that both offered, in the order of the local offer
 */
public record Negotiated(
    long peerAs,
    IpAddress peerIdentifier,
    int holdTimeSeconds,
    int keepaliveSeconds,
    List<AddressFamily> families,
    boolean routeRefresh,
    boolean fourOctetAs,
    boolean internal) {
  static Negotiated of(BgpSessionConfig config, BgpMessage.Open open) {
    List<AddressFamily> offered = new ArrayList<>();
    boolean multiprotocol = false;
    boolean routeRefresh = false;
    boolean fourOctetAs = false;
    for (Capability capability : open.capabilities()) {
      if (capability instanceof Capability.Multiprotocol mp) {
        multiprotocol = true;
        AddressFamily family = AddressFamily.of(mp.afi(), mp.safi());
        if (family != null) {
          offered.add(family);
        }
      } else if (capability instanceof Capability.RouteRefresh) {
        routeRefresh = true;
      } else if (capability instanceof Capability.FourOctetAs) {
        fourOctetAs = true;
      }
    }
    if (!multiprotocol) {
      // RFC 4760 8: without the capability a peer speaks IPv4 unicast.
      offered.add(AddressFamily.IPV4_UNICAST);
    }
    List<AddressFamily> families = new ArrayList<>(config.families());
    families.retainAll(offered);
    int hold = Math.min(config.holdTimeSeconds(), open.holdTimeSeconds());
    // RFC 4271 4.4: a third of the hold time at most, and not more than one a second.
    int keepalive = hold == 0 ? 0 : Math.max(1, Math.min(config.keepaliveSeconds(), hold / 3));
    return new Negotiated(
        open.asn(),
        open.identifier(),
        hold,
        keepalive,
        List.copyOf(families),
        routeRefresh,
        fourOctetAs && config.fourOctetAs(),
        config.isInternal());
  }

  /** How to read and write the messages of this session. */
  public DecodeContext context() {
    return new DecodeContext(fourOctetAs, internal, BgpMessage.MAX_BYTES);
  }
}
