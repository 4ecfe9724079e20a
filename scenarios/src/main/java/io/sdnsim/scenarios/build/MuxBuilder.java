package io.sdnsim.scenarios.build;

import io.sdnsim.bgp.sim.BgpProcess;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.device.ProcessFactory;
import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.DeviceConfig.SlbMuxConfig;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.SlbConfig;
import io.sdnsim.slb.mux.BgpVipAdvertiser;
import io.sdnsim.slb.mux.FlowLimits;
import io.sdnsim.slb.mux.LoadLimits;
import io.sdnsim.slb.mux.MuxConfig;
import io.sdnsim.slb.mux.MuxProcess;
import io.sdnsim.slb.mux.VipAdvertiser;
import io.sdnsim.slb.selection.BackendPickers;
import org.jspecify.annotations.Nullable;

/** Makes what balances on a Mux. Its node, and its BGP speaker, are those of any router. */
final class MuxBuilder {
  private final Scenario scenario;
  private final Behaviours behaviours;
  private final World world;

  /** All Muxes of a pool choose alike, so that they can share what the choice takes to prepare. */
  private final BackendPickers backendPickers = new BackendPickers();

  MuxBuilder(Scenario scenario, Behaviours behaviours, World world) {
    this.scenario = scenario;
    this.behaviours = behaviours;
    this.world = world;
  }

  /** Comes after the speaker in a node's list of processes: it announces the VIPs by it. */
  ProcessFactory process(SlbMuxConfig mux) {
    return node -> {
      BgpProcess speaker = world.speaker(mux.name());
      return new MuxProcess(
          node,
          muxConfig(mux).withHashSeed(hashSeed(mux.name())),
          speaker == null ? new SilentAdvertiser() : new BgpVipAdvertiser(speaker),
          backendPickers);
    };
  }

  private MuxConfig muxConfig(SlbMuxConfig mux) {
    FlowLimits flows =
        new FlowLimits(
            mux.flows().limit(),
            mux.flows().untrustedLimit(),
            mux.flows().idleTimeoutPs(),
            mux.flows().untrustedIdleTimeoutPs());
    return MuxConfig.DEFAULT.withFlows(flows).withLoad(loadLimits(mux.capacity()));
  }

  private @Nullable LoadLimits loadLimits(DeviceConfig.@Nullable MuxCapacity capacity) {
    if (capacity == null) {
      return null;
    }
    SlbConfig config = scenario.slb();
    Long bandwidthBps = capacity.bandwidthBps();
    return new LoadLimits(
        bandwidthBps == null ? LoadLimits.UNLIMITED : bandwidthBps,
        config == null ? LoadLimits.DETECTION_PS : config.overload().detectionPs());
  }

  private long hashSeed(String mux) {
    SlbConfig config = scenario.slb();
    long own = behaviours.hashSeed().applyAsLong(mux);
    return own != 0 ? own : config == null ? 0 : config.hashSeed();
  }

  /** A Mux without BGP: its VIPs are reached by static routes. */
  private static final class SilentAdvertiser implements VipAdvertiser {
    @Override
    public void advertise(Prefix prefix) {}

    @Override
    public void withdraw(Prefix prefix) {}
  }
}
