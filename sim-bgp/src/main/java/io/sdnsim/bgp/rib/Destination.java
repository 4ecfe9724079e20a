package io.sdnsim.bgp.rib;

import io.sdnsim.bgp.rib.DecisionProcess.Selection;
import io.sdnsim.core.address.Prefix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A prefix with its paths, at most one of each source, and what was chosen among them. */
public final class Destination {
  private final Prefix prefix;
  private final List<Path> paths = new ArrayList<>(2);
  private Selection selection = Selection.NONE;
  private @Nullable InstalledRoute installed;

  /** Whose path was the best when the present one was chosen. */
  private @Nullable PathSource chosenOver;

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
    return selection.best();
  }

  /** The paths in use, the best first. */
  public List<Path> multipath() {
    return selection.multipath();
  }

  /** What the route table was last given, or null. */
  public @Nullable InstalledRoute installed() {
    return installed;
  }

  public void setInstalled(@Nullable InstalledRoute route) {
    installed = route;
  }

  /** Runs the decision process anew. */
  public void select(DecisionProcess process) {
    Path before = selection.best();
    PathSource current = before == null ? null : before.source();
    selection = process.select(paths, current);
    chosenOver = current;
  }

  /** Why a path is not the best; empty for the best. */
  public String reason(DecisionProcess process, Path path) {
    return process.reason(path, selection.best(), paths, chosenOver);
  }

  @Nullable Path put(Path path) {
    for (int i = 0; i < paths.size(); i++) {
      if (paths.get(i).source().equals(path.source())) {
        return paths.set(i, path);
      }
    }
    paths.add(path);
    return null;
  }

  @Nullable Path remove(PathSource source) {
    for (int i = 0; i < paths.size(); i++) {
      if (paths.get(i).source().equals(source)) {
        return paths.remove(i);
      }
    }
    return null;
  }
}
