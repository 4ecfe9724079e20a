package io.sdnsim.scenarios.read;

import io.sdnsim.scenarios.model.DeviceConfig.VmConfig;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.SlbConfig.SnatPool;
import io.sdnsim.scenarios.model.SlbConfig.SnatRange;
import io.sdnsim.scenarios.model.SlbConfig.VipConfig;
import io.sdnsim.scenarios.model.SlbConfig.VipRule;
import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.yaml.Problems;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checks pools of SNAT ports. */
final class SnatPoolValidator {
  private final Names names;
  private final Problems problems;
  private final Map<String, SourceLocation> leasing = new TreeMap<>();

  SnatPoolValidator(Names names, Problems problems) {
    this.names = names;
    this.problems = problems;
  }

  void check(VipConfig vip, SnatPool pool) {
    for (Located<String> name : pool.vms()) {
      VmConfig vm = names.vm(name);
      names.unique(leasing, "virtual machine with a SNAT pool", name.value(), name.at());
      if (vm != null && vm.addressLike(vip.address().value()) == null) {
        problems.add(
            name.at(),
            "'" + name + "' with the address " + vm.address() + " and a pool of " + vip.address(),
            "a virtual machine with an address of the VIP's family");
      }
    }
    checkSizes(pool);
    for (SnatRange range : vip.snat()) {
      if (range.ports().overlaps(pool.ports())) {
        problems.add(
            range.at(),
            "ports "
                + range.ports()
                + " for "
                + range.vm()
                + ", which are in the pool "
                + pool.ports(),
            "ports that are either a virtual machine's or the pool's");
      }
    }
  }

  private void checkSizes(SnatPool pool) {
    int range = pool.rangePorts();
    if (Integer.bitCount(range) != 1) {
      problems.add(pool.at(), "a range of " + range + " ports", "2 to some power, such as 8");
      return;
    }
    if (pool.ports().first() % range != 0) {
      problems.add(
          pool.at(),
          "a pool that begins with port " + pool.ports().first(),
          "a first port that is a multiple of its range of " + range);
    }
    if (pool.preallocatedPorts() % range != 0) {
      problems.add(
          pool.at(),
          "a preallocation of " + pool.preallocatedPorts() + " ports",
          "a multiple of its range of " + range);
    }
    if (pool.preallocatedPorts() > pool.maxPortsPerVm()) {
      problems.add(
          pool.at(),
          "a preallocation of " + pool.preallocatedPorts() + " ports for each virtual machine",
          "at most max-per-vm, " + pool.maxPortsPerVm());
    }
    long wanted = (long) pool.preallocatedPorts() * pool.vms().size();
    int there = pool.ports().last() - pool.ports().first() + 1;
    if (wanted > there) {
      problems.add(
          pool.at(),
          "a pool of "
              + wanted
              + " ports, "
              + pool.preallocatedPorts()
              + " for each of "
              + pool.vms().size()
              + " virtual machines",
          "at most the " + there + " ports " + pool.ports());
    }
  }

  /** Reports rules for a port that is leased. */
  void checkRules(VipConfig vip, List<VipRule> rules) {
    SnatPool pool = vip.snatPool();
    for (VipRule rule : rules) {
      if (pool != null && pool.ports().contains(rule.port())) {
        problems.add(
            rule.at(),
            "a rule for port " + rule.port() + ", which is in the SNAT pool " + pool.ports(),
            "ports that are either a rule's or the pool's");
      }
    }
  }
}
