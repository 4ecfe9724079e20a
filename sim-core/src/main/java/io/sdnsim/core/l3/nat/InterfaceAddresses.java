package io.sdnsim.core.l3.nat;

import io.sdnsim.core.address.IpAddress;
import org.jspecify.annotations.Nullable;

/** What NAT asks the node for: the addresses of its interfaces now. */
@FunctionalInterface
public interface InterfaceAddresses {
  /** The primary address of the family, or null when the interface has none. */
  @Nullable IpAddress addressOf(String interfaceName, boolean ipv6);
}
