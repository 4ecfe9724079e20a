package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.address.PrefixMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The recorded routes that there are now; nearly all have the identifier 0. */
final class RecordedTable {
  private final Map<Prefix, PathAttributes> routes = new PrefixMap<>();
  private final Map<Prefix, NavigableMap<Long, PathAttributes>> others = new TreeMap<>();

  /** Takes a change in; tells whether another route of its prefix is used now. */
  boolean set(Prefix prefix, long id, @Nullable PathAttributes attributes) {
    PathAttributes before = get(prefix);
    if (id == 0) {
      if (attributes == null) {
        routes.remove(prefix);
      } else {
        routes.put(prefix, attributes);
      }
    } else if (attributes != null) {
      others.computeIfAbsent(prefix, key -> new TreeMap<>()).put(id, attributes);
    } else {
      NavigableMap<Long, PathAttributes> left = others.get(prefix);
      if (left != null && left.remove(id) != null && left.isEmpty()) {
        others.remove(prefix);
      }
    }
    return !Objects.equals(before, get(prefix));
  }

  /** The route that is used, or null. */
  @Nullable PathAttributes get(Prefix prefix) {
    PathAttributes first = routes.get(prefix);
    if (first != null || others.isEmpty()) {
      return first;
    }
    NavigableMap<Long, PathAttributes> more = others.get(prefix);
    return more == null ? null : more.firstEntry().getValue();
  }

  void addPrefixesTo(Set<Prefix> prefixes) {
    routes.forEach((prefix, attributes) -> prefixes.add(prefix));
    prefixes.addAll(others.keySet());
  }

  void forEach(Consumer<PathAttributes> visitor) {
    routes.forEach((prefix, attributes) -> visitor.accept(attributes));
    others.values().forEach(each -> each.values().forEach(visitor));
  }

  void clear() {
    routes.clear();
    others.clear();
  }
}
