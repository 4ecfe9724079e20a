package io.sdnsim.core.transport;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.l3.IpOutput;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TransportHeader;
import io.sdnsim.core.trace.CoreDrop;
import org.jspecify.annotations.Nullable;

/** Wraps what the sockets of a node send into datagrams, and accounts for them. */
final class DatagramWriter {
  private static final int IDENTIFICATION_MASK = 0xFFFF;

  private final NodeContext context;
  private final IpOutput output;
  private int identification;

  DatagramWriter(NodeContext context, IpOutput output) {
    this.context = context;
    this.output = output;
  }

  NodeContext context() {
    return context;
  }

  IpOutput output() {
    return output;
  }

  /**
   * Sends a datagram.
   *
   * @param source null for what routing chooses; without a route the datagram is dropped
   * @param by the socket, for traces; read only when somebody traces
   */
  void send(
      @Nullable IpAddress source,
      IpAddress destination,
      int hopLimit,
      int protocol,
      boolean dontFragment,
      TransportHeader header,
      Payload payload,
      @Nullable FlowTag flow,
      int number,
      String by) {
    IpAddress from = source == null ? output.sourceFor(destination) : source;
    IpHeader ip =
        header(from == null ? unspecified(destination) : from, destination, hopLimit, protocol);
    if (!dontFragment && ip instanceof Ipv4Header ipv4) {
      // RFC 6864 4.2: a datagram that may be fragmented has an identification of its own.
      identification = (identification + 1) & IDENTIFICATION_MASK;
      ip = ipv4.withFragment(identification, false, false, 0);
    }
    Packet packet = Packet.ip(ip, header, payload, context.newTag(flow, number));
    context.created(packet, by);
    if (from == null) {
      context.drop(packet, CoreDrop.NO_ROUTE);
    } else {
      output.send(packet);
    }
  }

  private static IpHeader header(
      IpAddress source, IpAddress destination, int hopLimit, int protocol) {
    return destination.isIpv6()
        ? Ipv6Header.of(source, destination, hopLimit, protocol)
        : Ipv4Header.of(source, destination, hopLimit, protocol);
  }

  static IpAddress unspecified(IpAddress destination) {
    return destination.isIpv6() ? IpAddress.ofIpv6(0, 0) : IpAddress.ofIpv4(0);
  }

  /** {@code tcp 443}, made only when somebody reads it. */
  String label(String protocol, int port) {
    return context.isTracing() ? protocol + " " + port : protocol;
  }
}
