package io.sdnsim.core.host;

import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.device.NodeProcess;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.TransportHeader;
import io.sdnsim.core.transport.UdpHandler;
import io.sdnsim.core.transport.UdpSocket;
import org.jspecify.annotations.Nullable;

/** Takes datagrams of any number of flows on one UDP port; sends them back when it is an echo. */
public final class UdpServerApp implements NodeProcess, UdpHandler {
  private final IpNode node;
  private final NodeContext context;
  private final UdpServerConfig config;
  private final FlowRegistry flows;
  private @Nullable UdpSocket socket;

  public UdpServerApp(IpNode node, UdpServerConfig config, FlowRegistry flows) {
    this.node = node;
    this.context = node.context();
    this.config = config;
    this.flows = flows;
  }

  @Override
  public void start() {
    socket = node.transport().bindUdp(config.address(), config.port(), this);
  }

  @Override
  public void received(UdpSocket at, Packet datagram) {
    FlowTag tag = datagram.tag().flow();
    FlowStats flow = flows.find(tag);
    int bytes = datagram.payload().lengthBytes();
    if (flow != null && tag != null) {
      if (config.echo()) {
        flow.bytesReceived(false, context.nowPs(), bytes);
        flow.bytesSent(true, bytes);
      } else {
        flow.packetReceived(tag.connection(), datagram.tag().number(), context.nowPs(), bytes);
      }
    }
    if (config.echo()) {
      sendBack(at, datagram, tag);
    }
  }

  private void sendBack(UdpSocket at, Packet datagram, @Nullable FlowTag tag) {
    IpHeader ip = datagram.ip();
    TransportHeader udp = datagram.transport();
    // RFC 862 and RFC 1122 4.1.1: two echo ports must not keep each other busy for ever.
    if (ip == null || udp == null || udp.sourcePort() == config.port()) {
      return;
    }
    at.send(
        ip.source(),
        udp.sourcePort(),
        datagram.payload(),
        tag == null ? null : tag.reversed(),
        datagram.tag().number(),
        config.hopLimit());
  }

  @Override
  public void shutDown() {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }

  @Override
  public void crash() {
    socket = null;
  }
}
