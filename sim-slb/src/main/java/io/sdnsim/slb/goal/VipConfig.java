package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;
import java.util.List;

/**
 * A virtual IP address as a user configures it.
 *
 * @param name unique, as users write it
 * @param enabled whether Muxes and hosts are told of it
 * @param icmpReply whether Muxes answer echo requests to it; otherwise they are dropped
 * @param outboundOnly whether it is for what VMs begin alone: it has no rules, and what the world
 *     begins is dropped
 */
public record VipConfig(
    String name,
    IpAddress address,
    boolean enabled,
    boolean icmpReply,
    boolean outboundOnly,
    List<VipRule> rules) {
  /**
   * @throws IllegalArgumentException when what is outbound only has rules
   */
  public VipConfig {
    rules = List.copyOf(rules);
    if (outboundOnly && !rules.isEmpty()) {
      throw new IllegalArgumentException("VIP " + name + " is outbound only, and has rules");
    }
  }

  /** An enabled VIP that takes connections. */
  public VipConfig(String name, IpAddress address, boolean icmpReply, List<VipRule> rules) {
    this(name, address, true, icmpReply, false, rules);
  }

  public VipConfig withEnabled(boolean newEnabled) {
    return new VipConfig(name, address, newEnabled, icmpReply, outboundOnly, rules);
  }

  public VipConfig withRules(List<VipRule> newRules) {
    return new VipConfig(name, address, enabled, icmpReply, outboundOnly, newRules);
  }
}
