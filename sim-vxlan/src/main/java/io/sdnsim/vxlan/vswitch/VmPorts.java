package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.link.Port;
import io.sdnsim.vxlan.network.VirtualNetwork;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The ports of a virtual switch, found by what they are called and by the VMs behind them. */
final class VmPorts {
  private record VmIdentity(int vni, MacAddress mac) {}

  private final Map<String, VmPort> byName = new LinkedHashMap<>();
  private final Map<VmIdentity, VmPort> byVm = new LinkedHashMap<>();

  /** Ports that are blocked until policy comes. */
  VmPorts(List<Port> ports) {
    for (Port port : ports) {
      byName.put(port.name(), new VmPort(port));
    }
  }

  /** In their own order. */
  Collection<VmPort> all() {
    return byName.values();
  }

  @Nullable VmPort named(String name) {
    return byName.get(name);
  }

  /** The port with this number, or null. */
  @Nullable VmPort numbered(int number) {
    for (VmPort port : byName.values()) {
      if (port.number() == number) {
        return port;
      }
    }
    return null;
  }

  /** The open port of a VM, or null when the VM is not here. */
  @Nullable VmPort of(int vni, MacAddress mac) {
    return byVm.get(new VmIdentity(vni, mac));
  }

  /** Whether a VM of a virtual subnet is here. */
  boolean hasVms(int vni) {
    return byVm.keySet().stream().anyMatch(vm -> vm.vni() == vni);
  }

  /** Puts a policy in force: a port that it does not name, or in no network of it, is blocked. */
  void apply(NetworkPolicy policy) {
    byVm.clear();
    byName.values().forEach(VmPort::block);
    Map<Integer, VirtualNetwork> networks = networksByVni(policy);
    for (PortPolicy portPolicy : policy.ports()) {
      VmPort port = byName.get(portPolicy.port());
      VirtualNetwork network = networks.get(portPolicy.vni());
      if (port != null && network != null) {
        port.apply(portPolicy, network, policy.securityGroupsOf(portPolicy, network));
        byVm.put(new VmIdentity(portPolicy.vni(), portPolicy.mac()), port);
      }
    }
  }

  private static Map<Integer, VirtualNetwork> networksByVni(NetworkPolicy policy) {
    Map<Integer, VirtualNetwork> networks = new TreeMap<>();
    for (VirtualNetworkConfig network : policy.networks()) {
      VirtualNetwork built = new VirtualNetwork(network, policy.networks(), policy.mappings());
      network.subnets().forEach(subnet -> networks.put(subnet.vni(), built));
    }
    return networks;
  }
}
