package io.sdnsim.core.bench;

import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.device.NodeProcess;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.transport.UdpHandler;
import io.sdnsim.core.transport.UdpSocket;
import java.math.BigInteger;

/** Counts the datagrams at a UDP port and sums up when they came. */
public final class CountingSink implements NodeProcess, UdpHandler {
  public static final int PORT = 9;

  private final IpNode node;
  private final NodeContext context;
  private long received;

  /** The sum is high x 2^63 + low: 64 bits overflow within seconds of simulated time. */
  private long high;

  private long low;

  public CountingSink(IpNode node) {
    this.node = node;
    this.context = node.context();
  }

  @Override
  public void start() {
    node.transport().bindUdp(null, PORT, this);
  }

  @Override
  public void received(UdpSocket socket, Packet datagram) {
    received++;
    low += context.nowPs();
    if (low < 0) {
      low &= Long.MAX_VALUE;
      high++;
    }
  }

  @Override
  public void shutDown() {}

  @Override
  public void crash() {}

  /** Datagrams so far. */
  public long received() {
    return received;
  }

  BigInteger sumReceivePs() {
    return BigInteger.valueOf(high).shiftLeft(63).add(BigInteger.valueOf(low));
  }
}
