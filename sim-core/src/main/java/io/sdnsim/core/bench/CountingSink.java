package io.sdnsim.core.bench;

import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.trace.CoreDrop;
import java.math.BigInteger;

/** Counts datagrams and sums up when they came. */
final class CountingSink {
  private static final int PORT = 9;

  private long received;

  /** The sum is high x 2^63 + low: 64 bits overflow within seconds of simulated time. */
  private long high;

  private long low;

  void deliver(NodeContext context, Packet datagram) {
    if (!(datagram.transport() instanceof UdpHeader udp) || udp.destinationPort() != PORT) {
      context.drop(datagram, CoreDrop.NO_LISTENER);
      return;
    }
    context.consumed(datagram, "udp");
    received++;
    low += context.nowPs();
    if (low < 0) {
      low &= Long.MAX_VALUE;
      high++;
    }
  }

  long received() {
    return received;
  }

  BigInteger sumReceivePs() {
    return BigInteger.valueOf(high).shiftLeft(63).add(BigInteger.valueOf(low));
  }
}
