package io.sdnsim.core.host;

import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.device.NodeProcess;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.transport.UdpHandler;
import io.sdnsim.core.transport.UdpSocket;
import org.jspecify.annotations.Nullable;

/**
 * Sends UDP datagrams at a constant rate. What fell into a time without power is not made up for;
 * the count goes on.
 */
public final class UdpCbrApp implements NodeProcess, UdpHandler {
  private static final int STREAM = 0;

  private final IpNode node;
  private final NodeContext context;
  private final UdpCbrConfig config;
  private final FlowStats stats;
  private final FlowTag tag;
  private final long bytes;
  private final Timer timer;
  private @Nullable UdpSocket socket;

  /**
   * @param stats from {@link UdpCbrConfig#newStats}; the same object for every life of the sender
   */
  public UdpCbrApp(IpNode node, UdpCbrConfig config, FlowStats stats) {
    this.node = node;
    this.context = node.context();
    this.config = config;
    this.stats = stats;
    this.tag = new FlowTag(config.flow(), STREAM, false);
    this.bytes = HttpText.streamOf(tag);
    this.timer = context.timer(this::send);
  }

  @Override
  public void start() {
    socket = node.transport().bindUdp(null, config.sourcePort(), this);
    schedule(Math.max(context.nowPs(), config.startPs()));
  }

  private void schedule(long timePs) {
    int sent = stats.stream(STREAM).nextNumber();
    if (timePs < config.stopPs() && (config.packets() == 0 || sent < config.packets())) {
      timer.setAt(timePs);
    } else {
      stats.stream(STREAM).stopped(context.nowPs());
    }
  }

  private void send() {
    if (socket == null) {
      return;
    }
    long nowPs = context.nowPs();
    int number = stats.packetSent(STREAM, nowPs, config.payloadBytes());
    long offset = (long) number * config.payloadBytes();
    socket.send(
        config.target().address(),
        config.target().port(),
        new BulkBytes(bytes, offset, config.payloadBytes()),
        tag,
        number,
        config.hopLimit());
    schedule(SimTime.plus(nowPs, config.intervalPs()));
  }

  /** Nothing is expected back; an answer is no part of the flow. */
  @Override
  public void received(UdpSocket from, Packet datagram) {}

  @Override
  public void failed(UdpSocket from, Packet error) {
    stats.icmpError(error);
  }

  @Override
  public void shutDown() {
    crash();
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }

  @Override
  public void crash() {
    timer.cancel();
    stats.stream(STREAM).stopped(context.nowPs());
  }
}
