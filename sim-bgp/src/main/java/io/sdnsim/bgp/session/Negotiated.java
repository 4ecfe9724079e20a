package io.sdnsim.bgp.session;

import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.Capability;
import io.sdnsim.bgp.wire.Capability.AddPath.FamilyMode;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.core.address.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the two OPENs of a session come to.
 *
 * @param holdTimeSeconds the smaller of the two offers; 0 for no keepalives (RFC 4271 4.2)
 * @param keepaliveSeconds the configured time, at most a third of the hold time; 0 for none
 * @param families that both offered, in the order of the local offer
 * @param maximumBytes the longest message but for OPEN and KEEPALIVE (RFC 8654 4)
 * @param addPathReceived families whose prefixes the peer sends with Path Identifiers (RFC 7911)
 * @param addPathSent families whose prefixes we send with them
 * @param role what we are to the peer, whether it said its role or not (RFC 9234 4.2); null for no
 *     word on it, and for an internal peer
 * @param restart what the peer said of its restarts (RFC 4724); null unless we know them too
 */
public record Negotiated(
    long peerAs,
    IpAddress peerIdentifier,
    int holdTimeSeconds,
    int keepaliveSeconds,
    List<AddressFamily> families,
    boolean routeRefresh,
    boolean enhancedRouteRefresh,
    boolean fourOctetAs,
    boolean internal,
    int maximumBytes,
    List<AddressFamily> addPathReceived,
    List<AddressFamily> addPathSent,
    @Nullable BgpRole role,
    Capability.@Nullable GracefulRestart restart) {
  static Negotiated of(BgpSessionConfig config, BgpMessage.Open open) {
    OfferedCapabilities ours = config.capabilities();
    PeerCapabilities theirs = PeerCapabilities.of(open);
    List<AddressFamily> families = new ArrayList<>(ours.families());
    families.retainAll(theirs.families());
    int hold = Math.min(config.holdTimeSeconds(), open.holdTimeSeconds());
    // RFC 4271 4.4: a third of the hold time at most, and not more than one a second.
    int keepalive = hold == 0 ? 0 : Math.max(1, Math.min(config.keepaliveSeconds(), hold / 3));
    boolean extended = ours.extendedMessage() && theirs.extendedMessage();
    return new Negotiated(
        open.asn(),
        open.identifier(),
        hold,
        keepalive,
        List.copyOf(families),
        theirs.routeRefresh(),
        ours.enhancedRouteRefresh() && theirs.enhancedRouteRefresh(),
        ours.fourOctetAs() && theirs.fourOctetAs(),
        config.isInternal(),
        extended ? BgpMessage.EXTENDED_MAX_BYTES : BgpMessage.MAX_BYTES,
        addPath(families, ours.addPath(), theirs.addPath()),
        addPath(families, theirs.addPath(), ours.addPath()),
        config.isInternal() ? null : ours.role(),
        ours.gracefulRestart() == null ? null : theirs.gracefulRestart());
  }

  /** RFC 7911 4: families that one end can receive and the other send. */
  private static List<AddressFamily> addPath(
      List<AddressFamily> families, List<FamilyMode> receiver, List<FamilyMode> sender) {
    List<AddressFamily> result = new ArrayList<>();
    for (AddressFamily family : families) {
      boolean received = false;
      boolean sent = false;
      for (FamilyMode mode : receiver) {
        received |= AddressFamily.of(mode.afi(), mode.safi()) == family && mode.receives();
      }
      for (FamilyMode mode : sender) {
        sent |= AddressFamily.of(mode.afi(), mode.safi()) == family && mode.sends();
      }
      if (received && sent) {
        result.add(family);
      }
    }
    return List.copyOf(result);
  }

  /** How to read and write the messages of this session. */
  public DecodeContext context() {
    return new DecodeContext(fourOctetAs, internal, maximumBytes)
        .withAddPath(addPathReceived, addPathSent);
  }

  /** Whether the peer's routes of any family outlive its session (RFC 4724 4.2). */
  public boolean isRestartable() {
    return restart != null && !restart.families().isEmpty();
  }

  /** Whether the peer kept its forwarding state of a family over the restart just past. */
  public boolean isForwardingPreserved(AddressFamily family) {
    if (restart == null) {
      return false;
    }
    for (Capability.GracefulRestart.PreservedFamily each : restart.families()) {
      if (each.known() == family && each.forwardingPreserved()) {
        return true;
      }
    }
    return false;
  }
}
