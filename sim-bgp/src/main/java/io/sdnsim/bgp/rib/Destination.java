package io.sdnsim.bgp.rib;

import io.sdnsim.bgp.rib.DecisionProcess.Selection;
import io.sdnsim.core.address.Prefix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A prefix with its paths, at most one of each source, and what was chosen among them. */
public final class Destination {
  private final Prefix prefix;
  private List<Path> paths = List.of();
  private @Nullable Path best;

  /** Null when it is the best path alone, as in most tables. */
  private @Nullable List<Path> multipath;

  private @Nullable InstalledRoute installed;

  /** Whose path was the best when the present one was chosen. */
  private @Nullable PathSource chosenOver;

  private boolean changed;

  Destination(Prefix prefix) {
    this.prefix = prefix;
  }

  public Prefix prefix() {
    return prefix;
  }

  /** In the order in which their sources first offered them. */
  public List<Path> paths() {
    return paths;
  }

  public @Nullable Path best() {
    return best;
  }

  /** The paths in use, the best first. */
  public List<Path> multipath() {
    List<Path> several = multipath;
    if (several != null) {
      return several;
    }
    return best == null ? List.of() : List.of(best);
  }

  /** What the route table was last given, or null. */
  public @Nullable InstalledRoute installed() {
    return installed;
  }

  public void setInstalled(@Nullable InstalledRoute route) {
    installed = route;
  }

  /** The path of a source, or null. */
  public @Nullable Path path(PathSource source) {
    int at = indexOf(source);
    return at < 0 ? null : paths.get(at);
  }

  /**
   * A new choice is due, for its paths or their next hops are others than before.
   *
   * @return whether that is news
   */
  public boolean markChanged() {
    boolean news = !changed;
    changed = true;
    return news;
  }

  /** Runs the decision process anew. */
  public void select(DecisionProcess process) {
    changed = false;
    PathSource current = best == null ? null : best.source();
    Selection selection = process.select(paths, current);
    best = selection.best();
    multipath = selection.multipath().size() > 1 ? selection.multipath() : null;
    chosenOver = current;
  }

  /** Why a path is not the best; empty for the best. */
  public String reason(DecisionProcess process, Path path) {
    return process.reason(path, best, paths, chosenOver);
  }

  /** Puts a path in place of the one of its source, which is returned. */
  public @Nullable Path put(Path path) {
    int at = indexOf(path.source());
    Path before = at < 0 ? null : paths.get(at);
    if (paths.isEmpty()) {
      paths = List.of(path);
    } else {
      List<Path> changed = new ArrayList<>(paths);
      if (at < 0) {
        changed.add(path);
      } else {
        changed.set(at, path);
      }
      paths = List.copyOf(changed);
    }
    return before;
  }

  /** Takes the path of a source out and returns it; the prefix may be left without any. */
  public @Nullable Path remove(PathSource source) {
    int at = indexOf(source);
    if (at < 0) {
      return null;
    }
    List<Path> changed = new ArrayList<>(paths);
    Path removed = changed.remove(at);
    paths = List.copyOf(changed);
    return removed;
  }

  private int indexOf(PathSource source) {
    for (int i = 0; i < paths.size(); i++) {
      if (paths.get(i).source().equals(source)) {
        return i;
      }
    }
    return -1;
  }
}
