package io.sdnsim.core.host;

import io.sdnsim.core.address.InterfaceAddress;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.device.LocalDeliveryHook;
import io.sdnsim.core.device.PacketInterceptor;
import io.sdnsim.core.engine.EventClass;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.l3.IpOutput;
import io.sdnsim.core.l3.RouteTable;
import io.sdnsim.core.link.Port;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.trace.Tracer;
import io.sdnsim.core.transport.CloseReason;
import io.sdnsim.core.transport.EchoHandler;
import io.sdnsim.core.transport.EchoSocket;
import io.sdnsim.core.transport.TcpAcceptor;
import io.sdnsim.core.transport.TcpConfig;
import io.sdnsim.core.transport.TcpHandler;
import io.sdnsim.core.transport.TcpSocket;
import io.sdnsim.core.transport.Transport;
import io.sdnsim.core.transport.UdpHandler;
import io.sdnsim.core.transport.UdpSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Hosts on a wire with a delay, with just enough of a transport layer to exercise programs: TCP
 * that delivers in order and tries again with backoff while the wire is cut, UDP, and ICMP echo.
 */
final class FakeWorld {
  final Simulation simulation = new Simulation(1);
  final Tracer tracer = new Tracer();
  final Map<IpAddress, Host> hosts = new TreeMap<>();
  final long delayPs;

  /** Rewrites a datagram on its way; null loses it. */
  UnaryOperator<@Nullable Packet> wire = packet -> packet;

  /** Extra delay of a datagram. */
  java.util.function.ToLongFunction<Packet> extraDelay = packet -> 0;

  boolean cut;
  private int nodes;

  FakeWorld(long delayPs) {
    this.delayPs = delayPs;
  }

  Host host(String address) {
    Host host = new Host(IpAddress.parse(address));
    hosts.put(host.address, host);
    return host;
  }

  void at(long timePs, Runnable action) {
    simulation.at(timePs, any().context.source(), EventClass.SCENARIO, action);
  }

  void run(long untilPs) {
    simulation.runUntil(untilPs);
  }

  private Host any() {
    return hosts.values().iterator().next();
  }

  final class Host implements IpNode, IpOutput, Transport {
    final IpAddress address;
    final NodeContext context;
    final List<LocalDeliveryHook> hooks = new ArrayList<>();
    final Map<Integer, Udp> udps = new TreeMap<>();
    final Map<Integer, Echo> echoes = new TreeMap<>();
    final Map<Integer, TcpAcceptor> listeners = new TreeMap<>();
    final List<Tcp> connections = new ArrayList<>();
    boolean answersEcho = true;
    private int nextPort = 40_000;

    Host(IpAddress address) {
      this.address = address;
      this.context = new NodeContext(simulation, tracer, nodes++, "host" + nodes);
    }

    @Override
    public void send(Packet datagram) {
      Packet onWire = cut ? null : wire.apply(datagram);
      if (onWire == null) {
        context.drop(datagram, CoreDrop.LINK_CUT);
        return;
      }
      IpHeader ip = onWire.ip();
      Host to = hosts.get(ip.destination());
      if (to == null) {
        context.drop(datagram, CoreDrop.NO_ROUTE);
        return;
      }
      long delay = delayPs + extraDelay.applyAsLong(datagram);
      simulation.at(
          simulation.nowPs() + delay, context.source(), EventClass.FRAME, () -> to.deliver(onWire));
    }

    /** Sends an ICMP error about a datagram, as a router of this address would. */
    void sendError(IpAddress router, int type, int code, Packet about) {
      Packet error =
          Packet.ip(
              Ipv4Header.of(router, about.ip().source(), 64, IpProtocol.ICMP),
              new IcmpHeader(false, type, code, 0),
              new Quoted(about, 28),
              context.newTag(null, 0));
      context.created(error, "test");
      send(error);
    }

