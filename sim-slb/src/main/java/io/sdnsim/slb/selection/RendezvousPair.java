package io.sdnsim.slb.selection;

import io.sdnsim.slb.goal.Backend;
import io.sdnsim.slb.goal.VipState.PoolMember;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ordered pair of backends for each flow: the two with the highest hash of (flow, backend), as
 * in GitHub's GLB Director. A backend that drains is second where it would be first; when all of
 * them drain, pairs are what they were.
 */
final class RendezvousPair implements BackendPicker {
  private final Backend[] backends;
  private final boolean[] draining;
  private final long[] hashes;
  private final boolean takesNewFlows;

  /**
   * @param pool at least one member
   */
  RendezvousPair(List<PoolMember> pool, long seed) {
    backends = new Backend[pool.size()];
    draining = new boolean[backends.length];
    hashes = new long[backends.length];
    for (int i = 0; i < backends.length; i++) {
      backends[i] = pool.get(i).backend();
      draining[i] = pool.get(i).draining();
      hashes[i] = BackendHash.of(backends[i], seed);
    }
    takesNewFlows = pool.stream().anyMatch(member -> !member.draining());
  }

  @Override
  public boolean takesNewFlows() {
    return takesNewFlows;
  }

  @Override
  public Backend pick(long flowHash) {
    return backends[first(flowHash)];
  }

  private int first(long flowHash) {
    return best(flowHash, -1, !takesNewFlows);
  }

  /** The other one of the pair, or null in a pool of one. */
  @Override
  public @Nullable Backend second(long flowHash) {
    int second = best(flowHash, first(flowHash), true);
    return second < 0 ? null : backends[second];
  }

  /** The number of the backend with the highest hash, or -1. Equal hashes: the first address. */
  private int best(long flowHash, int except, boolean alsoDraining) {
    int best = -1;
    long bestScore = 0;
    for (int i = 0; i < backends.length; i++) {
      if (i == except || (draining[i] && !alsoDraining)) {
        continue;
      }
      long score = BackendHash.mix(flowHash ^ hashes[i]);
      int order = best < 0 ? 1 : Long.compareUnsigned(score, bestScore);
      if (order > 0 || (order == 0 && BackendHash.ORDER.compare(backends[i], backends[best]) < 0)) {
        best = i;
        bestScore = score;
      }
    }
    return best;
  }
}
