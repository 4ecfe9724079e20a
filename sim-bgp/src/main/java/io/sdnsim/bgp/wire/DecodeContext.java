package io.sdnsim.bgp.wire;

import java.util.List;

/**
 * What the two ends of a session agreed on, as far as it changes how bytes are read and written.
 *
 * @param fourOctetAs whether both offered four-octet AS numbers (RFC 6793)
 * @param maximumBytes the longest message but for OPEN and KEEPALIVE: 4,096, or 65,535 with
 *     extended messages (RFC 8654)
 * @param addPathReceived families whose prefixes carry Path Identifiers when read (RFC 7911)
 * @param addPathSent families whose prefixes carry Path Identifiers when written
 * @param extendedNextHop whether IPv4 prefixes may have IPv6 next hops (RFC 8950)
 */
public record DecodeContext(
    boolean fourOctetAs,
    PeerType peer,
    int maximumBytes,
    List<AddressFamily> addPathReceived,
    List<AddressFamily> addPathSent,
    boolean extendedNextHop) {
  /** Before the OPENs have been exchanged. */
  public static final DecodeContext INITIAL = new DecodeContext(false, false, BgpMessage.MAX_BYTES);

  public static final DecodeContext EBGP = new DecodeContext(true, false, BgpMessage.MAX_BYTES);
  public static final DecodeContext IBGP = new DecodeContext(true, true, BgpMessage.MAX_BYTES);

  /** For a message in a capture: nobody knows what was agreed on, so all is taken. */
  public static final DecodeContext ANY =
      new DecodeContext(
          true, PeerType.UNKNOWN, BgpMessage.EXTENDED_MAX_BYTES, List.of(), List.of(), true);

  public DecodeContext {
    addPathReceived = List.copyOf(addPathReceived);
    addPathSent = List.copyOf(addPathSent);
  }

  /** Without Path Identifiers and extended next hops. */
  public DecodeContext(boolean fourOctetAs, boolean internalPeer, int maximumBytes) {
    this(
        fourOctetAs,
        internalPeer ? PeerType.INTERNAL : PeerType.EXTERNAL,
        maximumBytes,
        List.of(),
        List.of(),
        false);
  }

  public boolean internalPeer() {
    return peer == PeerType.INTERNAL;
  }

  public DecodeContext withFourOctetAs(boolean value) {
    return new DecodeContext(
        value, peer, maximumBytes, addPathReceived, addPathSent, extendedNextHop);
  }

  public DecodeContext withPeer(PeerType type) {
    return new DecodeContext(
        fourOctetAs, type, maximumBytes, addPathReceived, addPathSent, extendedNextHop);
  }

  public DecodeContext withMaximumBytes(int bytes) {
    return new DecodeContext(
        fourOctetAs, peer, bytes, addPathReceived, addPathSent, extendedNextHop);
  }

  public DecodeContext withAddPath(List<AddressFamily> received, List<AddressFamily> sent) {
    return new DecodeContext(fourOctetAs, peer, maximumBytes, received, sent, extendedNextHop);
  }

  public DecodeContext withExtendedNextHop(boolean value) {
    return new DecodeContext(fourOctetAs, peer, maximumBytes, addPathReceived, addPathSent, value);
  }
}