    void deliver(Packet datagram) {
      for (LocalDeliveryHook hook : List.copyOf(hooks)) {
        if (hook.take(datagram)) {
          return;
        }
      }
      if (datagram.transport() instanceof UdpHeader udp
          && udps.get(udp.destinationPort()) != null) {
        Udp socket = udps.get(udp.destinationPort());
        context.consumed(datagram, "udp");
        socket.handler.received(socket, datagram);
      } else if (datagram.transport() instanceof UdpHeader) {
        context.drop(datagram, CoreDrop.NO_LISTENER);
        sendError(address, IcmpHeader.V4_UNREACHABLE, IcmpHeader.V4_CODE_PORT, datagram);
      } else if (datagram.transport() instanceof IcmpHeader icmp) {
        deliverIcmp(datagram, icmp);
      } else {
        context.drop(datagram, CoreDrop.NO_CONNECTION);
      }
    }

    private void deliverIcmp(Packet datagram, IcmpHeader icmp) {
      context.consumed(datagram, "icmp");
      if (icmp.isEchoRequest() && answersEcho) {
        FlowTag tag = datagram.tag().flow();
        Packet reply =
            Packet.ip(
                Ipv4Header.of(address, datagram.ip().source(), 64, IpProtocol.ICMP),
                new IcmpHeader(false, IcmpHeader.V4_ECHO_REPLY, 0, icmp.rest()),
                datagram.payload(),
                context.newTag(tag == null ? null : tag.reversed(), datagram.tag().number()));
        context.created(reply, "icmp");
        send(reply);
      } else if (icmp.isEchoReply() && echoes.get(icmp.echoIdentifier()) != null) {
        Echo socket = echoes.get(icmp.echoIdentifier());
        socket.handler.replied(socket, datagram);
      } else if (datagram.payload() instanceof Quoted quoted) {
        var about = quoted.original().transport();
        if (about instanceof UdpHeader udp && udps.get(udp.sourcePort()) != null) {
          Udp socket = udps.get(udp.sourcePort());
          socket.handler.failed(socket, datagram);
        } else if (about instanceof IcmpHeader echo && echoes.get(echo.echoIdentifier()) != null) {
          Echo socket = echoes.get(echo.echoIdentifier());
          socket.handler.failed(socket, datagram);
        }
      }
    }

    private int freePort(int wanted) {
      return wanted == 0 ? nextPort++ : wanted;
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
      Tcp client = new Tcp(this, freePort(localPort), remote, remotePort, tag, config, handler);
      connections.add(client);
      client.syn(config.synRetries(), SimTime.SECOND);
      return client;
    }

    @Override
    public AutoCloseable listen(
        TcpConfig config, @Nullable IpAddress local, int port, TcpAcceptor acceptor) {
      if (listeners.putIfAbsent(port, acceptor) != null) {
        throw new IllegalStateException("port " + port + " is taken");
      }
      return () -> listeners.remove(port);
    }

    @Override
    public UdpSocket bindUdp(@Nullable IpAddress local, int port, UdpHandler handler) {
      Udp socket = new Udp(this, freePort(port), handler);
      if (udps.putIfAbsent(socket.port, socket) != null) {
        throw new IllegalStateException("port " + port + " is taken");
      }
      return socket;
    }

    @Override
    public EchoSocket openEcho(EchoHandler handler) {
      Echo socket = new Echo(this, freePort(0), handler);
      echoes.put(socket.identifier, socket);
      return socket;
    }

    /** What the kernel does when the programs died. */
    void kernelClosesSockets() {
      List.copyOf(connections).forEach(Tcp::abandonedByProcess);
      listeners.clear();
      udps.clear();
      echoes.clear();
    }

    @Override
    public @Nullable IpAddress sourceFor(IpAddress destination) {
      return address;
    }

    @Override
    public int pathMtuBytes(IpAddress destination) {
      return 1500;
    }

    @Override
    public boolean isLocal(IpAddress candidate) {
      return candidate.equals(address);
    }

    @Override
    public NodeContext context() {
      return context;
    }

    @Override
    public Transport transport() {
      return this;
    }

    @Override
    public IpOutput output() {
      return this;
    }

    @Override
    public void addLocalDeliveryHook(LocalDeliveryHook hook) {
      hooks.add(hook);
    }

