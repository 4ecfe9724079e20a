package io.sdnsim.scenarios.read;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.DeviceConfig.HostConfig;
import io.sdnsim.scenarios.model.DeviceConfig.MuxCapacity;
import io.sdnsim.scenarios.model.DeviceConfig.NetworkControllerConfig;
import io.sdnsim.scenarios.model.DeviceConfig.SlbMuxConfig;
import io.sdnsim.scenarios.model.DeviceConfig.VmConfig;
import io.sdnsim.scenarios.model.ExternalPrefix;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.PortRange;
import io.sdnsim.scenarios.model.Protocol;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.SlbConfig;
import io.sdnsim.scenarios.model.SlbConfig.SelectionConfig;
import io.sdnsim.scenarios.model.SlbConfig.SnatRange;
import io.sdnsim.scenarios.model.SlbConfig.VipConfig;
import io.sdnsim.scenarios.model.SlbConfig.VipRule;
import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.yaml.Problems;
import io.sdnsim.slb.goal.FastpathState;
import io.sdnsim.slb.goal.RuleSettings;
import io.sdnsim.slb.goal.SelectionMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Checks the load balancer, and who stands for external prefixes. */
final class ServiceValidator {
  private final Scenario scenario;
  private final Names names;
  private final Problems problems;

  private final SnatPoolValidator pools;
  private final InternalVipValidator internalVips;
  private final PublicAddressValidator publicAddresses;
  private final ProviderNetworkValidator providerNetwork;

  ServiceValidator(Scenario scenario, Names names, Problems problems) {
    this.scenario = scenario;
    this.internalVips = new InternalVipValidator(scenario, names, problems);
    this.pools = new SnatPoolValidator(names, problems);
    this.publicAddresses = new PublicAddressValidator(scenario, names, problems);
    this.providerNetwork = new ProviderNetworkValidator(scenario, names, problems);
    this.names = names;
    this.problems = problems;
  }

  void check() {
    providerNetwork.check();
    checkCapacities();
    SlbConfig slb = scenario.slb();
    if (slb != null) {
      checkSlb(slb);
    }
    publicAddresses.check();
    for (ExternalPrefix external : scenario.externalPrefixes()) {
      names.node(external.node(), HostConfig.class, "host");
    }
  }

  private void checkCapacities() {
    for (DeviceConfig node : scenario.topology().nodes()) {
      MuxCapacity capacity = node instanceof SlbMuxConfig mux ? mux.capacity() : null;
      Integer all = capacity == null ? null : capacity.packetsPerSecond();
      if (capacity != null && all != null && capacity.bgpReservation() >= all) {
        problems.add(
            capacity.at(),
            "a bgp-reservation of " + capacity.bgpReservation() + " packets per second",
            "less than packets-per-second, " + all);
      }
    }
  }

  // ---- Load balancer

  private void checkSlb(SlbConfig slb) {
    Map<String, SourceLocation> managers = new TreeMap<>();
    for (Located<String> manager : slb.managers()) {
      names.unique(managers, "manager", manager.value(), manager.at());
      names.node(manager, NetworkControllerConfig.class, "network-controller");
    }
    Map<String, SourceLocation> muxes = new TreeMap<>();
    for (Located<String> name : slb.muxes()) {
      names.unique(muxes, "Mux", name.value(), name.at());
      SlbMuxConfig mux = names.node(name, SlbMuxConfig.class, "slb-mux");
      if (mux != null && (mux.bgp() == null || mux.bgp().neighbors().isEmpty())) {
        problems.add(
            name.at(),
            "the Mux " + name + ", which has no BGP neighbor",
            "a Mux that can announce the VIPs");
      }
      if (mux != null) {
        providerNetwork.needsAddress(mux, name.at());
      }
    }
    checkTable(slb.selection(), 0);
    checkFastpath(slb);
    Map<String, SourceLocation> addresses = new TreeMap<>();
    for (VipConfig vip : slb.vips()) {
      checkAddress(vip, addresses);
      checkRules(vip, vip.rules());
      checkOutboundOnly(vip);
      checkSnat(vip);
      checkSnatPorts(vip, vip.withInboundNat(vip.rules()));
      if (vip.snatPool() != null) {
        pools.check(vip, vip.snatPool());
      }
    }
  }

