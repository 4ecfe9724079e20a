package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.rib.AdjRibIn;
import io.sdnsim.bgp.rib.PathKey;
import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.PathIds;
import io.sdnsim.core.address.Prefix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Paths that a peer has to announce again, or they are void: after it restarted (RFC 4724 4.2), or
 * while it refreshes them (RFC 7313 4). Until then they are as good as any.
 */
final class StaleRoutes {
  private final Set<PathKey> paths = new LinkedHashSet<>();

  /** The paths of each prefix, and others that are stale no longer; empty until asked for. */
  private final Map<Prefix, List<PathKey>> byPrefix = new LinkedHashMap<>();

  private boolean restarted;

  /** Whether any has an identifier. */
  private boolean identified;

  /** All of a family, since the peer refreshes it. */
  void mark(AdjRibIn all, AddressFamily family) {
    byPrefix.clear();
    restarted &= !paths.isEmpty();
    all.forEach(
        (prefix, pathId, attributes) -> {
          if (AddressFamily.of(prefix) == family) {
            paths.add(new PathKey(prefix, pathId));
            identified |= pathId != 0;
          }
        });
  }

  /** All of a family, since the peer's session is over. */
  void markLost(AdjRibIn all, AddressFamily family) {
    mark(all, family);
    restarted = true;
  }

  /**
   * Those of a prefix that the peer may now announce under this identifier: RFC 7911 5 has
   * identifiers last no longer than the session.
   */
  List<PathKey> renameable(Prefix prefix, long pathId) {
    if (!restarted || (!identified && pathId == 0)) {
      return List.of();
    }
    if (byPrefix.isEmpty()) {
      paths.forEach(
          path -> byPrefix.computeIfAbsent(path.prefix(), key -> new ArrayList<>(1)).add(path));
    }
    List<PathKey> candidates = new ArrayList<>(byPrefix.getOrDefault(prefix, List.of()));
    candidates.removeIf(path -> !paths.contains(path));
    return candidates;
  }

  boolean contains(Prefix prefix, long pathId) {
    return paths.contains(new PathKey(prefix, pathId));
  }

  /** The peer announces this one under another identifier. */
  void renamed(PathKey path) {
    paths.remove(path);
  }

  /** The peer has announced or withdrawn them. */
  void heardOf(List<Prefix> announced, PathIds ids) {
    if (paths.isEmpty()) {
      return;
    }
    for (int i = 0; i < announced.size(); i++) {
      paths.remove(new PathKey(announced.get(i), ids.at(i)));
    }
  }

  /** Those of a family, which are not marked any longer. */
  List<PathKey> take(AddressFamily family) {
    List<PathKey> taken = new ArrayList<>();
    for (PathKey path : paths) {
      if (AddressFamily.of(path.prefix()) == family) {
        taken.add(path);
      }
    }
    taken.forEach(paths::remove);
    if (paths.isEmpty()) {
      clear();
    }
    return taken;
  }

  int size() {
    return paths.size();
  }

  boolean isEmpty() {
    return paths.isEmpty();
  }

  private void clear() {
    paths.clear();
    byPrefix.clear();
    restarted = false;
    identified = false;
  }
}
