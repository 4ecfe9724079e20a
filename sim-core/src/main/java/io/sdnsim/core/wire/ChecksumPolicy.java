package io.sdnsim.core.wire;

/** What a decoder does about checksums. */
public enum ChecksumPolicy {
  /** A wrong checksum is a {@link DecodeException}. */
  VERIFY,
  /** For captures from hosts whose network card fills checksums in behind the capture. */
  IGNORE
}
