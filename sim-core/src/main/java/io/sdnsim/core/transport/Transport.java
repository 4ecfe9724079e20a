package io.sdnsim.core.transport;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.FlowTag;
import org.jspecify.annotations.Nullable;

/** The sockets of one node (in one VRF). */
public interface Transport {
  /** The node's own TCP settings, for programs that have no wishes. */
  default TcpConfig defaults() {
    return TcpConfig.RFC;
  }

  /**
   * Opens a TCP connection (RFC 9293 3.10.1, active OPEN).
   *
   * @param local source address, or null for what routing chooses
   * @param localPort source port, or 0 for a free one
   * @param tag names the flow in traces
   */
  TcpSocket connect(
      TcpConfig config,
      @Nullable IpAddress local,
      int localPort,
      IpAddress remote,
      int remotePort,
      FlowTag tag,
      TcpHandler handler);

  /**
   * Listens for TCP connections (passive OPEN).
   *
   * @param local the address, or null for all of the node's
   * @param acceptor makes the handler of each new connection
   * @return closes the listener; open connections stay
   * @throws IllegalStateException when the port is taken
   */
  AutoCloseable listen(TcpConfig config, @Nullable IpAddress local, int port, TcpAcceptor acceptor);

  /**
   * Binds a UDP port.
   *
   * @param local the address, or null for all of the node's
   * @param port 0 for a free one
   * @throws IllegalStateException when the port is taken
   */
  UdpSocket bindUdp(@Nullable IpAddress local, int port, UdpHandler handler);

  /** Opens an ICMP or ICMPv6 echo endpoint with an identifier of its own, for ping. */
  EchoSocket openEcho(EchoHandler handler);
}
