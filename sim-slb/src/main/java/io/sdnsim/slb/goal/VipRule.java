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
 * @param probe by which backends are left out while they are down; null: none ever is
 */
public record VipRule(
    int protocol, int port, int backendPort, List<String> backends, @Nullable HealthProbe probe) {
  /**
   * @throws IllegalArgumentException when the protocol has no ports or a port is out of range
   */
  public VipRule {
    if (protocol != IpProtocol.TCP && protocol != IpProtocol.UDP) {
      throw new IllegalArgumentException(
          "a rule is for tcp or udp, not " + IpProtocol.name(protocol));
    }
    if (port < 1 || port > 65_535 || backendPort < 1 || backendPort > 65_535) {
      throw new IllegalArgumentException("ports are 1 to 65535: " + port + ", " + backendPort);
    }
    backends = List.copyOf(backends);
  }

  /** A rule without a probe. */
  public VipRule(int protocol, int port, int backendPort, List<String> backends) {
    this(protocol, port, backendPort, backends, null);
  }

  public VipRule withProbe(HealthProbe newProbe) {
    return new VipRule(protocol, port, backendPort, backends, newProbe);
  }
}
