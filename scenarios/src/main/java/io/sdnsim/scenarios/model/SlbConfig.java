package io.sdnsim.scenarios.model;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.slb.goal.Distribution;
import io.sdnsim.slb.goal.SelectionMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The software load balancer.
 *
 * @param manager the network controller that programs Muxes and hosts
 * @param muxes nodes of kind {@code slb-mux}
 * @param hashSeed of the hash that chooses backends, the same for all Muxes; default 0
 * @param selection of rules that don't say otherwise
 */
public record SlbConfig(
    SourceLocation at,
    Located<String> manager,
    List<Located<String>> muxes,
    List<VipConfig> vips,
    long hashSeed,
    SelectionConfig selection) {
  public SlbConfig {
    muxes = List.copyOf(muxes);
    vips = List.copyOf(vips);
  }

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
   */
  public record VipConfig(
      SourceLocation at,
      String name,
      Located<IpAddress> address,
      boolean enabled,
      IcmpMode icmp,
      Outbound outbound,
      List<VipRule> rules,
      List<SnatRange> snat) {
    public VipConfig {
      rules = List.copyOf(rules);
      snat = List.copyOf(snat);
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
      @Nullable HealthProbe probe) {
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

  /** The ports of a VIP that one virtual machine may use as source ports. */
  public record SnatRange(SourceLocation at, Located<String> vm, PortRange ports) {}
}
