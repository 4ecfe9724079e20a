package io.sdnsim.slb.goal;

import io.sdnsim.vxlan.vswitch.OutboundMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Ports of a VIP that VMs lease, a range at a time (Ananta 3.5.1).
 *
 * @param vip name of the VIP
 * @param vms their names; what is allotted from the start is theirs in this order
 * @param firstPort 1 to 65535, a multiple of the range's size: a Mux needs to store no more
 * @param lastPort at least the first
 * @param outbound the way of the packets that leave with these ports
 */
public record SnatPoolConfig(
    String vip,
    List<String> vms,
    int firstPort,
    int lastPort,
    OutboundMode outbound,
    Limits limits) {
  /**
   * How ports are given out.
   *
   * @param rangePorts ports of a range, a power of two; 8 in Ananta
   * @param preallocatedPorts ports that each VM has for good, a multiple of a range's
   * @param maxPortsPerVm the most ports that a VM may have, those included
   * @param predictionPs a VM that asks again within this time gets twice as much as before
   * @param queuePackets the most packets that wait for one VM's ports at its host
   * @param idlePs a range that no flow has used for so long goes back
   */
  public record Limits(
      int rangePorts,
      int preallocatedPorts,
      int maxPortsPerVm,
      long predictionPs,
      int queuePackets,
      long idlePs) {
    /**
     * @throws IllegalArgumentException when a limit is out of range
     */
    public Limits {
      require(
          rangePorts >= 1 && rangePorts <= 32_768 && Integer.bitCount(rangePorts) == 1,
          "a range of " + rangePorts);
      require(
          preallocatedPorts >= 0 && preallocatedPorts % rangePorts == 0,
          preallocatedPorts + " ports from the start");
      require(maxPortsPerVm >= preallocatedPorts, maxPortsPerVm + " ports at most for each VM");
      require(predictionPs >= 0 && idlePs > 0 && queuePackets >= 0, "times and queue");
    }
  }

  /**
   * @throws IllegalArgumentException when ports are out of range, or too few for what VMs get from
   *     the start, or a VM is there twice
   */
  public SnatPoolConfig {
    vms = List.copyOf(vms);
    require(
        firstPort >= 1 && firstPort <= lastPort && lastPort <= 65_535,
        "ports " + firstPort + " to " + lastPort);
    for (int i = 0; i < vms.size(); i++) {
      require(vms.indexOf(vms.get(i)) == i, "VM " + vms.get(i) + " twice");
    }
    require(firstPort % limits.rangePorts() == 0, "first port " + firstPort);
    require(
        (long) vms.size() * limits.preallocatedPorts() <= lastPort - firstPort + 1,
        vms.size() + " times " + limits.preallocatedPorts() + " ports are more than there are");
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalArgumentException("SNAT pool: " + what);
    }
  }

  /** What each VM has for good. */
  List<SnatConfig> preallocated() {
    int each = limits.preallocatedPorts();
    List<SnatConfig> ranges = new ArrayList<>();
    for (int i = 0; each > 0 && i < vms.size(); i++) {
      ranges.add(new SnatConfig(vip, vms.get(i), firstPort + i * each, each, outbound));
    }
    return ranges;
  }

  boolean contains(int port) {
    return port >= firstPort && port <= lastPort;
  }

  /** The first port that can be leased. */
  public int firstLeasedPort() {
    return firstPort + vms.size() * limits.preallocatedPorts();
  }
}
