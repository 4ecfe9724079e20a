package io.sdnsim.vxlan.acl;

import io.sdnsim.core.address.IpAddress;

/** What the tag {@link ServiceTag#VIRTUAL_NETWORK} stands for at a certain port. */
@FunctionalInterface
public interface AddressSpace {
  boolean contains(IpAddress address);
}
