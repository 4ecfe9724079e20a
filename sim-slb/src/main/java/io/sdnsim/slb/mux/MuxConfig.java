package io.sdnsim.slb.mux;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
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
 * @param flows what it spends on remembering flows
 * @param load what happens when more comes than it can bear; null: everything is borne
 * @param controlPort where it listens for the SLB manager
 * @param tcp of the control channel
 */
public record MuxConfig(
    @Nullable IpAddress outerSource,
    VtepConfig vtep,
    MacAddress innerMac,
    long hashSeed,
    FlowLimits flows,
    @Nullable LoadLimits load,
    int controlPort,
    TcpConfig tcp) {
  /** The Mux's own address as outer source, {@link FlowLimits#DEFAULT}, no limit of the load. */
  public static final MuxConfig DEFAULT =
      new MuxConfig(
          null,
          VtepConfig.DEFAULT,
          VirtualHostConfig.DEFAULT_ROUTER_MAC,
          0,
          FlowLimits.DEFAULT,
          null,
          ControlPort.MUX,
          ControllerConfig.CONTROL_TCP);

  public MuxConfig withHashSeed(long newSeed) {
    return new MuxConfig(outerSource, vtep, innerMac, newSeed, flows, load, controlPort, tcp);
  }

  public MuxConfig withFlows(FlowLimits newFlows) {
    return new MuxConfig(outerSource, vtep, innerMac, hashSeed, newFlows, load, controlPort, tcp);
  }

  public MuxConfig withOuterSource(@Nullable IpAddress newSource) {
    return new MuxConfig(newSource, vtep, innerMac, hashSeed, flows, load, controlPort, tcp);
  }

  public MuxConfig withLoad(@Nullable LoadLimits newLoad) {
    return new MuxConfig(outerSource, vtep, innerMac, hashSeed, flows, newLoad, controlPort, tcp);
  }
}