    @Override
    public void removeLocalDeliveryHook(LocalDeliveryHook hook) {
      hooks.remove(hook);
    }

    @Override
    public RouteTable routes() {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<InterfaceAddress> localAddresses() {
      return List.of();
    }

    @Override
    public void addInterceptor(PacketInterceptor interceptor) {}

    @Override
    public void removeInterceptor(PacketInterceptor interceptor) {}

    @Override
    public List<Port> ports() {
      return List.of();
    }

    @Override
    public void boot() {}

    @Override
    public void powerOff() {}

    @Override
    public void shutDown() {}

    @Override
    public void crashProcesses() {}

    @Override
    public void restartProcesses() {}

    @Override
    public int heldPackets() {
      return 0;
    }
  }

  static final class Udp implements UdpSocket {
    private final Host host;
    private final int port;
    private final UdpHandler handler;

    Udp(Host host, int port, UdpHandler handler) {
      this.host = host;
      this.port = port;
      this.handler = handler;
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
      Packet packet =
          Packet.ip(
              Ipv4Header.of(host.address, remote, hopLimit, IpProtocol.UDP),
              new UdpHeader(port, remotePort),
              payload,
              host.context.newTag(tag, number));
      host.context.created(packet, "udp");
      host.send(packet);
    }

    @Override
    public void close() {
      host.udps.remove(port);
    }
  }

  static final class Echo implements EchoSocket {
    private final Host host;
    private final int identifier;
    private final EchoHandler handler;

    Echo(Host host, int identifier, EchoHandler handler) {
      this.host = host;
      this.identifier = identifier;
      this.handler = handler;
    }

    @Override
    public int identifier() {
      return identifier;
    }

    @Override
    public void sendRequest(
        IpAddress remote,
        int sequence,
        int payloadBytes,
        FlowTag tag,
        int hopLimit,
        boolean dontFragment) {
      Packet packet =
          Packet.ip(
              Ipv4Header.of(host.address, remote, hopLimit, IpProtocol.ICMP),
              IcmpHeader.echoRequest(false, identifier, sequence),
              new BulkBytes(identifier, 0, payloadBytes),
              host.context.newTag(tag, sequence));
      host.context.created(packet, "icmp");
      host.send(packet);
    }

    @Override
    public void close() {
      host.echoes.remove(identifier);
    }
  }

  /** One end of a connection. */
  final class Tcp implements TcpSocket {
    private static final long FIRST_RTO_PS = 200 * SimTime.MILLISECOND;

    private final Host host;
    private final int localPort;
    private final IpAddress remote;
    private final int remotePort;
    private final FlowTag tag;
    private final TcpConfig config;
    private @Nullable TcpHandler handler;
    private @Nullable Tcp peer;
    private final ArrayDeque<Object> queue = new ArrayDeque<>();
    private boolean sending;
    private long unacknowledged;
    private boolean established;
    private boolean finSent;
    private boolean finReceived;
    private boolean gone;

    Tcp(
        Host host,
        int ownPort,
        IpAddress remote,
        int peersPort,
        FlowTag tag,
        TcpConfig config,
        @Nullable TcpHandler handler) {
      this.host = host;
      this.localPort = ownPort;
      this.remote = remote;
      this.remotePort = peersPort;
      this.tag = tag;
      this.config = config;
      this.handler = handler;
    }

    private void after(long delay, Runnable action) {
      simulation.at(simulation.nowPs() + delay, host.context.source(), EventClass.FRAME, action);
    }

    private void syn(int retries, long rtoPs) {
      if (gone) {
        return;
      }
      Host to = hosts.get(remote);
      if (cut || to == null) {
        after(
            rtoPs,
            () -> {
              if (retries == 0) {
                end(CloseReason.TIMED_OUT);
              } else {
                syn(retries - 1, rtoPs * 2);
              }
            });
        return;
      }
      after(delayPs, () -> synArrived(to));
    }

