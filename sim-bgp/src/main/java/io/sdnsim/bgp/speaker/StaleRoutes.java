package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.core.address.Prefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Prefixes whose routes a peer has to announce again, or they are void: after it restarted (RFC
 * 4724 4.2), or while it refreshes them (RFC 7313 4). Until then they are as good as any.
 */
final class StaleRoutes {
  private final Set<Prefix> prefixes = new LinkedHashSet<>();

  void mark(Collection<Prefix> all, AddressFamily family) {
    for (Prefix prefix : all) {
      if (AddressFamily.of(prefix) == family) {
        prefixes.add(prefix);
      }
    }
  }

  /** The peer has announced or withdrawn them. */
  void heardOf(Collection<Prefix> announced) {
    if (!prefixes.isEmpty()) {
      announced.forEach(prefixes::remove);
    }
  }

  /** Those of a family, which are not marked any longer. */
  List<Prefix> take(AddressFamily family) {
    List<Prefix> taken = new ArrayList<>();
    for (Prefix prefix : prefixes) {
      if (AddressFamily.of(prefix) == family) {
        taken.add(prefix);
      }
    }
    taken.forEach(prefixes::remove);
    return taken;
  }

  int size() {
    return prefixes.size();
  }

  boolean isEmpty() {
    return prefixes.isEmpty();
  }

  void clear() {
    prefixes.clear();
  }
}
