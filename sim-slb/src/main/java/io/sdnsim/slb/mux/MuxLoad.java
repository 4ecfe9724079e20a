package io.sdnsim.slb.mux;

import io.sdnsim.core.engine.RandomStream;
import io.sdnsim.slb.control.ControlMessage.Overloaded;
import org.jspecify.annotations.Nullable;

/** The load of a Mux that has a limit. */
final class MuxLoad {
  private final @Nullable FairShares shares;
  private final OverloadWatch watch;

  /**
   * @param droppedSoFar packets that the node's CPU dropped before this Mux began
   */
  MuxLoad(LoadLimits limits, RandomStream random, long droppedSoFar) {
    this.shares =
        limits.bandwidthBps() == LoadLimits.UNLIMITED
            ? null
            : new FairShares(limits.bandwidthBps(), random);
    this.watch = new OverloadWatch(limits.detectionPs(), droppedSoFar);
  }

  /** Takes note of a packet for a VIP, and tells whether fairness has it dropped. */
  boolean drops(long nowPs, VipMap.Vip vip, int lengthBytes) {
    watch.count(vip.name());
    return shares != null && shares.drops(nowPs, vip.name(), vip.vmCount(), lengthBytes);
  }

  /** See {@link OverloadWatch#observe}. */
  @Nullable Overloaded observe(long nowPs, long droppedSoFar) {
    return watch.observe(nowPs, droppedSoFar);
  }
}
