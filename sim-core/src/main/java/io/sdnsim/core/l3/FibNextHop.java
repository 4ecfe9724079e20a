package io.sdnsim.core.l3;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.link.Port;
import org.jspecify.annotations.Nullable;

/**
 * Where a FIB entry sends packets: an interface, and the neighbor on it when the route has a
 * gateway. The neighbor holds the prebuilt Ethernet header, so that a hop looks nothing up.
 */
public final class FibNextHop extends Forwarding implements Comparable<FibNextHop> {
  private final IpInterface out;

  /** The interface's, here as well: the way to the line is then two objects shorter. */
  private final @Nullable Port port;

  private final @Nullable IpAddress gateway;
  private final @Nullable Neighbor neighbor;

  /** On an attached IPv4 network, the neighbor that was asked for last. */
  private @Nullable Neighbor latest;

  private int latestBits;

  FibNextHop(IpInterface out, @Nullable IpAddress gateway) {
    this.out = out;
    this.port = out.port();
    this.gateway = gateway;
    this.neighbor = gateway == null || port == null ? null : out.neighbors().pin(gateway);
  }

  public IpInterface out() {
    return out;
  }

  /** The port of the interface, or null for a loopback. */
  @Nullable Port port() {
    return port;
  }

  /** The next router, or null on a network that the interface itself is on. */
  public @Nullable IpAddress gateway() {
    return gateway;
  }

  /** The neighbor that packets to a destination go to. */
  Neighbor neighborFor(IpAddress destination) {
    if (neighbor != null) {
      return neighbor;
    }
    // The address is compared here, not in the table: that spares a packet three cold objects.
    Neighbor last = latest;
    if (last != null && destination.isIpv4() && latestBits == destination.ipv4Bits()) {
      return last;
    }
    Neighbor found = out.neighbors().entry(destination);
    if (found.pinned && destination.isIpv4()) {
      latest = found;
      latestBits = destination.ipv4Bits();
    }
    return found;
  }

  /** By gateway, attached networks first, then by interface name: the order of ECMP members. */
  @Override
  public int compareTo(FibNextHop other) {
    return key().compareTo(other.key());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FibNextHop that && key().equals(that.key());
  }

  @Override
  public int hashCode() {
    return key().hashCode();
  }

  private NextHop key() {
    return new NextHop(gateway, out.name());
  }

  @Override
  public String toString() {
    return (gateway == null ? "attached" : gateway) + " " + out.name();
  }
}
