package io.sdnsim.bgp.sim;

import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.transport.TcpSocket;

/**
 * The SendHoldTimer of a connection (RFC 9687): runs while something that was sent is not yet
 * acknowledged. Progress is looked for when it expires, so that a stall is found at the latest
 * after twice the limit.
 */
final class SendWatch {
  private final TcpSocket socket;
  private final long limitPs;
  private final Timer timer;
  private final Runnable stalled;
  private long sentBytes;
  private long takenBytes;

  SendWatch(NodeContext context, TcpSocket socket, long limitPs, Runnable stalled) {
    this.socket = socket;
    this.limitPs = limitPs;
    this.stalled = stalled;
    this.timer = context.timer(this::expired);
    this.sentBytes = socket.unacknowledgedBytes();
  }

  void sent(int bytes) {
    sentBytes += bytes;
    if (!timer.isSet()) {
      takenBytes = taken();
      timer.setAfter(limitPs);
    }
  }

  private long taken() {
    return sentBytes - socket.unacknowledgedBytes();
  }

  /** TCP says nothing of single acknowledgments, so progress is looked for at the end. */
  private void expired() {
    if (socket.unacknowledgedBytes() == 0) {
      return;
    }
    if (taken() > takenBytes) {
      takenBytes = taken();
      timer.setAfter(limitPs);
    } else {
      stalled.run();
    }
  }

  void stop() {
    timer.discard();
  }
}
