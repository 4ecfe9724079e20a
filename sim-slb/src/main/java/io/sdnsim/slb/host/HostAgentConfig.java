package io.sdnsim.slb.host;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.transport.TcpConfig;
import io.sdnsim.slb.control.ControlPort;
import io.sdnsim.slb.manager.ControllerConfig;

/**
 * Settings of a host agent.
 *
 * @param controller where the SLB manager is
 * @param managerPort where the SLB manager listens
 * @param listenPort where the host listens for the network controller
 * @param retryPs how long after a failed or lost connection it tries again
 */
public record HostAgentConfig(
    IpAddress controller, int managerPort, int listenPort, long retryPs, TcpConfig tcp) {
  /**
   * @throws IllegalArgumentException when a value is out of range
   */
  public HostAgentConfig {
    if (retryPs <= 0) {
      throw new IllegalArgumentException("a retry interval is positive");
    }
  }

  /** The ports that Microsoft documents, and a retry every second. */
  public static HostAgentConfig of(IpAddress controller) {
    return new HostAgentConfig(
        controller,
        ControlPort.SLB_MANAGER,
        ControlPort.HOST,
        SimTime.SECOND,
        ControllerConfig.CONTROL_TCP);
  }
}
