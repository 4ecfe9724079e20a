package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;
import java.util.List;

/**
 * A hypervisor as the controller knows it.
 *
 * @param name its node's name, with which its agent introduces itself
 * @param providerAddresses its addresses in the fabric, of one family; its VMs take them in turn,
 *     and the controller programs it at the first
 */
public record HostConfig(String name, List<IpAddress> providerAddresses) {
  /**
   * @throws IllegalArgumentException when there is no provider address, or they are of two families
   */
  public HostConfig {
    providerAddresses = List.copyOf(providerAddresses);
    if (providerAddresses.stream().map(IpAddress::isIpv4).distinct().count() != 1) {
      throw new IllegalArgumentException(
          "host " + name + ": provider addresses " + providerAddresses);
    }
  }

  /** A host with one provider address. */
  public HostConfig(String name, IpAddress providerAddress) {
    this(name, List.of(providerAddress));
  }
}
