package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.vxlan.tunnel.VtepConfig;
import java.util.List;

/**
 * Settings of the virtual switch of one hypervisor.
 *
 * @param providerAddresses its addresses in the fabric, one for each member of its team of network
 *     cards, all of one family. Each VM belongs to one, as its own mapping says: the outer source
 *     of what it sends, and where others send to it
 * @param vtep the tunnel's settings
 * @param routerMac MAC address of the distributed router, the same on every host
 * @param flowLimit the most entries of the unified flow table; beyond it packets take the slow path
 * @param flowIdlePs an entry of the unified flow table that is idle for this long is forgotten
 * @param natLimit the most NAT bindings, and the most connections that security groups follow;
 *     beyond it new flows are dropped
 * @param natIdlePs a NAT binding that is idle for this long is forgotten
 * @param natClosedPs how long the port of a TCP connection that ended stays taken
 */
public record VirtualHostConfig(
    List<IpAddress> providerAddresses,
    VtepConfig vtep,
    MacAddress routerMac,
    int flowLimit,
    long flowIdlePs,
    int natLimit,
    long natIdlePs,
    long natClosedPs) {
  /** What the router's MAC address is when nothing else is said; locally administered. */
  public static final MacAddress DEFAULT_ROUTER_MAC = MacAddress.parse("02:53:44:4e:00:01");

  /**
   * @throws IllegalArgumentException when a limit or time is not positive, or there is no provider
   *     address, or they are of two families
   */
  public VirtualHostConfig {
    providerAddresses = List.copyOf(providerAddresses);
    if (providerAddresses.stream().map(IpAddress::isIpv4).distinct().count() != 1) {
      throw new IllegalArgumentException("provider addresses: " + providerAddresses);
    }
    if (flowLimit < 0 || natLimit < 1) {
      throw new IllegalArgumentException("limits: flows " + flowLimit + ", bindings " + natLimit);
    }
    if (flowIdlePs <= 0 || natIdlePs <= 0 || natClosedPs < 0) {
      throw new IllegalArgumentException("idle times must be positive");
    }
  }

  /** Defaults: 4 min idle (Azure's load balancer), a million flows and bindings. */
  public static VirtualHostConfig of(IpAddress providerAddress) {
    return of(List.of(providerAddress));
  }

  /** As {@link #of(IpAddress)}, with a team of network cards. */
  public static VirtualHostConfig of(List<IpAddress> providerAddresses) {
    return new VirtualHostConfig(
        providerAddresses,
        VtepConfig.DEFAULT,
        DEFAULT_ROUTER_MAC,
        1_000_000,
        4 * 60 * SimTime.SECOND,
        1_000_000,
        4 * 60 * SimTime.SECOND,
        60 * SimTime.SECOND);
  }
}
