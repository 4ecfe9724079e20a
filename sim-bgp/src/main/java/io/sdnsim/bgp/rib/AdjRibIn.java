package io.sdnsim.bgp.rib;

import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.address.PrefixMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one peer has announced, before policy (RFC 4271 3.2): attributes are interned, so that an
 * entry costs about 20 bytes.
 */
public final class AdjRibIn {
  private final Map<Prefix, PathAttributes> routes = new PrefixMap<>();

  /** Routes that the peer was asked to announce again. */
  private final Set<Prefix> expected = new LinkedHashSet<>();

  /**
   * Takes an announcement in; returns what it replaces, and null for a route that is expected again
   * too: it is to be looked at as if it were new.
   */
  public @Nullable PathAttributes put(Prefix prefix, PathAttributes attributes) {
    PathAttributes replaced = routes.put(prefix, attributes);
    return expected.remove(prefix) ? null : replaced;
  }

  /** The peer is asked to announce all its routes again (RFC 2918 4). */
  public void expectAll() {
    expected.addAll(routes.keySet());
  }

  public @Nullable PathAttributes remove(Prefix prefix) {
    expected.remove(prefix);
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
    expected.clear();
  }
}