    private void synArrived(Host to) {
      TcpAcceptor acceptor = to.listeners.get(remotePort);
      Tcp server = new Tcp(to, remotePort, host.address, localPort, tag.reversed(), config, null);
      TcpHandler accepted = acceptor == null ? null : acceptor.accept(server);
      if (accepted == null) {
        after(delayPs, () -> end(CloseReason.REFUSED));
        return;
      }
      server.handler = accepted;
      server.peer = this;
      to.connections.add(server);
      after(
          delayPs,
          () -> {
            if (gone) {
              server.end(CloseReason.RESET);
              return;
            }
            peer = server;
            established = true;
            server.established = true;
            handler.connected(this);
            after(delayPs, () -> server.handshakeDone());
          });
    }

    private void handshakeDone() {
      if (!gone && handler != null) {
        handler.connected(this);
      }
    }

    @Override
    public void send(Payload data) {
      if (finSent) {
        throw new IllegalStateException("closed");
      }
      if (gone) {
        return;
      }
      queue.add(data);
      unacknowledged += data.lengthBytes();
      pump(FIRST_RTO_PS);
    }

    private void pump(long rtoPs) {
      if (sending || queue.isEmpty() || gone || peer == null) {
        return;
      }
      sending = true;
      if (cut) {
        after(
            rtoPs,
            () -> {
              sending = false;
              pump(rtoPs * 2);
            });
        return;
      }
      Object head = queue.remove();
      after(delayPs, () -> peer.arrived(head));
      after(2 * delayPs, () -> acknowledged(head));
    }

    private void acknowledged(Object head) {
      sending = false;
      if (gone) {
        return;
      }
      if (head instanceof Payload data) {
        unacknowledged -= data.lengthBytes();
        if (unacknowledged == 0 && handler != null) {
          handler.drained(this);
        }
      }
      pump(FIRST_RTO_PS);
      finishWhenDone();
    }

    private void arrived(Object item) {
      if (gone) {
        return;
      }
      if (item instanceof Payload data) {
        if (handler != null) {
          handler.received(this, data);
        }
      } else {
        finReceived = true;
        if (handler != null) {
          handler.peerClosed(this);
        } else {
          close();
        }
      }
      finishWhenDone();
    }

    private void finishWhenDone() {
      if (finSent && finReceived && queue.isEmpty() && !sending) {
        end(CloseReason.FINISHED);
      }
    }

    @Override
    public void close() {
      if (!finSent && !gone) {
        finSent = true;
        queue.add("FIN");
        pump(FIRST_RTO_PS);
      }
    }

    @Override
    public void abort() {
      Tcp other = peer;
      if (!gone && other != null && !cut) {
        after(delayPs, () -> other.end(CloseReason.RESET));
      }
      end(CloseReason.ABORTED);
    }

    void abandonedByProcess() {
      handler = null;
      close();
    }

    private void end(CloseReason reason) {
      if (gone) {
        return;
      }
      gone = true;
      established = false;
      host.connections.remove(this);
      if (handler != null) {
        handler.closed(this, reason);
      }
    }

    @Override
    public void pauseReading() {}

    @Override
    public void resumeReading() {}

    @Override
    public long unacknowledgedBytes() {
      return unacknowledged;
    }

    @Override
    public boolean isEstablished() {
      return established;
    }

    @Override
    public IpAddress localAddress() {
      return host.address;
    }

    @Override
    public int localPort() {
      return localPort;
    }

    @Override
    public IpAddress remoteAddress() {
      return remote;
    }

    @Override
    public int remotePort() {
      return remotePort;
    }

    @Override
    public FlowTag tag() {
      return tag;
    }
  }

  /** Packets over all nodes: created = consumed + dropped when nothing is in flight. */
  Map<String, Long> accounts() {
    long created = 0;
    long ended = 0;
    for (Host host : hosts.values()) {
      created += host.context.ledger().created();
      ended += host.context.ledger().consumed() + host.context.ledger().dropped();
    }
    Map<String, Long> accounts = new LinkedHashMap<>();
    accounts.put("created", created);
    accounts.put("ended", ended);
    return accounts;
  }
}
