package io.sdnsim.slb.manager;

import io.sdnsim.slb.goal.MuxState;
import io.sdnsim.slb.goal.RuleSettings;
import io.sdnsim.slb.goal.SelectionMethod;
import io.sdnsim.slb.goal.VipState;
import io.sdnsim.slb.goal.VipState.RuleState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Chooses the size of each rule's Maglev table where the configuration doesn't, and tells it to all
 * Muxes alike.
 *
 * <p>A table begins with the smallest prime of entries above 100 times its backends. It keeps that
 * size when backends come and go: another size would send nearly all flows elsewhere, where a
 * change of the backends alone moves few. Only when fewer than 50 entries a backend are left, which
 * makes shares differ by 2 %, it is sized anew.
 */
final class MaglevSizes {
  private static final int LEAST_ENTRIES_PER_BACKEND = 50;

  private final Map<String, Integer> sizes = new TreeMap<>();

  /** The state with a size for every Maglev table. */
  MuxState resolve(MuxState state) {
    List<VipState> vips = new ArrayList<>();
    for (VipState vip : state.vips()) {
      boolean open = vip.rules().stream().anyMatch(MaglevSizes::isOpen);
      vips.add(open ? vip.withRules(vip.rules().stream().map(r -> resolve(vip, r)).toList()) : vip);
    }
    return state.withVips(vips);
  }

  private static boolean isOpen(RuleState rule) {
    return rule.settings().selection() == SelectionMethod.MAGLEV
        && rule.settings().maglevEntries() == RuleSettings.AUTOMATIC
        && !rule.pool().isEmpty();
  }

  private RuleState resolve(VipState vip, RuleState rule) {
    if (!isOpen(rule)) {
      return rule;
    }
    int backends = rule.pool().size();
    int size =
        sizes.merge(
            vip.name() + " " + rule.protocol() + "/" + rule.port(),
            RuleSettings.tableSizeFor(backends),
            (old, fresh) -> old < LEAST_ENTRIES_PER_BACKEND * backends ? fresh : old);
    return new RuleState(
        rule.protocol(), rule.port(), rule.pool(), rule.settings().withMaglevEntries(size));
  }
}
