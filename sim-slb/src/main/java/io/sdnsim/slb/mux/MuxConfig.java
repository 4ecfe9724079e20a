package io.sdnsim.slb.mux;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.transport.TcpConfig;
import io.sdnsim.slb.control.ControlPort;
import io.sdnsim.slb.manager.ControllerConfig;
import io.sdnsim.vxlan.tunnel.VtepConfig;
import io.sdnsim.vxlan.vswitch.VirtualHostConfig;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a Mux.
 *
 * @param outerSource outer source of what it encapsulates; null for its own address, as in Ananta.
 *     Microsoft's Mux uses the SLB manager's VIP
 * @param vtep the tunnel's settings
 * @param innerMac source MAC address of the inner frames: the distributed router's
 * @param hashSeed of the backend selection; the same for all Muxes of a pool
 * @param flowLimit the most entries of the flow table; beyond it new flows are hashed every time
 * @param flowIdlePs an entry that is idle for this long is forgotten
 * @param controlPort where it listens for the SLB manager
 * @param tcp of the control channel
 */
public record MuxConfig(
    @Nullable IpAddress outerSource,
    VtepConfig vtep,
    MacAddress innerMac,
    long hashSeed,
    int flowLimit,
    long flowIdlePs,
    int controlPort,
    TcpConfig tcp) {
  /** Idle timeout 4 min, a million flows, the Mux's own address as outer source. */
  public static final MuxConfig DEFAULT =
      new MuxConfig(
          null,
          VtepConfig.DEFAULT,
          VirtualHostConfig.DEFAULT_ROUTER_MAC,
          0,
          1_000_000,
          4 * 60 * SimTime.SECOND,
          ControlPort.MUX,
          ControllerConfig.CONTROL_TCP);

  /**
   * @throws IllegalArgumentException when a limit or time is out of range
   */
  public MuxConfig {
    if (flowLimit < 0 || flowIdlePs <= 0) {
      throw new IllegalArgumentException("flow limit " + flowLimit + ", idle " + flowIdlePs);
    }
  }

  public MuxConfig withHashSeed(long newSeed) {
    return new MuxConfig(
        outerSource, vtep, innerMac, newSeed, flowLimit, flowIdlePs, controlPort, tcp);
  }

  public MuxConfig withFlows(int newLimit, long newIdlePs) {
    return new MuxConfig(
        outerSource, vtep, innerMac, hashSeed, newLimit, newIdlePs, controlPort, tcp);
  }

  public MuxConfig withOuterSource(@Nullable IpAddress newSource) {
    return new MuxConfig(
        newSource, vtep, innerMac, hashSeed, flowLimit, flowIdlePs, controlPort, tcp);
  }
}
