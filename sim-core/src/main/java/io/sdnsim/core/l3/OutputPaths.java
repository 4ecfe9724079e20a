package io.sdnsim.core.l3;

import io.sdnsim.core.address.InterfaceAddress;
import io.sdnsim.core.address.IpAddress;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A node's ways to the destinations that it sends to itself. What was found is remembered until the
 * FIB changes, which follows routes and interfaces: an end point of tunnels asks for the same few
 * destinations with every packet.
 */
final class OutputPaths {
  /** RFC 1122 3.3.3: what to assume about a destination without a route. */
  private static final int UNKNOWN_MTU_BYTES = 576;

  private static final int LOCAL_MTU_BYTES = 65_535;

  private static final int SLOTS = 256;
  private static final @Nullable Path[] NONE = {};

  /**
   * The way to one destination.
   *
   * @param source the node's own address for it (RFC 6724, simplified), or null without a route
   * @param mtuBytes of the interfaces towards it
   * @param reachable false without a route, or with one that leads nowhere
   */
  record Path(IpAddress destination, @Nullable IpAddress source, int mtuBytes, boolean reachable) {}

  private final Fib fib;
  private final Supplier<List<InterfaceAddress>> localAddresses;

  /** The state of the FIB that the paths were found with. */
  private long fibChanges;

  /** The first: all that most hosts need. */
  private @Nullable Path first;

  /** The others, each in the place that its hash says. */
  private @Nullable Path[] others = NONE;

  /**
   * @param localAddresses of the interfaces that are up
   */
  OutputPaths(Fib fib, Supplier<List<InterfaceAddress>> localAddresses) {
    this.fib = fib;
    this.localAddresses = localAddresses;
  }

  Path to(IpAddress destination) {
    if (fibChanges != fib.changes()) {
      fibChanges = fib.changes();
      first = null;
      Arrays.fill(others, null);
    }
    Path known = first;
    if (known == null) {
      known = find(destination);
      first = known;
    }
    return known.destination.equals(destination) ? known : toAnother(destination);
  }

  private Path toAnother(IpAddress destination) {
    if (others.length == 0) {
      others = new Path[SLOTS];
    }
    // Fibonacci hashing spreads addresses over the upper bits.
    int slot = destination.hashCode() >>> Integer.numberOfLeadingZeros(SLOTS - 1);
    Path known = others[slot];
    if (known == null || !known.destination.equals(destination)) {
      known = find(destination);
      others[slot] = known;
    }
    return known;
  }

  private Path find(IpAddress destination) {
    Forwarding entry = fib.lookup(destination);
    if (entry == null || entry.kind == Forwarding.Kind.BLACKHOLE) {
      return new Path(destination, null, UNKNOWN_MTU_BYTES, false);
    }
    int mtuBytes = LOCAL_MTU_BYTES;
    for (FibNextHop member : entry.members) {
      mtuBytes = Math.min(mtuBytes, member.out().mtuBytes());
    }
    return new Path(destination, sourceFor(destination, entry), mtuBytes, true);
  }

  private @Nullable IpAddress sourceFor(IpAddress destination, Forwarding entry) {
    return switch (entry.kind) {
      case LOCAL -> destination;
      case FORWARD -> {
        FibNextHop member = entry.members[0];
        IpAddress gateway = member.gateway();
        IpAddress source = member.out().sourceFor(gateway == null ? destination : gateway);
        yield source == null ? anyAddress(destination.isIpv4()) : source;
      }
      case BROADCAST, MULTICAST -> anyAddress(destination.isIpv4());
      case BLACKHOLE, MARTIAN -> null;
    };
  }

  private @Nullable IpAddress anyAddress(boolean ipv4) {
    for (InterfaceAddress own : localAddresses.get()) {
      if (own.address().isIpv4() == ipv4) {
        return own.address();
      }
    }
    return null;
  }
}
