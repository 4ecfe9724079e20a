package io.sdnsim.vxlan.acl;

import io.sdnsim.core.address.IpAddress;

/** Addresses that a security rule names by what they are for, as Azure calls them. */
public enum ServiceTag {
  ANY("Any"),
  /** The port's own virtual network, and the host. */
  VIRTUAL_NETWORK("VirtualNetwork"),
  /** Where health probes come from. */
  AZURE_LOAD_BALANCER("AzureLoadBalancer"),
  /** Everything outside of the virtual network, private addresses of a laboratory included. */
  INTERNET("Internet");

  /** The virtual public address of every Azure host: the source of health probes. */
  public static final IpAddress HOST_IPV4 = IpAddress.parse("168.63.129.16");

  /** The source of health probes over IPv6. */
  public static final IpAddress HOST_IPV6 = IpAddress.parse("fe80::1234:5678:9abc");

  private final String label;

  ServiceTag(String label) {
    this.label = label;
  }

  /** As users write it. */
  public String label() {
    return label;
  }

  /**
   * Whether the address is one of these.
   *
   * @param network the port's virtual network
   */
  boolean contains(IpAddress address, AddressSpace network) {
    boolean host = address.equals(HOST_IPV4) || address.equals(HOST_IPV6);
    return switch (this) {
      case ANY -> true;
      case VIRTUAL_NETWORK -> host || network.contains(address);
      case AZURE_LOAD_BALANCER -> host;
      case INTERNET -> !host && !network.contains(address);
    };
  }
}
