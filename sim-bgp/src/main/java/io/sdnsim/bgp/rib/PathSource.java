package io.sdnsim.bgp.rib;

import io.sdnsim.core.address.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Whom a path was learned from: one object per session while it is up, or the speaker itself.
 *
 * @param peer the peer's address; null for the speaker itself
 * @param identifier the BGP identifier of the peer, or of the speaker itself
 * @param connectedOnly whether next hops must be on a network of the node's own: an external peer
 *     that is not multihop
 */
public record PathSource(
    Kind kind, @Nullable IpAddress peer, IpAddress identifier, boolean connectedOnly) {
  public static PathSource local(IpAddress identifier) {
    return new PathSource(Kind.LOCAL, null, identifier, false);
  }

  public boolean isLocal() {
    return kind == Kind.LOCAL;
  }

  /** As the RIB's rows name it: the peer's address, or 0.0.0.0. */
  public String text() {
    return peer == null ? "0.0.0.0" : peer.toString();
  }

  /** How a path came to be known. */
  public enum Kind {
    LOCAL,
    EXTERNAL,
    INTERNAL
  }
}
