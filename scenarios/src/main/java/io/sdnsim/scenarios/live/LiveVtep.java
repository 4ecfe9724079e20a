package io.sdnsim.scenarios.live;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.external.ExternalEndpoint;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A real VXLAN tunnel end point behind which the VMs of a simulated virtual host live.
 *
 * @param host name of the virtual host
 * @param address where it takes VXLAN; what comes from this host is its own
 * @param vms the customer address of each VM, by its name
 */
public record LiveVtep(String host, InetSocketAddress address, Map<String, String> vms) {
  public LiveVtep {
    vms = Collections.unmodifiableMap(new LinkedHashMap<>(vms));
  }

  /** As the simulation knows it. */
  ExternalEndpoint endpoint() {
    return new ExternalEndpoint(host, IpAddress.parse(address.getAddress().getHostAddress()));
  }
}
