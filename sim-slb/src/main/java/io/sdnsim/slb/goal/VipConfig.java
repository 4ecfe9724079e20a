package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;
import java.util.List;

/**
 * A virtual IP address as a user configures it.
 *
 * @param name unique, as users write it
 * @param icmpReply whether Muxes answer echo requests to it; otherwise they are dropped
 */
public record VipConfig(String name, IpAddress address, boolean icmpReply, List<VipRule> rules) {
  public VipConfig {
    rules = List.copyOf(rules);
  }
}
