package io.sdnsim.slb.selection;

import io.sdnsim.slb.goal.Backend;
import io.sdnsim.slb.goal.RuleSettings;
import io.sdnsim.slb.goal.VipState.PoolMember;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the pickers of pools, and a Maglev table but once for all Muxes that have the same pool.
 *
 * <p>Sharing is visible in memory and time alone: a table that was forgotten is built again.
 */
public final class BackendPickers {
  /** Tables kept at most; those that were not asked for longest go first. */
  private static final int TABLE_LIMIT = 4096;

  private record TableKey(List<Backend> backends, int size, long seed) {}

  private static final class Tables extends LinkedHashMap<TableKey, MaglevTable> {
    private static final long serialVersionUID = 1;

    Tables() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<TableKey, MaglevTable> eldest) {
      return size() > TABLE_LIMIT;
    }
  }

  private final Tables tables = new Tables();

  /**
   * The picker of a rule's pool.
   *
   * @param seed the same for all Muxes of a Mux pool
   * @return null when no backend takes any packet: the pool is empty, or all of it drains and the
   *     Muxes alone know who has which connection
   */
  public @Nullable BackendPicker pickerOf(List<PoolMember> pool, RuleSettings settings, long seed) {
    List<Backend> active =
        pool.stream().filter(member -> !member.draining()).map(PoolMember::backend).toList();
    return switch (settings.selection()) {
      case ANANTA ->
          active.isEmpty()
              ? null
              : hash -> active.get((int) Long.remainderUnsigned(hash, active.size()));
      case MAGLEV -> active.isEmpty() ? null : table(active, settings, seed);
      case RENDEZVOUS_PAIR -> pool.isEmpty() ? null : new RendezvousPair(pool, seed);
    };
  }

  private MaglevTable table(List<Backend> active, RuleSettings settings, long seed) {
    int size =
        settings.maglevEntries() == RuleSettings.AUTOMATIC
            ? RuleSettings.tableSizeFor(active.size())
            : settings.maglevEntries();
    List<Backend> sorted = active.stream().sorted(BackendHash.ORDER).toList();
    return tables.computeIfAbsent(
        new TableKey(sorted, size, seed), key -> MaglevTable.of(key.backends(), size, seed));
  }
}
