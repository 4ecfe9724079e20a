package io.sdnsim.bgp.rib;

import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.address.PrefixMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one peer has announced, before policy (RFC 4271 3.2): attributes are interned, so that an
 * entry costs about 20 bytes, and with add-path its map node and key.
 */
public final class AdjRibIn {
  private final Map<Prefix, PathAttributes> routes = new PrefixMap<>();

  /** Paths with an identifier (RFC 7911). */
  private final Map<PathKey, PathAttributes> paths = new LinkedHashMap<>();

  /** Routes that the peer was asked to announce again. */
  private final Set<PathKey> expected = new LinkedHashSet<>();

  /**
   * Takes an announcement in; returns what it replaces, and null for a route that is expected again
   * too: it is to be looked at as if it were new.
   *
   * @param pathId 0 without add-path; so in all methods
   */
  public @Nullable PathAttributes put(Prefix prefix, long pathId, PathAttributes attributes) {
    PathAttributes replaced =
        pathId == 0
            ? routes.put(prefix, attributes)
            : paths.put(new PathKey(prefix, pathId), attributes);
    return meetExpectation(prefix, pathId) ? null : replaced;
  }

  private boolean meetExpectation(Prefix prefix, long pathId) {
    return !expected.isEmpty() && expected.remove(new PathKey(prefix, pathId));
  }

  /** The peer is asked to announce all its routes again (RFC 2918 4). */
  public void expectAll() {
    forEach((prefix, pathId, attributes) -> expected.add(new PathKey(prefix, pathId)));
  }

  public @Nullable PathAttributes remove(Prefix prefix, long pathId) {
    meetExpectation(prefix, pathId);
    return pathId == 0 ? routes.remove(prefix) : paths.remove(new PathKey(prefix, pathId));
  }

  public @Nullable PathAttributes get(Prefix prefix, long pathId) {
    return pathId == 0 ? routes.get(prefix) : paths.get(new PathKey(prefix, pathId));
  }

  /** The route of a prefix without add-path. */
  public @Nullable PathAttributes get(Prefix prefix) {
    return routes.get(prefix);
  }

  /** All paths in the order in which they first came; they must not change meanwhile. */
  public void forEach(Visitor visitor) {
    routes.forEach((prefix, attributes) -> visitor.path(prefix, 0, attributes));
    paths.forEach((key, attributes) -> visitor.path(key.prefix(), key.pathId(), attributes));
  }

  /** The number of paths. */
  public int size() {
    return routes.size() + paths.size();
  }

  public void clear() {
    routes.clear();
    paths.clear();
    expected.clear();
  }

  /** Looks at one path after another. */
  @FunctionalInterface
  public interface Visitor {
    void path(Prefix prefix, long pathId, PathAttributes attributes);
  }
}
