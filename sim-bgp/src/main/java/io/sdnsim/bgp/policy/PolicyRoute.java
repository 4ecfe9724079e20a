package io.sdnsim.bgp.policy;

import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A route on its way through policy.
 *
 * @param weight the preference that never leaves the speaker, 0 to 65,535
 * @param nextHopFixed whether policy has decided on the next hop, which then is left alone
 * @param context where the route comes from and goes to; policy only looks at it
 */
public record PolicyRoute(
    Prefix prefix, PathAttributes attributes, int weight, boolean nextHopFixed, Context context) {
  public static PolicyRoute of(
      Prefix prefix, PathAttributes attributes, int weight, Context context) {
    return new PolicyRoute(prefix, attributes, weight, false, context);
  }

  /**
   * The LOCAL_PREF that policy sees. Where there is none it is 0, as in FRR, though the decision
   * takes 100 for it.
   */
  long localPref() {
    return attributes.has(PathAttribute.LOCAL_PREF) ? attributes.localPref() : 0;
  }

  public PolicyRoute withAttributes(PathAttributes value) {
    return new PolicyRoute(prefix, value, weight, nextHopFixed, context);
  }

  public PolicyRoute withWeight(int value) {
    return new PolicyRoute(prefix, attributes, value, nextHopFixed, context);
  }

  /** With this next hop; null for the one that it has, whoever is told. */
  public PolicyRoute withFixedNextHop(@Nullable IpAddress value) {
    PathAttributes changed = value == null ? attributes : attributes.withNextHop(value);
    return new PolicyRoute(prefix, changed, weight, true, context);
  }

  /** How a route came to the speaker. */
  public enum Protocol {
    /** From a peer. */
    BGP,
    /** A configured network. */
    NETWORK,
    CONNECTED,
    STATIC,
    AGGREGATE;

    /** As scenarios spell it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The surroundings of a route.
   *
   * @param learnedFrom the peer that announced it; null for a route of the speaker's own
   * @param peerAddress what {@code set next-hop peer-address} stands for: the announcing peer of a
   *     route that comes in, the speaker's own address towards the peer of one that goes out
   */
  public record Context(
      Protocol protocol, @Nullable IpAddress learnedFrom, @Nullable IpAddress peerAddress) {}
}
