package io.sdnsim.bgp.rib;

import io.sdnsim.bgp.rib.PathSource.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses among the paths of a prefix (RFC 4271 9.1.2) by the ladder of {@link Comparison}.
 *
 * <p>MED is compared within each neighboring AS first, and then the winners among each other
 * ("deterministic MED", RFC 4271 9.1.2.2 c): so the choice doesn't depend on the order in which
 * paths came.
 */
public final class DecisionProcess {
  private static final Comparison[] LADDER = Comparison.values();

  private final DecisionConfig config;

  public DecisionProcess(DecisionConfig config) {
    this.config = config;
  }

  /** The best path and those used beside it; null best when none is usable. */
  public Selection select(List<Path> paths) {
    Path best = null;
    if (paths.size() <= 2) {
      // Two paths need no groups: MED is between them or not at all.
      for (Path path : paths) {
        if (path.isUsable() && (best == null || compare(path, best) < 0)) {
          best = path;
        }
      }
    } else {
      best = bestOfGroups(paths);
    }
    if (best == null) {
      return Selection.NONE;
    }
    return new Selection(best, multipath(best, paths));
  }

  private @Nullable Path bestOfGroups(List<Path> paths) {
    Path best = null;
    for (int i = 0; i < paths.size(); i++) {
      Path path = paths.get(i);
      if (path.isUsable() && path == bestOfGroup(path, paths)) {
        if (best == null || compare(path, best) < 0) {
          best = path;
        }
      }
    }
    return best;
  }

  /** The best usable path with the same neighboring AS. */
  private Path bestOfGroup(Path member, List<Path> paths) {
    Path best = member;
    for (Path path : paths) {
      if (path != best
          && path.isUsable()
          && sameNeighborAs(path, member)
          && compare(path, best) < 0) {
        best = path;
      }
    }
    return best;
  }

  private static boolean sameNeighborAs(Path a, Path b) {
    return a.attributes().asPath().neighborAs() == b.attributes().asPath().neighborAs();
  }

  private List<Path> multipath(Path best, List<Path> paths) {
    int maximum =
        switch (best.source().kind()) {
          case LOCAL -> 1;
          case EXTERNAL -> config.maximumPaths();
          case INTERNAL -> config.maximumPathsIbgp();
        };
    if (maximum == 1 || paths.size() == 1) {
      return List.of(best);
    }
    List<Path> equal = new ArrayList<>(paths.size());
    for (Path path : paths) {
      if (path != best && path.isUsable() && mayJoin(best, path)) {
        equal.add(path);
      }
    }
    equal.sort(
        Comparator.comparing(Path::nextHop, DecisionProcess::byAddress).thenComparing(BY_PEER));
    List<Path> used = new ArrayList<>(Math.min(maximum, equal.size() + 1));
    used.add(best);
    for (int i = 0; i < equal.size() && used.size() < maximum; i++) {
      used.add(equal.get(i));
    }
    return used;
  }

  private static final Comparator<Path> BY_PEER = Comparison.PEER_ADDRESS::compare;

  private static int byAddress(@Nullable NextHopState a, @Nullable NextHopState b) {
    if (a == null || b == null) {
      return Boolean.compare(a != null, b != null);
    }
    return a.address().compareTo(b.address());
  }

  /** Equal up to and including the IGP metric, and through the same ASes unless relaxed. */
  private boolean mayJoin(Path best, Path path) {
    if (path.source().kind() != best.source().kind() || path.source().kind() == Kind.LOCAL) {
      return false;
    }
    for (int step = 0; step <= Comparison.IGP_METRIC.ordinal(); step++) {
      if (LADDER[step].compare(best, path) != 0) {
        return false;
      }
    }
    return config.multipathRelax() || best.attributes().asPath().equals(path.attributes().asPath());
  }

  /** Why a path is not the best: empty for the best itself. */
  public String reason(Path path, @Nullable Path best, List<Path> paths) {
    if (path == best) {
      return "";
    }
    if (!path.isUsable() || best == null) {
      NextHopState hop = path.nextHop();
      String address = hop == null ? "" : hop.address() + " ";
      return hop != null && hop.isReachable()
          ? "next hop " + address + "not connected"
          : "next hop " + address + "unreachable";
    }
    Path winner = best;
    Comparison step = deciding(path, best);
    if (step != null && step.compare(path, best) < 0) {
      // It would beat the best path, but lost to one of its own neighboring AS before.
      winner = bestOfGroup(path, paths);
      step = deciding(path, winner);
    }
    return step == null ? "equal" : step.reason(path, winner);
  }

  /** Negative when a is better, by the first step that can tell. */
  int compare(Path a, Path b) {
    Comparison step = deciding(a, b);
    return step == null ? 0 : step.compare(a, b);
  }

  /** The first step that tells two paths apart, or null. */
  public @Nullable Comparison deciding(Path a, Path b) {
    for (Comparison step : LADDER) {
      if (step == Comparison.OLDEST_EXTERNAL && config.compareRouterId()) {
        continue;
      }
      if (step.compare(a, b) != 0) {
        return step;
      }
    }
    return null;
  }

  /**
   * What was chosen.
   *
   * @param multipath the paths in use, the best first; empty without one
   */
  public record Selection(@Nullable Path best, List<Path> multipath) {
    static final Selection NONE = new Selection(null, List.of());
  }
}