  private void checkAddress(VipConfig vip, Map<String, SourceLocation> taken) {
    Located<IpAddress> address = vip.address();
    Located<String> network = vip.network();
    if (network != null) {
      String title = address + " in " + network;
      names.unique(taken, "VIP address", title, address.at());
      internalVips.check(vip, network);
      return;
    }
    List<String> others = names.devicesWith(address.value());
    if (!others.isEmpty()) {
      problems.add(
          address.at(),
          address + ", which " + others.get(0) + " has too",
          "an address that only the VIP has");
    }
    names.unique(taken, "VIP address", address.toString(), address.at());
    publicAddresses.checkAnnounced("VIP", address);
    checkOutside(vip);
  }

  /** What balances a network's machines at an address of the network is an internal VIP. */
  private void checkOutside(VipConfig vip) {
    for (VipRule rule : vip.withInboundNat(vip.rules())) {
      for (Located<String> backend : rule.backends()) {
        VmConfig vm = names.vms.get(backend.value());
        String remedy =
            vm == null
                ? ""
                : "network: " + vm.network() + " beside it, or an address of the outside world";
        if (vm != null && !publicAddresses.checkOutside(vip.address(), vm, remedy)) {
          return;
        }
      }
    }
  }

  private void checkFastpath(SlbConfig slb) {
    for (Located<Prefix> subnet : slb.fastpath()) {
      if (slb.vips().stream().noneMatch(vip -> subnet.value().contains(vip.address().value()))) {
        problems.add(
            subnet.at(), "the subnet " + subnet + " without a VIP", "a subnet that VIPs are in");
      }
    }
    for (VipConfig vip : slb.vips()) {
      if (!slb.isFastpath(vip)) {
        continue;
      }
      for (SnatRange range : vip.snat()) {
        checkRedirectPort(range.at(), range.ports());
      }
      if (vip.snatPool() != null) {
        checkRedirectPort(vip.snatPool().at(), vip.snatPool().ports());
      }
    }
  }

  private void checkRedirectPort(SourceLocation at, PortRange ports) {
    if (ports.contains(FastpathState.REDIRECT_PORT)) {
      problems.add(
          at,
          "ports " + ports + " of a Fastpath VIP",
          "ports without " + FastpathState.REDIRECT_PORT + ", which is for redirects over UDP");
    }
  }

  private void checkOutboundOnly(VipConfig vip) {
    if (vip.outboundOnly() && vip.snat().isEmpty() && vip.snatPool() == null) {
      problems.add(
          vip.at(), "an outbound-only VIP without source ports", "snat or snat-pool beside it");
    }
  }

  /** Checks the rules that a VIP has or is to get. */
  void checkRules(VipConfig vip, List<VipRule> balancing) {
    Map<String, SourceLocation> seen = new TreeMap<>();
    for (VipRule rule : vip.withInboundNat(balancing)) {
      if (vip.outboundOnly()) {
        problems.add(
            rule.at(), "a rule of the outbound-only VIP '" + vip.name() + "'", "no rule for it");
      }
      if (vip.network() != null) {
        internalVips.checkRule(rule, vip.network());
      }
      if (rule.floatingIp() && rule.port() != rule.backendPort()) {
        problems.add(
            rule.at(),
            "a floating IP with port " + rule.port() + " of the VIP and " + rule.backendPort(),
            "the same port: packets reach the virtual machine as they are");
      }
      names.unique(seen, "rule", rule.protocol() + " port " + rule.port(), rule.at());
      SlbConfig slb = scenario.slb();
      if (slb != null && slb.isFastpath(vip) && rule.protocol() == Protocol.UDP) {
        checkRedirectPort(rule.at(), new PortRange(rule.port(), rule.port()));
      }
      Map<String, SourceLocation> backends = new TreeMap<>();
      for (Located<String> backend : rule.backends()) {
        checkFamily(vip, backend);
        names.unique(backends, "backend", backend.value(), backend.at());
      }
      for (Located<String> draining : rule.draining()) {
        if (!backends.containsKey(draining.value())) {
          problems.unknown(draining.at(), "backend", draining.value(), backends.keySet());
        }
      }
      checkTable(rule.selection(), rule.backends().size());
      checkReset(rule);
    }
  }

