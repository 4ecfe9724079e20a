package io.sdnsim.bgp.policy;

import io.sdnsim.bgp.wire.AsPath;

/**
 * What happens to private AS numbers (RFC 6996 5) in paths that an external peer is told. The
 * peer's own number always stays, so that it sees its loops; so FRR does.
 */
public enum RemovePrivateAs {
  NONE,
  /** The path goes if all of it is private; else it stays as it is. */
  ONLY_PRIVATE,
  /** Private numbers go wherever they are. */
  ALL,
  /** Private numbers become the own one if the whole path is private. */
  REPLACE_ONLY_PRIVATE,
  /** Private numbers become the own one wherever they are. */
  REPLACE_ALL;

  /** Applies it to a path, before the own AS is put in front. */
  public AsPath apply(AsPath path, long ownAs, long peerAs) {
    return switch (this) {
      case NONE -> path;
      case ONLY_PRIVATE ->
          AsPaths.all(path, RemovePrivateAs::isPrivate) ? remove(path, peerAs) : path;
      case ALL -> remove(path, peerAs);
      case REPLACE_ONLY_PRIVATE ->
          AsPaths.all(path, RemovePrivateAs::isPrivate) ? replace(path, ownAs, peerAs) : path;
      case REPLACE_ALL -> replace(path, ownAs, peerAs);
    };
  }

  private static AsPath remove(AsPath path, long peerAs) {
    return AsPaths.without(path, asn -> isPrivate(asn) && asn != peerAs);
  }

  private static AsPath replace(AsPath path, long ownAs, long peerAs) {
    return AsPaths.replace(path, asn -> isPrivate(asn) && asn != peerAs ? ownAs : asn);
  }

  /** RFC 6996 5. */
  static boolean isPrivate(long asn) {
    return (asn >= 64_512 && asn <= 65_534) || (asn >= 4_200_000_000L && asn <= 4_294_967_294L);
  }
}
