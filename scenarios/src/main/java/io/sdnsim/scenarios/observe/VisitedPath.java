package io.sdnsim.scenarios.observe;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that a packet visited, shared between all packets that went the same way: a path is a
 * leaf of a tree of paths.
 */
public final class VisitedPath {
  private final @Nullable VisitedPath parent;
  private final String node;
  private final Map<String, VisitedPath> longer = new TreeMap<>();

  private VisitedPath(@Nullable VisitedPath parent, String node) {
    this.parent = parent;
    this.node = node;
  }

  /** The paths that begin here or there. */
  static final class Roots {
    private final Map<String, VisitedPath> roots = new TreeMap<>();

    VisitedPath of(String node) {
      return roots.computeIfAbsent(node, n -> new VisitedPath(null, n));
    }
  }

  VisitedPath then(String nextNode) {
    return longer.computeIfAbsent(nextNode, n -> new VisitedPath(this, n));
  }

  /** The node visited last. */
  public String node() {
    return node;
  }

  /** Whether this path is the other one or goes on from it. */
  boolean startsWith(VisitedPath other) {
    for (VisitedPath path = this; path != null; path = path.parent) {
      if (path == other) {
        return true;
      }
    }
    return false;
  }

  /** From the node that made the packet to the last. */
  public List<String> nodes() {
    List<String> nodes = new ArrayList<>();
    for (VisitedPath path = this; path != null; path = path.parent) {
      nodes.add(path.node);
    }
    Collections.reverse(nodes);
    return nodes;
  }
}
