package io.sdnsim.bgp.rib;

import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.Prefix;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one peer has announced, before policy (RFC 4271 3.2): attributes are interned, so that an
 * entry costs its map node alone.
 */
public final class AdjRibIn {
  private final Map<Prefix, PathAttributes> routes = new LinkedHashMap<>();

  /** Takes an announcement in; returns what it replaces. */
  public @Nullable PathAttributes put(Prefix prefix, PathAttributes attributes) {
    return routes.put(prefix, attributes);
  }

  public @Nullable PathAttributes remove(Prefix prefix) {
    return routes.remove(prefix);
  }

  public @Nullable PathAttributes get(Prefix prefix) {
    return routes.get(prefix);
  }

  /** The routes in the order in which they first came; don't change it. */
  public Map<Prefix, PathAttributes> routes() {
    return routes;
  }

  public int size() {
    return routes.size();
  }

  public void clear() {
    routes.clear();
  }
}
