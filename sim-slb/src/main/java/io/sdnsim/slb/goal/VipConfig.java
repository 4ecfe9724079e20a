package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;
import java.util.List;

/**
 * A virtual IP address as a user configures it.
 *
 * @param name unique, as users write it
 * @param enabled whether Muxes and hosts are told of it
 * @param icmpReply whether Muxes answer echo requests to it; otherwise they are dropped
 */
public record VipConfig(
    String name, IpAddress address, boolean enabled, boolean icmpReply, List<VipRule> rules) {
  public VipConfig {
    rules = List.copyOf(rules);
  }

  /** An enabled VIP. */
  public VipConfig(String name, IpAddress address, boolean icmpReply, List<VipRule> rules) {
    this(name, address, true, icmpReply, rules);
  }

  public VipConfig withEnabled(boolean newEnabled) {
    return new VipConfig(name, address, newEnabled, icmpReply, rules);
  }

  public VipConfig withRules(List<VipRule> newRules) {
    return new VipConfig(name, address, enabled, icmpReply, newRules);
  }
}
