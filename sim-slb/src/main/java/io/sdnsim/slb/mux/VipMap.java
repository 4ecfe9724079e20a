package io.sdnsim.slb.mux;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.slb.goal.Backend;
import io.sdnsim.slb.goal.LeaseChange;
import io.sdnsim.slb.goal.MuxState;
import io.sdnsim.slb.goal.VipState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The Mux's view of its state: (VIP, protocol, port) to backends, (VIP, port range) to a VM. */
final class VipMap {
  /** One VIP. */
  static final class Vip {
    private final VipState state;
    private final Map<Integer, VipState.RuleState> rules = new TreeMap<>();
    private final NavigableMap<Integer, VipState.SnatState> ranges = new TreeMap<>();

    Vip(VipState state) {
      this.state = state;
      for (VipState.RuleState rule : state.rules()) {
        rules.put(key(rule.protocol(), rule.port()), rule);
      }
      for (VipState.SnatState range : state.snatRanges()) {
        ranges.put(range.firstPort(), range);
      }
    }

    /** A lease comes, or goes. */
    void apply(LeaseChange change) {
      Backend backend = change.backend();
      if (backend == null) {
        ranges.remove(change.firstPort());
      } else {
        ranges.put(
            change.firstPort(),
            new VipState.SnatState(change.firstPort(), change.count(), backend));
      }
    }

    private static int key(int protocol, int port) {
      return protocol << 16 | port;
    }

    VipState state() {
      return state;
    }

    VipState.@Nullable RuleState rule(int protocol, int port) {
      return rules.get(key(protocol, port));
    }

    VipState.@Nullable SnatState range(int port) {
      Map.Entry<Integer, VipState.SnatState> below = ranges.floorEntry(port);
      return below != null && below.getValue().contains(port) ? below.getValue() : null;
    }
  }

  private final Map<IpAddress, Vip> vips = new TreeMap<>();

  VipMap(MuxState state) {
    for (VipState vip : state.vips()) {
      vips.put(vip.address(), new Vip(vip));
    }
  }

  @Nullable Vip vip(IpAddress address) {
    return vips.get(address);
  }

  /** In ascending order of their addresses. */
  List<Vip> all() {
    return new ArrayList<>(vips.values());
  }
}
