package io.sdnsim.bgp.rib;

import io.sdnsim.core.address.IpAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whom a path was learned from: one object per session while it is up, or the speaker itself.
 *
 * @param peer the peer's address; null for the speaker itself
 * @param identifier the BGP identifier of the peer, or of the speaker itself
 * @param connectedOnly whether next hops must be on a network of the node's own: an external peer
 *     that is not multihop
 * @param reflectorClient whether the peer is a client of this route reflector (RFC 4456)
 * @param pathId the path identifier that the peer gave (RFC 7911 3); 0 without add-path
 */
public record PathSource(
    Kind kind,
    @Nullable IpAddress peer,
    IpAddress identifier,
    boolean connectedOnly,
    boolean reflectorClient,
    long pathId) {
  public PathSource(
      Kind kind, @Nullable IpAddress peer, IpAddress identifier, boolean connectedOnly) {
    this(kind, peer, identifier, connectedOnly, false, 0);
  }

  public static PathSource local(IpAddress identifier) {
    return new PathSource(Kind.LOCAL, null, identifier, false);
  }

  /** The same peer's paths of another identifier. */
  public PathSource withPathId(long id) {
    return new PathSource(kind, peer, identifier, connectedOnly, reflectorClient, id);
  }

  public boolean isLocal() {
    return kind == Kind.LOCAL;
  }

  /** As the RIB's rows name it: the peer's address, with its path identifier, or 0.0.0.0. */
  public String text() {
    if (peer == null) {
      return "0.0.0.0";
    }
    return pathId == 0 ? peer.toString() : peer + " path " + pathId;
  }

  /** Written out: every path that comes is looked for by it. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof PathSource that
            && kind == that.kind
            && pathId == that.pathId
            && connectedOnly == that.connectedOnly
            && reflectorClient == that.reflectorClient
            && identifier.equals(that.identifier)
            && Objects.equals(peer, that.peer));
  }

  /** The kind by its place: an enum's own hash code is its identity. */
  @Override
  public int hashCode() {
    int hash = kind.ordinal();
    hash = 31 * hash + (peer == null ? 0 : peer.hashCode());
    hash = 31 * hash + identifier.hashCode();
    return 31 * hash + Long.hashCode(pathId);
  }

  /** How a path came to be known. */
  public enum Kind {
    LOCAL,
    EXTERNAL,
    INTERNAL,
    /** From another member AS of the confederation (RFC 5065). */
    CONFEDERATION
  }
}
