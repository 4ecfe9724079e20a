package io.sdnsim.vxlan.acl;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;

/** One end of the packets that a security rule is for. */
public sealed interface AddressMatch {
  AddressMatch ANY = new Tag(ServiceTag.ANY);

  /**
   * Whether an address is meant.
   *
   * @param network the port's virtual network
   */
  boolean matches(IpAddress address, AddressSpace network);

  /** Whether an address of this family can be meant. */
  boolean concerns(boolean ipv6);

  /** The addresses of a prefix. */
  record Network(Prefix prefix) implements AddressMatch {
    @Override
    public boolean matches(IpAddress address, AddressSpace network) {
      return prefix.contains(address);
    }

    @Override
    public boolean concerns(boolean ipv6) {
      return prefix.network().isIpv6() == ipv6;
    }
  }

  /** The addresses of a service tag, of both families. */
  record Tag(ServiceTag tag) implements AddressMatch {
    @Override
    public boolean matches(IpAddress address, AddressSpace network) {
      return tag.contains(address, network);
    }

    @Override
    public boolean concerns(boolean ipv6) {
      return true;
    }
  }
}
