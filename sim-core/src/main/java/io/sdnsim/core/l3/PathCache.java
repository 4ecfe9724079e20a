package io.sdnsim.core.l3;

import io.sdnsim.core.address.IpAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows of its ways to the destinations that it sends to itself: an end point of
 * tunnels asks for the same few with every packet. Good until the FIB changes.
 */
final class PathCache {
  private static final int SLOTS = 256;
  private static final @Nullable Path[] NONE = {};

  /**
   * The way to one destination.
   *
   * @param source the node's own address for it, or null without a route
   * @param mtuBytes of the interfaces towards it
   * @param reachable false without a route, or with one that leads nowhere
   */
  record Path(IpAddress destination, @Nullable IpAddress source, int mtuBytes, boolean reachable) {}

  /** All that most hosts need. */
  private @Nullable Path latest;

  /** The others, each in the place that its hash says. */
  private @Nullable Path[] paths = NONE;

  /** The way, if it is known. */
  @Nullable Path find(IpAddress destination) {
    Path known = latest;
    if (known == null || known.destination.equals(destination)) {
      return known;
    }
    known = paths.length == 0 ? null : paths[slot(destination)];
    return known != null && known.destination.equals(destination) ? known : null;
  }

  void put(Path path) {
    if (latest == null) {
      latest = path;
      return;
    }
    if (paths.length == 0) {
      paths = new Path[SLOTS];
    }
    paths[slot(path.destination)] = path;
  }

  /** Fibonacci hashing spreads addresses over the upper bits. */
  private static int slot(IpAddress destination) {
    return destination.hashCode() >>> Integer.numberOfLeadingZeros(SLOTS - 1);
  }

  void clear() {
    latest = null;
    Arrays.fill(paths, null);
  }
}
