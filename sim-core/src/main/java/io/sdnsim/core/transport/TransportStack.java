package io.sdnsim.core.transport;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.l3.DatagramHandler;
import io.sdnsim.core.l3.IcmpErrorPackets;
import io.sdnsim.core.l3.IpOutput;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TransportHeader;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.trace.CoreDrop;
import org.jspecify.annotations.Nullable;

/**
 * The transport layer of one node in one VRF: TCP, UDP and ICMP echo over an IP layer.
 *
 * <p>A node makes a new one each time it boots.
 */
public final class TransportStack implements Transport, DatagramHandler {
  private static final int V6_CODE_PORT = 4;
  private static final int V6_PARAMETER_PROBLEM = 4;
  private static final int V6_CODE_NEXT_HEADER = 1;

  /** Where the Next Header field of an IPv6 header lies. */
  private static final int V6_NEXT_HEADER_OFFSET = 6;

  private final NodeContext context;
  private final TcpConfig defaults;
  private final DatagramWriter writer;
  private final TcpLayer tcp;
  private final UdpLayer udp;
  private final EchoLayer echo;

  /** A transport layer with the default limits. */
  public TransportStack(NodeContext context, IpOutput output, TcpConfig defaults) {
    this(context, output, defaults, TransportLimits.DEFAULT);
  }

  /**
   * @param defaults what {@link #defaults} offers to the node's programs; its hop limit is that of
   *     resets, echo replies and ICMP errors
   */
  public TransportStack(
      NodeContext context, IpOutput output, TcpConfig defaults, TransportLimits limits) {
    this.context = context;
    this.defaults = defaults;
    this.writer = new DatagramWriter(context, output);
    this.tcp = new TcpLayer(writer, limits, defaults.hopLimit());
    this.udp = new UdpLayer(writer, limits.udpSockets());
    this.echo = new EchoLayer(writer, limits.echoSockets(), defaults.hopLimit());
  }

  /**
   * Takes a whole datagram that is addressed to this node, without its Ethernet header, and
   * accounts for it: consumed by a socket or dropped with a reason. Neighbor discovery does not
   * come here; "fragmentation needed" and Packet Too Big do, after the IP layer has learned from
   * them what {@link IpOutput#pathMtuBytes} says.
   */
  @Override
  public void deliver(Packet datagram) {
    IpHeader ip = datagram.ip();
    if (ip == null) {
      context.drop(datagram, CoreDrop.UNKNOWN_ETHERTYPE);
      return;
    }
    TransportHeader header = datagram.transport();
    if (header instanceof TcpHeader segment) {
      tcp.deliver(datagram, segment);
    } else if (header instanceof UdpHeader udpHeader) {
      if (!udp.deliver(datagram, ip, udpHeader)) {
        refuse(datagram, ip, true);
      }
    } else if (header instanceof IcmpHeader icmp) {
      deliverIcmp(datagram, ip, icmp);
    } else {
      refuse(datagram, ip, false);
    }
  }

  private void deliverIcmp(Packet datagram, IpHeader ip, IcmpHeader header) {
    if (header.isEchoRequest()) {
      echo.answer(datagram, ip, header);
    } else if (header.isEchoReply()) {
      echo.replied(datagram, header);
    } else if (header.isError() && datagram.payload() instanceof Quoted quoted) {
      deliverError(datagram, header, quoted.original());
    } else {
      context.drop(datagram, CoreDrop.NO_LISTENER, "icmp type " + header.type());
    }
  }

  /** RFC 1122 3.2.2: an error goes to the protocol and the socket whose datagram it quotes. */
  private void deliverError(Packet error, IcmpHeader header, Packet quoted) {
    IpHeader ip = quoted.ip();
    TransportHeader transport = ErrorMeaning.transportOf(quoted);
    boolean taken = false;
    if (ip != null && transport instanceof TcpHeader segment) {
      int port = segment.sourcePort();
      taken = tcp.isConnected(ip, segment);
      if (taken) {
        context.consumed(error, writer.label("tcp", port));
        tcp.failed(header, ip, segment);
      }
    } else if (ip != null && transport instanceof UdpHeader udpHeader) {
      taken = udp.failed(error, ip, udpHeader);
    } else if (transport instanceof IcmpHeader request) {
      taken = echo.failed(error, request);
    }
    if (!taken) {
      context.drop(error, CoreDrop.NO_CONNECTION, "an ICMP error about nothing that is open");
    }
  }

  /** Nothing takes the datagram: it is dropped, and its sender told (RFC 1122 3.2.2.1). */
  private void refuse(Packet datagram, IpHeader ip, boolean hasPort) {
    context.drop(datagram, CoreDrop.NO_LISTENER, what(datagram, ip));
    if (!writer.output().isLocal(ip.destination()) || !IcmpErrorPackets.mayReport(datagram)) {
      return;
    }
    boolean ipv6 = ip.source().isIpv6();
    IcmpHeader error =
        ipv6
            ? hasPort
                ? new IcmpHeader(true, IcmpHeader.V6_UNREACHABLE, V6_CODE_PORT, 0)
                : new IcmpHeader(
                    true, V6_PARAMETER_PROBLEM, V6_CODE_NEXT_HEADER, V6_NEXT_HEADER_OFFSET)
            : new IcmpHeader(
                false,
                IcmpHeader.V4_UNREACHABLE,
                hasPort ? IcmpHeader.V4_CODE_PORT : IcmpHeader.V4_CODE_PROTOCOL,
                0);
    Packet told =
        IcmpErrorPackets.about(datagram, error, ip.destination(), defaults.hopLimit(), context);
    context.created(told, "icmp");
    writer.output().send(told);
  }

  private String what(Packet datagram, IpHeader ip) {
    return datagram.transport() instanceof UdpHeader header
        ? writer.label("udp", header.destinationPort())
        : writer.label("protocol", ip.protocol());
  }

  /**
   * The programs died: the kernel closes their connections (FIN, or RST where data is unread) and
   * forgets their ports. No handler is called any more. New sockets may be opened afterwards.
   */
  public void crash() {
    udp.closeAll();
    echo.closeAll();
    tcp.crash();
  }

  /** The power is gone: everything is forgotten without a word, and no handler is called. */
  public void powerOff() {
    udp.closeAll();
    echo.closeAll();
    tcp.powerOff();
  }

  /** TCP connections in any state, TIME-WAIT included. */
  public int connectionCount() {
    return tcp.connectionCount();
  }

  @Override
  public TcpConfig defaults() {
    return defaults;
  }

  @Override
  public TcpSocket connect(
      TcpConfig config,
      @Nullable IpAddress local,
      int localPort,
      IpAddress remote,
      int remotePort,
      FlowTag tag,
      TcpHandler handler) {
    return tcp.connect(config, local, localPort, remote, remotePort, tag, handler);
  }

  @Override
  public AutoCloseable listen(
      TcpConfig config, @Nullable IpAddress local, int port, TcpAcceptor acceptor) {
    return tcp.listen(config, local, port, acceptor);
  }

  @Override
  public UdpSocket bindUdp(@Nullable IpAddress local, int port, UdpHandler handler) {
    return udp.bind(local, port, handler);
  }

  @Override
  public EchoSocket openEcho(EchoHandler handler) {
    return echo.open(handler);
  }
}