  /** The hosts of a pair settle who has a connection: no Mux knows that one is idle. */
  private void checkReset(VipRule rule) {
    SlbConfig slb = scenario.slb();
    SelectionConfig usual = slb == null ? SelectionConfig.DEFAULT : slb.selection();
    SelectionConfig selection = rule.selection() == null ? usual : rule.selection();
    if (rule.tcpReset() && selection.method() == SelectionMethod.RENDEZVOUS_PAIR) {
      problems.add(
          rule.at(),
          "tcp-reset with selection rendezvous-pair, which leaves no connections in the Muxes",
          "a rule with one of the two");
    }
  }

  private void checkTable(@Nullable SelectionConfig selection, int backends) {
    Located<Integer> entries = selection == null ? null : selection.maglevEntries();
    if (entries == null) {
      return;
    }
    if (!RuleSettings.isTableSize(entries.value())) {
      int prime = entries.value();
      while (!RuleSettings.isTableSize(prime)) {
        prime++;
      }
      problems.add(
          entries.at(),
          "a table of " + entries + " entries",
          "a prime, so that every backend can come to every entry",
          Integer.toString(prime));
    } else if (entries.value() < backends) {
      problems.add(
          entries.at(),
          "a table of " + entries + " entries for " + backends + " backends",
          "an entry for each backend at least");
    }
  }

  private void checkFamily(VipConfig vip, Located<String> name) {
    VmConfig vm = names.vm(name);
    if (vm != null && vm.addressLike(vip.address().value()) == null) {
      problems.add(
          name.at(),
          "'" + name + "' with the address " + vm.address() + " behind the VIP " + vip.address(),
          "a virtual machine with an address of the VIP's family");
    }
  }

  private void checkSnat(VipConfig vip) {
    List<SnatRange> seen = new ArrayList<>();
    for (SnatRange range : vip.snat()) {
      checkFamily(vip, range.vm());
      for (SnatRange earlier : seen) {
        if (earlier.ports().overlaps(range.ports())) {
          problems.add(
              range.at(),
              "ports "
                  + range.ports()
                  + " for "
                  + range.vm()
                  + ", which overlap those of "
                  + earlier.vm(),
              "ports that no other virtual machine has");
        }
      }
      seen.add(range);
    }
  }

  /** Reports rules for a port that belongs to the outbound connections of a virtual machine. */
  void checkSnatPorts(VipConfig vip, List<VipRule> rules) {
    pools.checkRules(vip, rules);
    for (VipRule rule : rules) {
      for (SnatRange range : vip.snat()) {
        if (range.ports().contains(rule.port())) {
          boolean own = vip.withInboundNat(vip.rules()).contains(rule);
          problems.add(
              own ? range.at() : rule.at(),
              own
                  ? "ports "
                      + range.ports()
                      + ", which contain the port "
                      + rule.port()
                      + " of a rule"
                  : "a rule for port "
                      + rule.port()
                      + ", which is one of the SNAT ports "
                      + range.ports()
                      + " of "
                      + range.vm(),
              "ports that are either a rule's or a virtual machine's");
        }
      }
    }
  }
}
