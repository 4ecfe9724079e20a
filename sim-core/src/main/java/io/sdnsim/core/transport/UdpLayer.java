package io.sdnsim.core.transport;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.UdpHeader;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The UDP ports of one node (RFC 768). */
final class UdpLayer {
  private final DatagramWriter writer;
  private final int limit;
  private final Map<LocalPort, Endpoint> endpoints = new LinkedHashMap<>();
  private int nextPort;

  UdpLayer(DatagramWriter writer, int limit) {
    this.writer = writer;
    this.limit = limit;
  }

  UdpSocket bind(@Nullable IpAddress local, int port, UdpHandler handler) {
    if (endpoints.size() >= limit) {
      throw new IllegalStateException("more than " + limit + " UDP sockets");
    }
    LocalPort where = port == 0 ? freePort(local) : new LocalPort(local, LocalPort.check(port));
    if (endpoints.containsKey(where)) {
      throw new IllegalStateException("udp " + where + " is taken");
    }
    Endpoint endpoint = new Endpoint(where, handler);
    endpoints.put(where, endpoint);
    return endpoint;
  }

  private LocalPort freePort(@Nullable IpAddress local) {
    for (int tries = 0; tries < LocalPort.DYNAMIC_COUNT; tries++) {
      int port = LocalPort.FIRST_DYNAMIC + nextPort;
      nextPort = (nextPort + 1) % LocalPort.DYNAMIC_COUNT;
      LocalPort where = new LocalPort(local, port);
      // A wildcard socket would take what is meant for a socket of one address, and vice versa.
      if (!endpoints.containsKey(where) && !endpoints.containsKey(new LocalPort(null, port))) {
        return where;
      }
    }
    throw new IllegalStateException("no UDP port is free");
  }

  /**
   * Hands a datagram to the socket of its port.
   *
   * @return whether there is one
   */
  boolean deliver(Packet datagram, IpHeader ip, UdpHeader header) {
    Endpoint endpoint = find(ip.destination(), header.destinationPort());
    if (endpoint == null) {
      return false;
    }
    if (!endpoint.handler.forwards()) {
      writer.context().consumed(datagram, writer.label("udp", header.destinationPort()));
    }
    endpoint.handler.received(endpoint, datagram);
    return true;
  }

  /**
   * Tells the socket that sent a datagram of an ICMP error about it.
   *
   * @return whether there is one
   */
  boolean failed(Packet error, IpHeader quotedIp, UdpHeader quoted) {
    Endpoint endpoint = find(quotedIp.source(), quoted.sourcePort());
    if (endpoint == null) {
      return false;
    }
    writer.context().consumed(error, writer.label("udp", quoted.sourcePort()));
    endpoint.handler.failed(endpoint, error);
    return true;
  }

  private @Nullable Endpoint find(IpAddress local, int port) {
    Endpoint exact = endpoints.get(new LocalPort(local, port));
    return exact != null ? exact : endpoints.get(new LocalPort(null, port));
  }

  void closeAll() {
    endpoints.clear();
  }

  private final class Endpoint implements UdpSocket {
    private final LocalPort where;
    private final UdpHandler handler;

    private Endpoint(LocalPort where, UdpHandler handler) {
      this.where = where;
      this.handler = handler;
    }

    @Override
    public int localPort() {
      return where.port();
    }

    @Override
    public void send(
        IpAddress remote,
        int remotePort,
        Payload payload,
        @Nullable FlowTag tag,
        int number,
        int hopLimit) {
      if (endpoints.get(where) != this) {
        return;
      }
      writer.send(
          where.address(),
          remote,
          hopLimit,
          IpProtocol.UDP,
          false,
          new UdpHeader(where.port(), LocalPort.check(remotePort)),
          payload,
          tag,
          number,
          writer.label("udp", where.port()));
    }

    @Override
    public void close() {
      endpoints.remove(where, this);
    }

    @Override
    public String toString() {
      return "udp " + where;
    }
  }
}
