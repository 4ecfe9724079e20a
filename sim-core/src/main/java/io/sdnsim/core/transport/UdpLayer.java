package io.sdnsim.core.transport;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.trace.CoreDrop;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The UDP ports of one node (RFC 768). */
final class UdpLayer {
  private final NodeContext context;
  private final DatagramWriter writer;
  private final int limit;

  /** Sockets by port, in chains: a packet finds its socket with few steps through memory. */
  private @Nullable Endpoint[] chains = new Endpoint[1];

  /** The socket, when there is but one: spares most packets the chains. */
  private @Nullable Endpoint only;

  private int count;
  private int nextPort;

  UdpLayer(DatagramWriter writer, int limit) {
    this.context = writer.context();
    this.writer = writer;
    this.limit = limit;
  }

  UdpSocket bind(@Nullable IpAddress local, int port, UdpHandler handler) {
    if (count >= limit) {
      throw new IllegalStateException("more than " + limit + " UDP sockets");
    }
    int bound = port == 0 ? freePort(local) : LocalPort.check(port);
    Endpoint endpoint = new Endpoint(local, bound, handler);
    if (isTaken(local, bound)) {
      throw new IllegalStateException(endpoint + " is taken");
    }
    insert(endpoint);
    return endpoint;
  }

  private int freePort(@Nullable IpAddress local) {
    for (int tries = 0; tries < LocalPort.DYNAMIC_COUNT; tries++) {
      int port = LocalPort.FIRST_DYNAMIC + nextPort;
      nextPort = (nextPort + 1) % LocalPort.DYNAMIC_COUNT;
      // A wildcard socket would take what is meant for a socket of one address, and vice versa.
      if (!isTaken(local, port) && !isTaken(null, port)) {
        return port;
      }
    }
    throw new IllegalStateException("no UDP port is free");
  }

  /**
   * Hands a datagram to the socket of its port, or drops it as damaged.
   *
   * @return false when there is no such socket
   */
  boolean deliver(Packet datagram, IpHeader ip, UdpHeader header) {
    if (header.checksumError() != 0) {
      // RFC 1122 4.1.3.4: discarded in silence, before anyone looks at its ports.
      context.drop(datagram, CoreDrop.BAD_UDP_CHECKSUM);
      return true;
    }
    Endpoint endpoint = find(ip.destination(), header.destinationPort());
    if (endpoint == null) {
      return false;
    }
    if (!header.checksumPresent()
        && ip.source().isIpv6()
        && !endpoint.handler.takesZeroChecksum()) {
      context.drop(datagram, CoreDrop.BAD_UDP_CHECKSUM, "none, over IPv6");
      return true;
    }
    if (!endpoint.handler.forwards()) {
      context.consumed(datagram, label(header.destinationPort()));
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
    context.consumed(error, label(quoted.sourcePort()));
    endpoint.handler.failed(endpoint, error);
    return true;
  }

  /** A socket of the address wins over one of all addresses. */
  private @Nullable Endpoint find(IpAddress local, int port) {
    Endpoint single = only;
    if (single != null) {
      return single.isFor(local, port) ? single : null;
    }
    Endpoint wildcard = null;
    for (Endpoint each = chains[chain(port)]; each != null; each = each.next) {
      if (each.port == port) {
        if (each.address == null) {
          wildcard = each;
        } else if (each.address.equals(local)) {
          return each;
        }
      }
    }
    return wildcard;
  }

  private String label(int port) {
    return context.isTracing() ? "udp " + port : "udp";
  }

  private boolean isTaken(@Nullable IpAddress local, int port) {
    for (Endpoint each = chains[chain(port)]; each != null; each = each.next) {
      if (each.port == port && Objects.equals(each.address, local)) {
        return true;
      }
    }
    return false;
  }

  private int chain(int port) {
    return port & (chains.length - 1);
  }

  private void insert(Endpoint endpoint) {
    if (++count > chains.length) {
      Endpoint[] old = chains;
      chains = new Endpoint[2 * old.length];
      for (Endpoint first : old) {
        for (Endpoint each = first; each != null; ) {
          Endpoint next = each.next;
          link(each);
          each = next;
        }
      }
    }
    link(endpoint);
    only = count == 1 ? endpoint : null;
  }

  private void link(Endpoint endpoint) {
    int chain = chain(endpoint.port);
    endpoint.next = chains[chain];
    chains[chain] = endpoint;
  }

  private void remove(Endpoint endpoint) {
    int chain = chain(endpoint.port);
    Endpoint before = null;
    for (Endpoint each = chains[chain]; each != null; each = each.next) {
      if (each == endpoint) {
        if (before == null) {
          chains[chain] = each.next;
        } else {
          before.next = each.next;
        }
        count--;
        only = null;
        return;
      }
      before = each;
    }
  }

  void closeAll() {
    for (Endpoint first : chains) {
      for (Endpoint each = first; each != null; each = each.next) {
        each.open = false;
      }
    }
    chains = new Endpoint[1];
    only = null;
    count = 0;
  }

  private final class Endpoint implements UdpSocket {
    private final @Nullable IpAddress address;
    private final int port;
    private final UdpHandler handler;
    private @Nullable Endpoint next;
    private boolean open = true;

    private Endpoint(@Nullable IpAddress address, int port, UdpHandler handler) {
      this.address = address;
      this.port = port;
      this.handler = handler;
    }

    private boolean isFor(IpAddress local, int toPort) {
      return port == toPort && (address == null || address.equals(local));
    }

    @Override
    public int localPort() {
      return port;
    }

    @Override
    public void send(
        IpAddress remote,
        int remotePort,
        Payload payload,
        @Nullable FlowTag tag,
        int number,
        int hopLimit) {
      if (!open) {
        return;
      }
      writer.send(
          address,
          remote,
          hopLimit,
          IpProtocol.UDP,
          false,
          new UdpHeader(port, LocalPort.check(remotePort)),
          payload,
          tag,
          number,
          label(port));
    }

    @Override
    public void close() {
      if (open) {
        open = false;
        remove(this);
      }
    }

    @Override
    public String toString() {
      return "udp " + new LocalPort(address, port);
    }
  }
}
