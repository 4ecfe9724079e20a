package io.sdnsim.core.external;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.l3.IpOutput;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.FlowTag;
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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of a node some of whose neighbors are outside the simulation: TCP with those goes
 * through the {@link ExternalNetwork}, everything else through the simulated transport layer.
 */
final class ExternalTransport implements Transport {
  private final ExternalConnections connections;
  private final List<ExternalPeer> peers;
  private final NodeContext context;
  private final IpOutput output;
  private final Transport simulated;
  private final Map<Integer, Listener> listeners = new TreeMap<>();

  private record Listener(TcpConfig config, TcpAcceptor acceptor) {}

  ExternalTransport(
      ExternalConnections connections,
      List<ExternalPeer> peers,
      NodeContext context,
      IpOutput output,
      Transport simulated) {
    this.connections = connections;
    this.peers = peers;
    this.context = context;
    this.output = output;
    this.simulated = simulated;
  }

  NodeContext context() {
    return context;
  }

  ExternalConnections connections() {
    return connections;
  }

  @Override
  public TcpConfig defaults() {
    return simulated.defaults();
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
    ExternalPeer peer = peer(remote, remotePort);
    if (peer == null) {
      return simulated.connect(config, local, localPort, remote, remotePort, tag, handler);
    }
    int number = connections.newNumber();
    IpAddress source = local == null ? output.sourceFor(remote) : local;
    ExternalSocket socket =
        new ExternalSocket(
            this,
            number,
            source == null ? unspecified(remote) : source,
            localPort,
            remote,
            remotePort,
            tag,
            handler);
    if (source == null) {
      socket.fail(CloseReason.UNREACHABLE);
    } else {
      connections.add(socket);
      connections.network().connect(number, peer);
    }
    return socket;
  }

  private static IpAddress unspecified(IpAddress like) {
    return like.isIpv4() ? IpAddress.parse("0.0.0.0") : IpAddress.parse("::");
  }

  private @Nullable ExternalPeer peer(IpAddress neighbor, int port) {
    for (ExternalPeer peer : peers) {
      if (peer.neighbor().equals(neighbor) && peer.port() == port) {
        return peer;
      }
    }
    return null;
  }

  /**
   * Listens for simulated and for outside connections. Nobody within the simulation gets a
   * connection in the name of a neighbor that is outside.
   */
  @Override
  public AutoCloseable listen(
      TcpConfig config, @Nullable IpAddress local, int port, TcpAcceptor acceptor) {
    TcpAcceptor inside =
        new TcpAcceptor() {
          @Override
          public @Nullable TcpHandler accept(TcpSocket socket) {
            return peer(socket.remoteAddress(), port) == null ? acceptor.accept(socket) : null;
          }

          @Override
          public TcpConfig configFor(IpAddress remote, TcpConfig listener) {
            return acceptor.configFor(remote, listener);
          }
        };
    AutoCloseable listening = simulated.listen(config, local, port, inside);
    Listener listener = new Listener(config, acceptor);
    listeners.put(port, listener);
    return () -> {
      listeners.remove(port, listener);
      listening.close();
    };
  }

  @Override
  public UdpSocket bindUdp(@Nullable IpAddress local, int port, UdpHandler handler) {
    return simulated.bindUdp(local, port, handler);
  }

  @Override
  public EchoSocket openEcho(EchoHandler handler) {
    return simulated.openEcho(handler);
  }

  /** The peer opened a connection. A node that hangs or is off finds that out too late. */
  void accept(ExternalInput.Accepted accepted) {
    ExternalPeer peer = accepted.peer();
    Listener listener = listeners.get(peer.port());
    IpAddress given = peer.local();
    IpAddress local = given == null ? output.sourceFor(peer.neighbor()) : given;
    if (listener == null || local == null || !context.isRunning()) {
      connections.network().abort(accepted.connection());
      return;
    }
    ExternalSocket socket =
        new ExternalSocket(
            this,
            accepted.connection(),
            local,
            peer.port(),
            peer.neighbor(),
            accepted.remotePort(),
            new FlowTag("external:" + peer, -accepted.connection(), true),
            null);
    TcpHandler handler = listener.acceptor().accept(socket);
    if (handler == null) {
      connections.network().abort(accepted.connection());
      return;
    }
    connections.add(socket);
    socket.attach(handler);
    socket.happen(new ExternalInput.Connected(accepted.connection(), peer.port()));
  }

  /** The kernel closes the sockets of programs that died. */
  void crash() {
    listeners.clear();
    for (ExternalSocket socket : connections.socketsOf(this)) {
      socket.orphan();
    }
  }

  /** Everything is forgotten; the peers learn of it when the node answers again. */
  void powerOff() {
    listeners.clear();
    for (ExternalSocket socket : connections.socketsOf(this)) {
      socket.attach(null);
    }
  }

  /** The node boots anew, and knows nothing of the connections of its former life. */
  void reset() {
    for (ExternalSocket socket : connections.socketsOf(this)) {
      connections.remove(socket);
      connections.network().abort(socket.number());
    }
  }

  /** Calls once, as soon as the node runs. */
  void later(Runnable action) {
    Timer timer = context.timer(action);
    timer.setAfter(0);
  }
}
