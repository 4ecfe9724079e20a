package io.sdnsim.bgp.wire;

/** Where a peer stands, seen from this speaker: it decides what its UPDATEs may carry. */
public enum PeerType {
  /** Another AS, outside the confederation if there is one. */
  EXTERNAL,

  /** The same AS, or the same member AS of a confederation. */
  INTERNAL,

  /** Another member AS of the same confederation (RFC 5065). */
  CONFEDERATION,

  /**
   * Not known, as of a message in a capture: whatever one of the others may send is well-formed.
   */
  UNKNOWN
}
