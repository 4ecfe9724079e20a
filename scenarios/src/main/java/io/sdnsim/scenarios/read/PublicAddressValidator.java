package io.sdnsim.scenarios.read;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.scenarios.model.BgpConfig;
import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.DeviceConfig.VmConfig;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.ScenarioEvent;
import io.sdnsim.scenarios.model.ScenarioEvent.ChangeConfig;
import io.sdnsim.scenarios.model.ScenarioEvent.ConfigChange.SetPublicAddresses;
import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.model.VirtualNetworkConfig;
import io.sdnsim.scenarios.model.VirtualNetworkConfig.SubnetConfig;
import io.sdnsim.scenarios.yaml.Problems;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checks the public addresses of virtual machines, those at the start and those of events. */
final class PublicAddressValidator {
  private final Scenario scenario;
  private final Names names;
  private final Problems problems;

  PublicAddressValidator(Scenario scenario, Names names, Problems problems) {
    this.scenario = scenario;
    this.names = names;
    this.problems = problems;
  }

  void check() {
    Map<String, List<Located<IpAddress>>> held = new TreeMap<>();
    for (VmConfig vm : names.vms.values()) {
      checkAddresses(vm, vm.publicAddresses());
      checkTaken(held, vm.publicAddresses());
      held.put(vm.name(), vm.publicAddresses());
    }
    List<ScenarioEvent> inOrder = new ArrayList<>(scenario.events());
    inOrder.sort(Comparator.comparingLong(ScenarioEvent::timePs));
    for (ScenarioEvent event : inOrder) {
      if (event instanceof ChangeConfig change
          && change.change() instanceof SetPublicAddresses set
          && names.vms.get(set.vm().value()) != null) {
        checkAddresses(names.vms.get(set.vm().value()), set.addresses());
        held.remove(set.vm().value());
        checkTaken(held, set.addresses());
        held.put(set.vm().value(), set.addresses());
      }
    }
  }

  /** Whether VIPs and the other machines leave these addresses free. */
  private void checkTaken(
      Map<String, List<Located<IpAddress>>> others, List<Located<IpAddress>> addresses) {
    Map<String, SourceLocation> taken = new TreeMap<>();
    names.vips.values().stream()
        .filter(vip -> vip.network() == null)
        .forEach(vip -> taken.put(vip.address().toString(), vip.address().at()));
    for (List<Located<IpAddress>> other : others.values()) {
      other.forEach(address -> taken.put(address.toString(), address.at()));
    }
    for (Located<IpAddress> address : addresses) {
      names.unique(taken, "public address", address.toString(), address.at());
    }
  }

  private void checkAddresses(VmConfig vm, List<Located<IpAddress>> addresses) {
    for (Located<IpAddress> address : addresses) {
      if (scenario.slb() == null) {
        problems.add(
            address.at(), "a public address without anybody to announce it", "slb with a Mux");
      }
      checkAnnounced("public address", address);
      checkOutside(address, vm, "an address of the outside world");
      List<String> others = names.devicesWith(address.value());
      if (!others.isEmpty()) {
        problems.add(
            address.at(),
            address + ", which " + others.get(0) + " has too",
            "an address that only the virtual machine has");
      }
      if (vm.addressLike(address.value()) == null) {
        problems.add(
            address.at(),
            "the public address " + address + " of '" + vm.name() + "' with " + vm.address(),
            "an address of the virtual machine's family");
      }
    }
    long families = addresses.stream().map(each -> each.value().isIpv4()).distinct().count();
    if (families < addresses.size()) {
      problems.add(
          addresses.get(addresses.size() - 1).at(),
          "several public addresses of one family",
          "one IPv4 and one IPv6 address at most");
    }
  }

  /**
   * Reports an address of the world that lies within a machine's own virtual network, where it can
   * be nobody's but a machine's or an internal VIP's.
   *
   * @param remedy what to write instead
   * @return whether it lies outside
   */
  boolean checkOutside(Located<IpAddress> address, VmConfig vm, String remedy) {
    for (VirtualNetworkConfig network : scenario.virtualNetworks()) {
      SubnetConfig subnet = network.subnetOf(address.value());
      if (subnet != null && network.name().equals(vm.network().value())) {
        problems.add(
            address.at(),
            address
                + ", in the subnet "
                + subnet.prefixOf(address.value())
                + " of "
                + network.name()
                + ", the network of '"
                + vm.name()
                + "'",
            remedy);
        return false;
      }
    }
    return true;
  }

  /**
   * Checks that all Muxes can announce an address: a BGP session carries the routes of its own
   * address family.
   */
  void checkAnnounced(String what, Located<IpAddress> address) {
    boolean ipv4 = address.value().isIpv4();
    String family = ipv4 ? "IPv4" : "IPv6";
    for (String name : names.muxes()) {
      DeviceConfig node = names.nodes.get(name);
      BgpConfig bgp = node == null ? null : node.bgpOrNull();
      if (bgp != null
          && !bgp.neighbors().isEmpty()
          && bgp.neighbors().stream().noneMatch(neighbor -> neighbor.isIpv4() == ipv4)) {
        String mux = "whose Mux '" + name + "' speaks BGP without " + family;
        problems.add(
            address.at(),
            "the " + what + " " + address + ", " + mux,
            "an " + family + " BGP neighbor of each Mux");
      }
    }
  }
}
