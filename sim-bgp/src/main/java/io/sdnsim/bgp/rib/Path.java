package io.sdnsim.bgp.rib;

import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * One way to reach a prefix, as policy left it: 40 bytes, of which attributes, source and next hop
 * are shared.
 */
public final class Path {
  /** The weight of routes that originate here. */
  public static final int LOCAL_WEIGHT = 32_768;

  private final PathSource source;
  private final PathAttributes attributes;
  private final @Nullable NextHopState nextHop;
  private final int weight;
  private final long receivedAtPs;

  /**
   * @param nextHop null for a local path
   * @param receivedAtPs since when the source has offered a path, whatever its attributes
   */
  public Path(
      PathSource source,
      PathAttributes attributes,
      @Nullable NextHopState nextHop,
      int weight,
      long receivedAtPs) {
    this.source = source;
    this.attributes = attributes;
    this.nextHop = nextHop;
    this.weight = weight;
    this.receivedAtPs = receivedAtPs;
  }

  public PathSource source() {
    return source;
  }

  public PathAttributes attributes() {
    return attributes;
  }

  public @Nullable NextHopState nextHop() {
    return nextHop;
  }

  public int weight() {
    return weight;
  }

  public long receivedAtPs() {
    return receivedAtPs;
  }

  /** RFC 4271 9.1.2: only a path whose next hop is resolvable takes part. */
  public boolean isUsable() {
    return nextHop == null
        || (nextHop.isReachable() && (!source.connectedOnly() || nextHop.isConnected()));
  }

  long igpMetric() {
    return nextHop == null ? 0 : nextHop.metric();
  }

  /** RFC 4456 9: ORIGINATOR_ID stands in for the BGP identifier. */
  IpAddress identifier() {
    return attributes.find(PathAttribute.ORIGINATOR_ID) instanceof PathAttribute.OriginatorId o
        ? o.routerId()
        : source.identifier();
  }
}
