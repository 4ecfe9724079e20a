package io.sdnsim.core.l3;

import io.sdnsim.core.address.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a route sends packets.
 *
 * @param gateway the next router; null for a destination on the interface's own network
 * @param interfaceName the outgoing interface; null when it follows from the gateway, which is then
 *     looked up recursively
 */
public record NextHop(@Nullable IpAddress gateway, @Nullable String interfaceName)
    implements Comparable<NextHop> {
  /** Through a gateway, wherever it is. */
  public static NextHop via(IpAddress gateway) {
    return new NextHop(gateway, null);
  }

  @Override
  public int compareTo(NextHop other) {
    int byGateway =
        gateway == null
            ? (other.gateway == null ? 0 : -1)
            : (other.gateway == null ? 1 : gateway.compareTo(other.gateway));
    if (byGateway != 0) {
      return byGateway;
    }
    return text(interfaceName).compareTo(text(other.interfaceName));
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
