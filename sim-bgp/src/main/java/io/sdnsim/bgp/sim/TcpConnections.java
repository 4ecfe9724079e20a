package io.sdnsim.bgp.sim;

import io.sdnsim.bgp.speaker.BgpSpeaker;
import io.sdnsim.bgp.speaker.PeerTransport;
import io.sdnsim.bgp.speaker.SessionView;
import io.sdnsim.bgp.speaker.SpeakerEffect;
import io.sdnsim.bgp.speaker.SpeakerInput;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.transport.CloseReason;
import io.sdnsim.core.transport.TcpAcceptor;
import io.sdnsim.core.transport.TcpConfig;
import io.sdnsim.core.transport.TcpHandler;
import io.sdnsim.core.transport.TcpSocket;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The TCP connections of a speaker, which knows them by number, on a node's transport layer. */
final class TcpConnections {
  private final IpNode node;
  private final NodeContext context;
  private final BgpSpeaker speaker;
  private final Consumer<SpeakerInput> inputs;
  private final Map<Integer, Wire> wires = new TreeMap<>();
  private final Map<IpAddress, Integer> attempts = new TreeMap<>();
  private BgpMonitor monitor = BgpMonitor.NONE;
  private @Nullable AutoCloseable listening;
  private boolean running;

  /**
   * @param inputs is told what happens to connections
   */
  TcpConnections(IpNode node, BgpSpeaker speaker, Consumer<SpeakerInput> inputs) {
    this.node = node;
    this.context = node.context();
    this.speaker = speaker;
    this.inputs = inputs;
  }

  void setMonitor(BgpMonitor newMonitor) {
    monitor = newMonitor;
  }

  void listen() {
    running = true;
    listening =
        node.transport().listen(node.transport().defaults(), null, BgpMessage.PORT, new Acceptor());
  }

  void stopListening() {
    AutoCloseable open = listening;
    listening = null;
    if (open != null) {
      try {
        open.close();
      } catch (Exception e) {
        throw new IllegalStateException("a listener that can't be closed", e);
      }
    }
  }

  void connect(SpeakerEffect.Connect connect) {
    IpAddress remote = connect.remote();
    int attempt = attempts.merge(remote, 1, Integer::sum) - 1;
    Wire wire = new Wire(connect.connection(), false);
    TcpSocket socket =
        node.transport()
            .connect(
                config(connect.transport(), node.transport().defaults()),
                connect.local(),
                0,
                remote,
                BgpMessage.PORT,
                new FlowTag("bgp:" + context.name() + "-" + remote, attempt, false),
                wire);
    if (!wire.ended) {
      wire.use(socket);
    }
  }

  void send(int connection, Bytes data) {
    Wire wire = wires.get(connection);
    if (wire != null) {
      wire.send(data);
    }
  }

  /** Closes a connection behind what was sent on it. */
  void close(int connection) {
    Wire wire = wires.remove(connection);
    if (wire != null) {
      wire.close();
    }
  }

  void abort(int connection) {
    Wire wire = wires.remove(connection);
    if (wire != null) {
      wire.abort();
    }
  }

  void watchSending(int connection, long limitPs) {
    Wire wire = wires.get(connection);
    if (wire != null) {
      wire.watchSending(limitPs);
    }
  }

  /** The kernel closes what a process left open. */
  void closeAll() {
    running = false;
    new ArrayList<>(wires.keySet()).forEach(this::close);
  }

  /** Nothing is told any more. */
  void end() {
    running = false;
    wires.values().forEach(Wire::stopWatching);
    wires.clear();
  }

  private static TcpConfig config(PeerTransport transport, TcpConfig defaults) {
    return defaults
        .withHopLimit(transport.hopLimit())
        .withMinimumHopLimit(transport.minimumHopLimit())
        .withMd5Key(transport.md5Key());
  }

  /** Takes the connections of those who are expected, with TCP as the neighbor needs it. */
  private final class Acceptor implements TcpAcceptor {
    @Override
    public @Nullable TcpHandler accept(TcpSocket socket) {
      return running && speaker.accepts(socket.remoteAddress())
          ? new Wire(speaker.newConnection(), true)
          : null;
    }

    @Override
    public TcpConfig configFor(IpAddress remote, TcpConfig listener) {
      return config(speaker.transport(remote), listener);
    }
  }

  /** One connection, as the transport layer calls back about it. */
  private final class Wire implements TcpHandler {
    private final int connection;
    private final boolean incoming;
    private @Nullable TcpSocket socket;
    private @Nullable SendWatch sending;
    private boolean ended;

    Wire(int connection, boolean incoming) {
      this.connection = connection;
      this.incoming = incoming;
    }

    void use(TcpSocket used) {
      socket = used;
      wires.put(connection, this);
    }

    void send(Bytes data) {
      if (socket != null) {
        socket.send(data);
        if (sending != null) {
          sending.sent(data.lengthBytes());
        }
      }
    }

    void watchSending(long limitPs) {
      if (socket != null) {
        sending =
            new SendWatch(
                context,
                socket,
                limitPs,
                () -> inputs.accept(new SpeakerInput.SendStalled(connection)));
      }
    }

    void close() {
      stopWatching();
      if (socket != null && socket.isEstablished()) {
        socket.close();
      } else {
        abort();
      }
    }

    void abort() {
      stopWatching();
      if (socket != null) {
        socket.abort();
      }
    }

    void stopWatching() {
      if (sending != null) {
        sending.stop();
        sending = null;
      }
    }

    @Override
    public void connected(TcpSocket made) {
      if (!running) {
        return;
      }
      use(made);
      inputs.accept(
          incoming
              ? new SpeakerInput.ConnectionAccepted(
                  connection, made.localAddress(), made.remoteAddress())
              : new SpeakerInput.ConnectionOpened(connection, made.localAddress()));
    }

    @Override
    public void received(TcpSocket from, Payload data) {
      Bytes bytes = bytes(data);
      SessionView peer = speaker.session(from.remoteAddress());
      if (peer != null) {
        monitor.received(context.nowPs(), connection, from.localAddress(), peer, bytes);
      }
      inputs.accept(new SpeakerInput.Received(connection, bytes));
    }

    @Override
    public void peerClosed(TcpSocket by) {
      by.close();
      end("peer closed the connection");
    }

    @Override
    public void closed(TcpSocket gone, CloseReason reason) {
      end("connection " + reason.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }

    private void end(String why) {
      if (!ended) {
        ended = true;
        stopWatching();
        monitor.closed(connection);
        wires.remove(connection);
        inputs.accept(new SpeakerInput.ConnectionClosed(connection, why));
      }
    }
  }

  private static Bytes bytes(Payload data) {
    if (data instanceof Bytes bytes) {
      return bytes;
    }
    if (data instanceof BulkBytes bulk) {
      // Not what BGP sends; the decoder will say so.
      byte[] filled = new byte[bulk.lengthBytes()];
      bulk.copyTo(filled, 0);
      return Bytes.of(filled);
    }
    throw new IllegalArgumentException("TCP delivers bytes: " + data);
  }
}
