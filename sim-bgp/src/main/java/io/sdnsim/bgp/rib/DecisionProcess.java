package io.sdnsim.bgp.rib;

import io.sdnsim.bgp.rib.Comparison.Context;
import io.sdnsim.bgp.rib.PathSource.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses among the paths of a prefix (RFC 4271 9.1.2) by the ladder of {@link Comparison}.
 *
 * <p>By default MED is compared within each neighboring AS first, and then the winners among each
 * other ("deterministic MED", RFC 4271 9.1.2.2 c): so the choice doesn't depend on the order in
 * which paths came.
 */
public final class DecisionProcess {
  private static final Comparison[] LADDER = Comparison.values();

  private final DecisionConfig config;

  public DecisionProcess(DecisionConfig config) {
    this.config = config;
  }

  /**
   * The best path and those used beside it; null best when none is usable.
   *
   * @param paths in the order in which their sources first offered one
   * @param current whose path was the best so far; null for none
   */
  public Selection select(List<Path> paths, @Nullable PathSource current) {
    Context context = new Context(config, current);
    Path best = best(paths, context);
    return best == null ? Selection.NONE : new Selection(best, multipath(best, paths, context));
  }

  private @Nullable Path best(List<Path> paths, Context context) {
    // Two paths need no groups: MED is between them or not at all.
    boolean grouped = groupsByNeighborAs() && paths.size() > 2;
    Path best = null;
    // Newest first, which matters where MED makes the order of comparisons matter.
    for (int i = paths.size() - 1; i >= 0; i--) {
      Path path = paths.get(i);
      boolean candidate = path.isUsable() && !(grouped && isBeaten(path, paths, context));
      if (candidate && (best == null || compare(path, best, context) < 0)) {
        best = path;
      }
    }
    return best;
  }

  private static boolean isBeaten(Path path, List<Path> paths, Context context) {
    return path != bestOfGroup(path, paths, context);
  }

  private boolean groupsByNeighborAs() {
    return config.med().deterministic() && !config.med().alwaysCompare();
  }

  /** The best usable path with the same neighboring AS. */
  private static Path bestOfGroup(Path member, List<Path> paths, Context context) {
    Path best = member;
    for (Path path : paths) {
      if (path != best
          && path.isUsable()
          && sameNeighborAs(path, member)
          && compare(path, best, context) < 0) {
        best = path;
      }
    }
    return best;
  }

  /** The best usable path of each neighboring AS, in the order of the paths. */
  public List<Path> bestOfEachNeighborAs(List<Path> paths, @Nullable PathSource current) {
    Context context = new Context(config, current);
    List<Path> winners = new ArrayList<>();
    for (Path path : paths) {
      if (path.isUsable() && !isBeaten(path, paths, context)) {
        winners.add(path);
      }
    }
    return winners;
  }

  private static boolean sameNeighborAs(Path a, Path b) {
    return a.attributes().asPath().neighborAs() == b.attributes().asPath().neighborAs();
  }

  private List<Path> multipath(Path best, List<Path> paths, Context context) {
    int maximum =
        switch (best.source().kind()) {
          case LOCAL -> 1;
          case EXTERNAL, CONFEDERATION -> config.maximumPaths();
          case INTERNAL -> config.maximumPathsIbgp();
        };
    if (maximum == 1 || paths.size() == 1) {
      return List.of(best);
    }
    List<Path> equal = new ArrayList<>(paths.size());
    for (Path path : paths) {
      if (path != best && path.isUsable() && mayJoin(best, path, context)) {
        equal.add(path);
      }
    }
    equal.sort(
        Comparator.comparing(Path::nextHop, DecisionProcess::byAddress)
            .thenComparing((a, b) -> Comparison.PEER_ADDRESS.compare(a, b, context)));
    List<Path> used = new ArrayList<>(Math.min(maximum, equal.size() + 1));
    used.add(best);
    for (int i = 0; i < equal.size() && used.size() < maximum; i++) {
      used.add(equal.get(i));
    }
    return used;
  }

  private static int byAddress(@Nullable NextHopState a, @Nullable NextHopState b) {
    if (a == null || b == null) {
      return Boolean.compare(a != null, b != null);
    }
    return a.address().compareTo(b.address());
  }

  /** Equal up to and including the IGP metric, and through the same ASes unless relaxed. */
  private boolean mayJoin(Path best, Path path, Context context) {
    if (path.source().kind() != best.source().kind() || path.source().kind() == Kind.LOCAL) {
      return false;
    }
    for (int step = 0; step <= Comparison.IGP_METRIC.ordinal(); step++) {
      if (LADDER[step].compare(best, path, context) != 0) {
        return false;
      }
    }
    if (config.multipathRelax()) {
      return true;
    }
    // FRR asks of external paths no more than the same neighboring AS; NX-OS asks for the same
    // path.
    boolean byNeighborAs = config.profile() == Profile.FRR && best.source().kind() == Kind.EXTERNAL;
    return byNeighborAs
        ? sameNeighborAs(best, path)
        : best.attributes().asPath().equals(path.attributes().asPath());
  }

  /**
   * Why a path is not the best: empty for the best itself.
   *
   * @param current whose path was the best before this one was chosen
   */
  public String reason(
      Path path, @Nullable Path best, List<Path> paths, @Nullable PathSource current) {
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
    Context context = new Context(config, current);
    Path winner = best;
    Comparison step = step(path, best, context);
    if (step != null && step.compare(path, best, context) < 0) {
      // It would beat the best path, but lost before: to one of its own neighboring AS, or where
      // MED depends on the order of comparisons, to any that it met.
      winner =
          groupsByNeighborAs() ? bestOfGroup(path, paths, context) : beater(path, paths, context);
      step = step(path, winner, context);
    }
    return step == null ? "equal" : step.reason(path, winner, context);
  }

  private static Path beater(Path path, List<Path> paths, Context context) {
    for (Path other : paths) {
      if (other != path && other.isUsable() && compare(other, path, context) < 0) {
        return other;
      }
    }
    return path;
  }

  /**
   * The first step that tells two paths apart, or null.
   *
   * @param current whose path is the best so far
   */
  public @Nullable Comparison deciding(Path a, Path b, @Nullable PathSource current) {
    return step(a, b, new Context(config, current));
  }

  /** Negative when a is better, by the first step that can tell. */
  static int compare(Path a, Path b, Context context) {
    Comparison step = step(a, b, context);
    return step == null ? 0 : step.compare(a, b, context);
  }

  /** The first step that tells two paths apart, or null. */
  static @Nullable Comparison step(Path a, Path b, Context context) {
    for (Comparison step : LADDER) {
      if (step.compare(a, b, context) != 0) {
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
