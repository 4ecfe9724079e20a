package io.sdnsim.slb.host;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.transport.TcpConfig;
import io.sdnsim.slb.control.ControlPort;
import io.sdnsim.slb.manager.ControllerConfig;
import java.util.List;

/**
 * Settings of a host agent.
 *
 * @param controllers where the SLB manager is: the controller's replicas, of which one listens
 * @param managerPort where the SLB manager listens
 * @param listenPort where the host listens for the network controller
 * @param retryPs how long after a failed or lost connection it tries again
 */
public record HostAgentConfig(
    List<IpAddress> controllers, int managerPort, int listenPort, long retryPs, TcpConfig tcp) {
  /**
   * @throws IllegalArgumentException when a value is out of range
   */
  public HostAgentConfig {
    controllers = List.copyOf(controllers);
    if (retryPs <= 0 || controllers.isEmpty()) {
      throw new IllegalArgumentException("retry " + retryPs + ", controllers " + controllers);
    }
  }

  /** The ports that Microsoft documents, and a retry every second. */
  public static HostAgentConfig of(IpAddress controller) {
    return of(List.of(controller));
  }

  /** The ports that Microsoft documents, and a retry every second. */
  public static HostAgentConfig of(List<IpAddress> controllers) {
    return new HostAgentConfig(
        controllers,
        ControlPort.SLB_MANAGER,
        ControlPort.HOST,
        SimTime.SECOND,
        ControllerConfig.CONTROL_TCP);
  }
}
