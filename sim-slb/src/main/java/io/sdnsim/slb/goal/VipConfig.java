package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A virtual IP address as a user configures it.
 *
 * @param name unique, as users write it
 * @param enabled whether Muxes and hosts are told of it
 * @param icmpReply whether Muxes answer echo requests to it; otherwise they are dropped
 * @param outboundOnly whether it is for what VMs begin alone: it has no rules, and what the world
 *     begins is dropped
 * @param network name of the virtual network that it is an address of: an internal load balancer,
 *     reached from within the network and its peers. Null: the world reaches it
 */
public record VipConfig(
    String name,
    IpAddress address,
    boolean enabled,
    boolean icmpReply,
    boolean outboundOnly,
    @Nullable String network,
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
    this(name, address, true, icmpReply, false, null, rules);
  }

  /** An enabled VIP for outbound connections alone. */
  public static VipConfig outboundOnly(String name, IpAddress address) {
    return new VipConfig(name, address, true, false, true, null, List.of());
  }

  /** The VIP as an internal load balancer's. */
  public VipConfig within(String newNetwork) {
    return new VipConfig(name, address, enabled, icmpReply, outboundOnly, newNetwork, rules);
  }

  public VipConfig withEnabled(boolean newEnabled) {
    return new VipConfig(name, address, newEnabled, icmpReply, outboundOnly, network, rules);
  }

  public VipConfig withRules(List<VipRule> newRules) {
    return new VipConfig(name, address, enabled, icmpReply, outboundOnly, network, newRules);
  }
}
