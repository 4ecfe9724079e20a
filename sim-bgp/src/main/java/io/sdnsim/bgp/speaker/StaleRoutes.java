package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.rib.AdjRibIn;
import io.sdnsim.bgp.rib.PathKey;
import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.PathIds;
import io.sdnsim.core.address.Prefix;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Paths that a peer has to announce again, or they are void: after it restarted (RFC 4724 4.2), or
 * while it refreshes them (RFC 7313 4). Until then they are as good as any.
 */
final class StaleRoutes {
  private final Set<PathKey> paths = new LinkedHashSet<>();

  void mark(AdjRibIn all, AddressFamily family) {
    all.forEach(
        (prefix, pathId, attributes) -> {
          if (AddressFamily.of(prefix) == family) {
            paths.add(new PathKey(prefix, pathId));
          }
        });
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
    return taken;
  }

  int size() {
    return paths.size();
  }

  boolean isEmpty() {
    return paths.isEmpty();
  }

  void clear() {
    paths.clear();
  }
}
