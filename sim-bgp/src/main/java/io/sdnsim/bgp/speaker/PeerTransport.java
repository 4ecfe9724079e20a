package io.sdnsim.bgp.speaker;

/**
 * What TCP needs to know of a neighbor, for connections in both directions.
 *
 * @param hopLimit TTL of our segments
 * @param minimumHopLimit the least TTL of the neighbor's: 1, or more with GTSM (RFC 5082)
 * @param md5Key what segments are signed with (RFC 2385); empty for no signatures
 */
public record PeerTransport(int hopLimit, int minimumHopLimit, String md5Key) {
  /** Of an address that is no neighbor. */
  static final PeerTransport STRANGER = new PeerTransport(1, 1, "");

  static PeerTransport of(PeerConfig config, boolean internal) {
    int security = config.session().ttlSecurityHops();
    String key = config.session().password();
    if (security > 0) {
      // RFC 5082 3: sent with 255, so that what arrives tells how far it came.
      return new PeerTransport(255, 256 - security, key);
    }
    return new PeerTransport(internal ? 255 : config.hopLimit(), 1, key);
  }
}
