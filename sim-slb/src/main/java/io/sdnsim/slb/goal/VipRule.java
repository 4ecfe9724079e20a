package io.sdnsim.slb.goal;

import io.sdnsim.core.packet.IpProtocol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A load-balancing rule of a VIP.
 *
 * @param protocol {@link IpProtocol#TCP} or {@link IpProtocol#UDP}
 * @param port of the VIP, 1 to 65535
 * @param backendPort of the backends, 1 to 65535
 * @param backends names of VMs; their order is part of the state that all Muxes share
 * @param draining those of the backends that get no new flows; what they have goes on
 * @param probe by which backends are left out while they are down; null: none ever is
 * @param floatingIp whether packets reach the VM with the VIP as their destination, which it has on
 *     a loopback and answers from (Azure's floating IP, direct server return to the VM)
 */
public record VipRule(
    int protocol,
    int port,
    int backendPort,
    List<String> backends,
    List<String> draining,
    RuleSettings settings,
    @Nullable HealthProbe probe,
    boolean floatingIp) {
  /**
   * @throws IllegalArgumentException when the protocol has no ports, a port is out of range, what
   *     drains is no backend, or a floating IP comes with another port
   */
  public VipRule {
    if (protocol != IpProtocol.TCP && protocol != IpProtocol.UDP) {
      throw new IllegalArgumentException(
          "a rule is for tcp or udp, not " + IpProtocol.name(protocol));
    }
    if (port < 1 || port > 65_535 || backendPort < 1 || backendPort > 65_535) {
      throw new IllegalArgumentException("ports are 1 to 65535: " + port + ", " + backendPort);
    }
    if (floatingIp && port != backendPort) {
      throw new IllegalArgumentException(
          "with a floating IP the backends' port is the VIP's, not " + backendPort);
    }
    backends = List.copyOf(backends);
    draining = List.copyOf(draining);
    for (String name : draining) {
      if (!backends.contains(name)) {
        throw new IllegalArgumentException(name + " can't drain: it is no backend of the rule");
      }
    }
  }

  /** A rule with the default settings, whose backends all take new flows, without a probe. */
  public VipRule(int protocol, int port, int backendPort, List<String> backends) {
    this(protocol, port, backendPort, backends, List.of(), RuleSettings.DEFAULT, null, false);
  }

  public VipRule withSettings(RuleSettings newSettings) {
    return new VipRule(
        protocol, port, backendPort, backends, draining, newSettings, probe, floatingIp);
  }

  public VipRule withDraining(List<String> newDraining) {
    return new VipRule(
        protocol, port, backendPort, backends, newDraining, settings, probe, floatingIp);
  }

  public VipRule withProbe(@Nullable HealthProbe newProbe) {
    return new VipRule(
        protocol, port, backendPort, backends, draining, settings, newProbe, floatingIp);
  }

  public VipRule withFloatingIp(boolean newFloatingIp) {
    return new VipRule(
        protocol, port, backendPort, backends, draining, settings, probe, newFloatingIp);
  }
}
