package io.sdnsim.scenarios.model;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.slb.goal.Distribution;
import io.sdnsim.slb.goal.SelectionMethod;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The software load balancer.
 *
 * @param managers the network controller that programs Muxes and hosts, or its replicas in the
 *     order in which they become primary
 * @param muxes nodes of kind {@code slb-mux}
 * @param outbound of public addresses of single machines, and of VIPs that don't say otherwise
 * @param hashSeed of the hash that chooses backends, the same for all Muxes; default 0
 * @param selection of rules that don't say otherwise
 * @param snatProcessingPs how long the manager works on one request for SNAT ports
 * @param fastpath subnets of VIPs between which established connections leave the Muxes
 * @param overload what Muxes and manager do about overload
 */
public record SlbConfig(
    SourceLocation at,
    List<Located<String>> managers,
    List<Located<String>> muxes,
    List<VipConfig> vips,
    Outbound outbound,
    long hashSeed,
    SelectionConfig selection,
    long snatProcessingPs,
    List<Located<Prefix>> fastpath,
    OverloadConfig overload) {
  public SlbConfig {
    managers = List.copyOf(managers);
    muxes = List.copyOf(muxes);
    vips = List.copyOf(vips);
    fastpath = List.copyOf(fastpath);
  }

  /** Whether connections to and from this VIP may leave the Muxes. */
  public boolean isFastpath(VipConfig vip) {
    return fastpath.stream().anyMatch(subnet -> subnet.value().contains(vip.address().value()));
  }

  /** Whether a node is the controller, or one of its replicas. */
  public boolean isManager(String node) {
    return managers.stream().anyMatch(manager -> manager.value().equals(node));
  }

  /**
   * Against overload.
   *
   * @param detectionPs how long a Mux must be overloaded until it reports; default 20 s
   * @param blackHolePs how long the VIP that it reported is withdrawn from all Muxes; default 10
   *     min
   */
  public record OverloadConfig(long detectionPs, long blackHolePs) {}

  /** How packets leave that a virtual machine sends to the world. */
  public enum Outbound {
    /** The host sends them through VXLAN to a Mux, which translates the source (the default). */
    VIA_MUX,
    /** The host translates the source itself and sends directly; replies come by the Mux. */
    DIRECT
  }

  /**
   * How backends are chosen.
   *
   * @param maglevEntries null: from the number of backends
   */
  public record SelectionConfig(SelectionMethod method, @Nullable Located<Integer> maglevEntries) {
    /** When the file says nothing. */
    public static final SelectionConfig DEFAULT = new SelectionConfig(SelectionMethod.ANANTA, null);
  }

  /** What a Mux does with an echo request to the VIP. */
  public enum IcmpMode {
    /** Drops it as {@code NoVipRule} (the default). */
    DROP,
    /** Answers it itself. */
    REPLY
  }

  /**
   * A virtual IP address, announced by every Mux.
   *
   * @param enabled whether it is there at the start
   * @param outbound of the virtual machines that {@code snat} lists, the load balancer's own
   *     setting applied
   * @param snat the source ports of this VIP that each virtual machine uses for what it sends to
   *     the world
   * @param snatPool the source ports that virtual machines lease, or null
   * @param inboundNat rules that lead to one virtual machine each
   * @param outboundOnly whether it takes no connections
   * @param network the virtual network that it is an address of, for an internal load balancer; or
   *     null
   */
  public record VipConfig(
      SourceLocation at,
      String name,
      Located<IpAddress> address,
      boolean enabled,
      IcmpMode icmp,
      Outbound outbound,
      List<VipRule> rules,
      List<SnatRange> snat,
      @Nullable SnatPool snatPool,
      List<VipRule> inboundNat,
      boolean outboundOnly,
      @Nullable Located<String> network) {
    public VipConfig {
      rules = List.copyOf(rules);
      snat = List.copyOf(snat);
      inboundNat = List.copyOf(inboundNat);
    }

    /** All that the VIP takes when it has these rules; inbound NAT does not change. */
    public List<VipRule> withInboundNat(List<VipRule> balancing) {
      return Stream.concat(balancing.stream(), inboundNat.stream()).toList();
    }
  }

  /**
   * Spreads the connections to one port over virtual machines.
   *
   * @param protocol TCP or UDP
   * @param port at the VIP
   * @param backendPort at the virtual machine; default the same
   * @param backends virtual machines
   * @param draining those of them that get no new flows
   * @param selection null: the load balancer's
   * @param idleTimeoutPs 4 to 30 min; null: the Mux's
   * @param tcpReset whether the ends of an idle connection are told that it was forgotten
   * @param probe by which backends are left out while they are down, or null
   * @param floatingIp whether the virtual machines have the VIP themselves, on a loopback
   */
  public record VipRule(
      SourceLocation at,
      Protocol protocol,
      int port,
      int backendPort,
      List<Located<String>> backends,
      List<Located<String>> draining,
      @Nullable SelectionConfig selection,
      Distribution distribution,
      @Nullable Long idleTimeoutPs,
      boolean tcpReset,
      @Nullable HealthProbe probe,
      boolean floatingIp) {
    public VipRule {
      backends = List.copyOf(backends);
      draining = List.copyOf(draining);
    }
  }

  /**
   * How the health of backends is found out.
   *
   * @param path for HTTP; null for TCP
   */
  public record HealthProbe(
      SourceLocation at, int port, @Nullable String path, long intervalPs, int count) {}

  /**
   * Ports of a VIP that virtual machines lease, a range at a time.
   *
   * @param rangePorts ports of a range
   * @param preallocatedPorts ports that each has from the start
   * @param predictionPs who asks again within this time gets twice as much as before
   * @param queuePackets packets of one virtual machine that may wait for ports
   * @param idlePs an unused range goes back after this time
   */
  public record SnatPool(
      SourceLocation at,
      List<Located<String>> vms,
      PortRange ports,
      int rangePorts,
      int preallocatedPorts,
      int maxPortsPerVm,
      long predictionPs,
      int queuePackets,
      long idlePs) {
    public SnatPool {
      vms = List.copyOf(vms);
    }
  }

  /** The ports of a VIP that one virtual machine may use as source ports. */
  public record SnatRange(SourceLocation at, Located<String> vm, PortRange ports) {}
}
