package io.sdnsim.slb.manager;

import io.sdnsim.slb.goal.GoalCompiler;
import io.sdnsim.slb.goal.RuleSettings;
import io.sdnsim.slb.goal.SelectionMethod;
import io.sdnsim.slb.goal.VipConfig;
import io.sdnsim.slb.goal.VipRule;
import java.util.Map;
import java.util.TreeMap;

/**
 * Chooses the size of each rule's Maglev table where the configuration doesn't, and tells it to all
 * Muxes alike.
 *
 * <p>A table begins with the smallest prime of entries above 100 times its backends, of which those
 * that are down count, as they come back. It keeps that size when backends come and go: another
 * size would send nearly all flows elsewhere, where a change of the backends alone moves few. Only
 * when fewer than 50 entries a backend are left, which makes shares differ by 2 %, it is sized
 * anew.
 */
final class MaglevSizes implements GoalCompiler.SettingsSource {
  private static final int LEAST_ENTRIES_PER_BACKEND = 50;

  private final Map<String, Integer> sizes = new TreeMap<>();

  /** With a size for a Maglev table that has none. */
  @Override
  public RuleSettings settings(VipConfig vip, VipRule rule) {
    RuleSettings settings = rule.settings();
    if (settings.selection() != SelectionMethod.MAGLEV
        || settings.maglevEntries() != RuleSettings.AUTOMATIC
        || rule.backends().isEmpty()) {
      return settings;
    }
    int backends = rule.backends().size();
    int size =
        sizes.merge(
            vip.name() + " " + rule.protocol() + "/" + rule.port(),
            RuleSettings.tableSizeFor(backends),
            (old, fresh) -> old < (long) LEAST_ENTRIES_PER_BACKEND * backends ? fresh : old);
    return settings.withMaglevEntries(size);
  }
}
