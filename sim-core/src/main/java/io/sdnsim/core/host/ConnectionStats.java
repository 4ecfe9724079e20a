package io.sdnsim.core.host;

import org.jspecify.annotations.Nullable;

/**
 * What one connection of a flow went through. It waits from its opening until it is established and
 * whenever it has data unacknowledged or an answer outstanding; the longest time that it waits
 * without any progress is its stall.
 */
final class ConnectionStats {
  private final int number;
  private final FlowStats flow;
  private boolean established;
  private boolean ended;
  private long waitingSincePs = -1;

  ConnectionStats(int number, FlowStats flow, long nowPs) {
    this.number = number;
    this.flow = flow;
    this.waitingSincePs = nowPs;
  }

  int number() {
    return number;
  }

  /** The handshake is complete; it waits no more until it sends. */
  void established(long nowPs) {
    established = true;
    flow.connectionEstablished();
    idle(nowPs);
  }

  /** Something was sent that the other side has to acknowledge or answer. */
  void waiting(long nowPs) {
    if (waitingSincePs < 0) {
      waitingSincePs = nowPs;
    }
  }

  /** Bytes arrived or were acknowledged. */
  void progressed(long nowPs) {
    if (waitingSincePs >= 0) {
      flow.stalled(new Gap(number, waitingSincePs, nowPs, 0));
      waitingSincePs = nowPs;
    }
  }

  /** Nothing is outstanding. */
  void idle(long nowPs) {
    progressed(nowPs);
    waitingSincePs = -1;
  }

  /** The work is done. */
  void completed(long nowPs) {
    if (!ended) {
      idle(nowPs);
      ended = true;
      flow.connectionCompleted(this, nowPs);
    }
  }

  /** It ended before its work was done. */
  void broken(long nowPs, String reason) {
    if (!ended) {
      idle(nowPs);
      ended = true;
      flow.connectionBroken(this, new BrokenConnection(number, nowPs, established, reason));
    }
  }

  /** The wait that lasts at this time, or null. */
  @Nullable Gap openStall(long nowPs) {
    return waitingSincePs < 0 ? null : new Gap(number, waitingSincePs, nowPs, 0);
  }
}
