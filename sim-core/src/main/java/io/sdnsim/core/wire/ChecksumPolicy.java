package io.sdnsim.core.wire;

/** What a decoder does about checksums. */
public enum ChecksumPolicy {
  /** A wrong checksum is a {@link DecodeException}. */
  VERIFY,
  /** For captures from hosts whose network card fills checksums in behind the capture. */
  IGNORE,
  /**
   * As {@link #VERIFY}, but for a wrong checksum of UDP, which stays with the packet: it is for the
   * node that the datagram reaches to drop it (RFC 1122 4.1.3.4).
   */
  KEEP
}
