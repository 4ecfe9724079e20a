package io.sdnsim.bgp.session;

import io.sdnsim.bgp.wire.BgpError;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.core.address.IpAddress;

/** What of a peer's OPEN depends on the configuration (RFC 4271 6.2). */
final class OpenCheck {
  private OpenCheck() {}

  /** The subcode of the OPEN Message Error that refuses it; 0 to accept it. */
  static int refusal(BgpSessionConfig config, BgpMessage.Open open) {
    if (open.asn() != config.remoteAs() || open.asn() == 0) {
      return BgpError.OPEN_BAD_PEER_AS;
    }
    IpAddress identifier = open.identifier();
    // RFC 6286 2.2: not zero, and different within an AS.
    if (identifier.isUnspecified()
        || (config.isInternal() && identifier.equals(config.localIdentifier()))) {
      return BgpError.OPEN_BAD_IDENTIFIER;
    }
    if (open.holdTimeSeconds() == 1 || open.holdTimeSeconds() == 2) {
      return BgpError.OPEN_UNACCEPTABLE_HOLD_TIME;
    }
    OfferedCapabilities offered = config.capabilities();
    boolean roleFits =
        config.isInternal()
            || PeerCapabilities.of(open).roleFits(offered.role(), offered.strictRole());
    return roleFits ? 0 : BgpError.OPEN_ROLE_MISMATCH;
  }
}
