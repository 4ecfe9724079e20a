package io.sdnsim.slb.selection;

import io.sdnsim.slb.goal.Backend;
import java.util.Arrays;
import java.util.List;

/**
 * Maglev's lookup table (Eisenbud et al., NSDI 2016, 3.4): the backends take turns to claim the
 * next entry of their own permutation that is still free, so that their shares differ by one entry
 * at most.
 *
 * <p>The table depends on the set of backends, its size and the seed alone, not on the order in
 * which the backends are told.
 */
final class MaglevTable implements BackendPicker {
  private static final long SKIP_SEED = 0x736B6970;
  private static final int FREE = -1;

  private final Backend[] backends;
  private final int[] entries;

  private MaglevTable(Backend[] backends, int[] entries) {
    this.backends = backends;
    this.entries = entries;
  }

  /**
   * The table of a pool.
   *
   * @param pool at least one backend
   * @param size a prime
   */
  static MaglevTable of(List<Backend> pool, int size, long seed) {
    Backend[] backends = pool.toArray(Backend[]::new);
    Arrays.sort(backends, BackendHash.ORDER);
    int[] offsets = new int[backends.length];
    int[] skips = new int[backends.length];
    for (int i = 0; i < backends.length; i++) {
      offsets[i] = (int) Long.remainderUnsigned(BackendHash.of(backends[i], seed), size);
      skips[i] =
          1
              + (int)
                  Long.remainderUnsigned(
                      BackendHash.of(backends[i], BackendHash.mix(seed ^ SKIP_SEED)), size - 1);
    }
    return new MaglevTable(backends, fill(offsets, skips, size));
  }

  /**
   * The paper's algorithm: the backend's number at each entry.
   *
   * @param offsets where each backend's permutation begins, 0 to size - 1
   * @param skips how far each permutation goes from entry to entry, 1 to size - 1
   * @param size a prime, so that every permutation comes to every entry
   */
  static int[] fill(int[] offsets, int[] skips, int size) {
    int[] entries = new int[size];
    Arrays.fill(entries, FREE);
    int[] next = offsets.clone();
    int filled = 0;
    while (true) {
      for (int backend = 0; backend < next.length; backend++) {
        int entry = next[backend];
        while (entries[entry] != FREE) {
          entry = step(entry, skips[backend], size);
        }
        entries[entry] = backend;
        next[backend] = step(entry, skips[backend], size);
        filled++;
        if (filled == size) {
          return entries;
        }
      }
    }
  }

  private static int step(int entry, int skip, int size) {
    int next = entry + skip;
    return next >= size ? next - size : next;
  }

  int size() {
    return entries.length;
  }

  /** The backend at an entry. */
  Backend at(int entry) {
    return backends[entries[entry]];
  }

  @Override
  public Backend pick(long flowHash) {
    return at((int) Long.remainderUnsigned(flowHash, entries.length));
  }
}
