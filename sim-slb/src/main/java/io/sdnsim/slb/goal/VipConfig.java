package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;
import java.util.List;

/**
 * A virtual IP address as a user configures it.
 *
 * @param name unique, as users write it
 * @param icmpReply whether Muxes answer echo requests to it; otherwise they are dropped
 * @param enabled whether anyone is told of it; Muxes announce no other
 */
public record VipConfig(
    String name, IpAddress address, boolean icmpReply, List<VipRule> rules, boolean enabled) {
  public VipConfig {
    rules = List.copyOf(rules);
  }

  /** An enabled VIP. */
  public VipConfig(String name, IpAddress address, boolean icmpReply, List<VipRule> rules) {
    this(name, address, icmpReply, rules, true);
  }

  public VipConfig withRules(List<VipRule> newRules) {
    return new VipConfig(name, address, icmpReply, newRules, enabled);
  }

  public VipConfig withEnabled(boolean newEnabled) {
    return new VipConfig(name, address, icmpReply, rules, newEnabled);
  }
}
