package io.sdnsim.core.transport;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.l3.IpOutput;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.CoreDrop;
import org.jspecify.annotations.Nullable;

/** The transport layer of one node in one VRF: TCP, UDP and ICMP echo over an IP layer. */
public final class TransportStack implements Transport {
  private final NodeContext context;
  private final IpOutput output;
  private final TcpConfig defaults;
  private final TransportLimits limits;

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
    this.output = output;
    this.defaults = defaults;
    this.limits = limits;
  }

  /**
   * Takes a whole datagram that is addressed to this node, without its Ethernet header, and
   * accounts for it: consumed by a socket or dropped with a reason. The IP layer calls this after
   * it has itself looked at ICMP (path MTU); neighbor discovery does not come here.
   */
  public void deliver(Packet datagram) {
    context.drop(datagram, CoreDrop.NO_LISTENER);
  }

  /**
   * The programs died: the kernel closes their connections (FIN, or RST where data is unread) and
   * forgets their ports. No handler is called any more. New sockets may be opened afterwards.
   */
  public void crash() {}

  /** The power is gone: everything is forgotten without a word, and no handler is called. */
  public void powerOff() {}

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
    throw new UnsupportedOperationException(output + " " + limits);
  }

  @Override
  public AutoCloseable listen(
      TcpConfig config, @Nullable IpAddress local, int port, TcpAcceptor acceptor) {
    throw new UnsupportedOperationException();
  }

  @Override
  public UdpSocket bindUdp(@Nullable IpAddress local, int port, UdpHandler handler) {
    throw new UnsupportedOperationException();
  }

  @Override
  public EchoSocket openEcho(EchoHandler handler) {
    throw new UnsupportedOperationException();
  }
}
