package io.sdnsim.bgp.wire;

/**
 * What the two ends of a session agreed on, as far as it changes how bytes are read and written.
 *
 * @param fourOctetAs whether both offered four-octet AS numbers (RFC 6793)
 * @param internalPeer whether messages come from a peer in the same AS
 * @param maximumBytes the longest message, 4,096
 */
public record DecodeContext(boolean fourOctetAs, boolean internalPeer, int maximumBytes) {
  /** Before the OPENs have been exchanged. */
  public static final DecodeContext INITIAL = new DecodeContext(false, false, BgpMessage.MAX_BYTES);

  public static final DecodeContext EBGP = new DecodeContext(true, false, BgpMessage.MAX_BYTES);
  public static final DecodeContext IBGP = new DecodeContext(true, true, BgpMessage.MAX_BYTES);
}
