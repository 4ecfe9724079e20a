package io.sdnsim.core.transport;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.RandomStream;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.trace.CoreDrop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The TCP connections and listeners of one node. */
final class TcpLayer {
  /** The table whose rows are the connections. */
  static final String TABLE = "connections";

  /** RFC 9293 3.4.1: the clock of initial sequence numbers ticks every 4 microseconds. */
  private static final long ISN_TICK_PS = 4 * SimTime.MICROSECOND;

  private static final int VRF = 0;

  private record Pending(TcpEndpoint endpoint, TcpEffect effect) {}

  private final DatagramWriter writer;
  private final TransportLimits limits;
  private final int resetHopLimit;
  private final Map<FlowKey, TcpEndpoint> connections = new LinkedHashMap<>();
  private final Map<LocalPort, TcpListener> listeners = new LinkedHashMap<>();
  private final ArrayDeque<Pending> effects = new ArrayDeque<>();
  private final long portSecret;
  private final long sequenceSecret;
  private final long timestampSecret;
  private int nextPort;
  private boolean executing;

  TcpLayer(DatagramWriter writer, TransportLimits limits, int resetHopLimit) {
    this.writer = writer;
    this.limits = limits;
    this.resetHopLimit = resetHopLimit;
    RandomStream random = writer.context().random("tcp");
    this.portSecret = random.nextLong();
    this.sequenceSecret = random.nextLong();
    this.timestampSecret = random.nextLong();
  }

  NodeContext context() {
    return writer.context();
  }

  DatagramWriter writer() {
    return writer;
  }

  int connectionCount() {
    return connections.size();
  }

  // ---------------------------------------------------------------- effects

  void enqueue(TcpEndpoint endpoint, TcpEffect effect) {
    effects.addLast(new Pending(endpoint, effect));
  }

  /**
   * Executes what is queued, in order. What a user does when it is told something is queued behind,
   * so that effects never overtake one another.
   */
  void executeEffects() {
    if (executing) {
      return;
    }
    executing = true;
    try {
      Pending pending;
      while ((pending = effects.pollFirst()) != null) {
        pending.endpoint.execute(pending.effect);
      }
    } finally {
      executing = false;
      effects.clear();
    }
  }

  // ---------------------------------------------------------------- opening

  TcpSocket connect(
      TcpConfig config,
      @Nullable IpAddress wantedLocal,
      int wantedPort,
      IpAddress remote,
      int remotePort,
      FlowTag tag,
      TcpHandler handler) {
    LocalPort.check(remotePort);
    IpAddress source = wantedLocal == null ? writer.output().sourceFor(remote) : wantedLocal;
    IpAddress local = source == null ? DatagramWriter.unspecified(remote) : source;
    if (local.isIpv6() != remote.isIpv6()) {
      throw new IllegalArgumentException(local + " and " + remote + " differ in IP version");
    }
    boolean full = connections.size() >= limits.connections();
    FlowKey key = full ? null : freeKey(local, wantedPort, remote, remotePort);
    CloseReason failure = null;
    if (source == null) {
      failure = CloseReason.UNREACHABLE;
    } else if (key == null) {
      failure = CloseReason.EXHAUSTED;
    }
    if (key == null) {
      key = new FlowKey(VRF, local, remote, IpProtocol.TCP, wantedPort, remotePort);
    }
    TcpEndpoint endpoint = endpoint(config, key, tag);
    endpoint.attach(handler);
    if (failure == null) {
      connections.put(key, endpoint);
      endpoint.on(new TcpInput.Connect());
    } else {
      endpoint.failLater(failure);
    }
    return endpoint;
  }

  private TcpEndpoint endpoint(TcpConfig config, FlowKey key, FlowTag tag) {
    FlowKey hosts = new FlowKey(VRF, key.source(), key.destination(), IpProtocol.TCP, 0, 0);
    // RFC 6528 3: ISN = M + F(connection, secret).
    int sequence = (int) (context().nowPs() / ISN_TICK_PS) + (int) key.hash(sequenceSecret);
    TcpSetup setup =
        new TcpSetup(
            key.sourcePort(),
            key.destinationPort(),
            key.source().isIpv6(),
            writer.output().pathMtuBytes(key.destination()) - signatureBytes(config),
            sequence,
            (int) hosts.hash(timestampSecret));
    return new TcpEndpoint(this, config, setup, key, tag);
  }

  private static int signatureBytes(TcpConfig config) {
    return config.md5Key().isEmpty() ? 0 : TcpMd5.OPTION_BYTES;
  }

  /** A key with the wanted port, or with a free one (RFC 6056 3.3.3); null when it is taken. */
  private @Nullable FlowKey freeKey(
      IpAddress local, int wantedPort, IpAddress remote, int remotePort) {
    if (wantedPort != 0) {
      FlowKey key =
          new FlowKey(VRF, local, remote, IpProtocol.TCP, LocalPort.check(wantedPort), remotePort);
      return connections.containsKey(key) ? null : key;
    }
    FlowKey remoteEnd = new FlowKey(VRF, local, remote, IpProtocol.TCP, 0, remotePort);
    int offset = (int) (remoteEnd.hash(portSecret) >>> 1) & Integer.MAX_VALUE;
    for (int tries = 0; tries < LocalPort.DYNAMIC_COUNT; tries++) {
      int step = (int) (((long) offset + nextPort++) % LocalPort.DYNAMIC_COUNT);
      nextPort &= Integer.MAX_VALUE;
      int port = LocalPort.FIRST_DYNAMIC + step;
      FlowKey key = new FlowKey(VRF, local, remote, IpProtocol.TCP, port, remotePort);
      if (!connections.containsKey(key)) {
        return key;
      }
    }
    return null;
  }

  AutoCloseable listen(
      TcpConfig config, @Nullable IpAddress local, int port, TcpAcceptor acceptor) {
    LocalPort where = new LocalPort(local, LocalPort.check(port));
    if (listeners.containsKey(where)) {
      throw new IllegalStateException("tcp " + where + " is taken");
    }
    if (listeners.size() >= limits.listeners()) {
      throw new IllegalStateException("more than " + limits.listeners() + " listeners");
    }
    TcpListener listener = new TcpListener(config, acceptor);
    listeners.put(where, listener);
    return () -> listeners.remove(where, listener);
  }

  void remove(TcpEndpoint endpoint) {
    connections.remove(endpoint.key(), endpoint);
  }

  // ---------------------------------------------------------------- segments

  void deliver(Packet datagram, TcpHeader header) {
    FlowKey key = FlowKey.of(VRF, datagram).reversed();
    TcpEndpoint endpoint = connections.get(key);
    if (endpoint != null && !isTrusted(datagram, header, key, endpoint.config())) {
      return;
    }
    if (endpoint != null && endpoint.machine().mayBeReplacedBy(header)) {
      endpoint.discardTimers();
      remove(endpoint);
      endpoint = null;
    }
    if (endpoint != null) {
      endpoint.arrived(datagram, header);
    } else if (header.has(TcpHeader.SYN)
        && !header.has(TcpHeader.ACK)
        && !header.has(TcpHeader.RST)) {
      accept(datagram, key, header);
    } else {
      refuse(datagram, key, header, CoreDrop.NO_CONNECTION, null);
    }
  }

  private void accept(Packet datagram, FlowKey key, TcpHeader header) {
    TcpListener listener = listeners.get(new LocalPort(key.source(), key.sourcePort()));
    if (listener == null) {
      listener = listeners.get(new LocalPort(null, key.sourcePort()));
    }
    if (listener == null || !writer.output().isLocal(key.source())) {
      // RFC 1122 4.2.3.10: a SYN to a group opens nothing.
      refuse(datagram, key, header, CoreDrop.NO_LISTENER, null);
    } else if (connections.size() >= limits.connections()) {
      context().drop(datagram, CoreDrop.CONNECTIONS_FULL);
    } else if (listener.halfOpen() >= limits.backlog()) {
      context().drop(datagram, CoreDrop.BACKLOG_FULL);
    } else {
      accept(datagram, key, header, listener);
    }
  }

  /** Whether a segment is near enough and rightly signed; it is dropped otherwise. */
  private boolean isTrusted(Packet datagram, TcpHeader header, FlowKey key, TcpConfig config) {
    IpHeader ip = datagram.ip();
    if (ip != null && ip.hopLimit() < config.minimumHopLimit()) {
      String detail = "TTL " + ip.hopLimit() + ", at least " + config.minimumHopLimit();
      context().drop(datagram, CoreDrop.TTL_SECURITY, detail);
      return false;
    }
    String fault = TcpMd5.fault(key.reversed(), header, datagram.payload(), config.md5Key());
    if (fault != null) {
      // RFC 2385 2: dropped, and the sender gets no answer.
      context().drop(datagram, CoreDrop.BAD_SIGNATURE, fault);
      return false;
    }
    return true;
  }

  private void accept(Packet datagram, FlowKey key, TcpHeader header, TcpListener listener) {
    TcpConfig config = listener.acceptor().configFor(key.destination(), listener.config());
    if (!isTrusted(datagram, header, key, config)) {
      return;
    }
    FlowTag arriving = datagram.tag().flow();
    FlowTag tag =
        arriving == null ? new FlowTag("tcp:" + key.sourcePort(), 0, true) : arriving.reversed();
    TcpEndpoint endpoint = endpoint(config, key, tag);
    endpoint.countAt(listener);
    connections.put(key, endpoint);
    endpoint.on(new TcpInput.Listen());
    TcpHandler handler = listener.acceptor().accept(endpoint);
    if (handler == null) {
      listener.halfOpenEnded();
      remove(endpoint);
      refuse(datagram, key, header, CoreDrop.NO_LISTENER, "refused by the program");
      return;
    }
    endpoint.attach(handler);
    endpoint.arrived(datagram, header);
  }

  /** RFC 9293 3.10.7.1: a segment that belongs to nothing is answered with a reset. */
  private void refuse(
      Packet datagram, FlowKey key, TcpHeader header, CoreDrop reason, @Nullable String detail) {
    context().drop(datagram, reason, detail);
    // RFC 1122 4.2.3.10: never answer what was sent to a group.
    if (header.has(TcpHeader.RST) || !writer.output().isLocal(key.source())) {
      return;
    }
    boolean hasAck = header.has(TcpHeader.ACK);
    int length =
        datagram.payload().lengthBytes()
            + (header.has(TcpHeader.SYN) ? 1 : 0)
            + (header.has(TcpHeader.FIN) ? 1 : 0);
    TcpHeader reset =
        new TcpHeader(
            key.sourcePort(),
            key.destinationPort(),
            hasAck ? header.acknowledgment() : 0,
            hasAck ? 0 : header.sequence() + length,
            hasAck ? TcpHeader.RST : TcpHeader.RST | TcpHeader.ACK,
            0,
            0,
            TcpOptions.NONE);
    FlowTag arriving = datagram.tag().flow();
    writer.send(
        key.source(),
        key.destination(),
        resetHopLimit,
        IpProtocol.TCP,
        true,
        reset,
        Payload.EMPTY,
        arriving == null ? null : arriving.reversed(),
        datagram.tag().number(),
        writer.label("tcp", key.sourcePort()));
  }

  // ---------------------------------------------------------------- ICMP

  /** Whether a segment that ICMP quotes was sent by one of our connections. */
  boolean isConnected(IpHeader quotedIp, TcpHeader quoted) {
    return connections.containsKey(quotedKey(quotedIp, quoted));
  }

  private static FlowKey quotedKey(IpHeader ip, TcpHeader header) {
    return new FlowKey(
        VRF,
        ip.source(),
        ip.destination(),
        IpProtocol.TCP,
        header.sourcePort(),
        header.destinationPort());
  }

  /** An ICMP error quotes a segment. */
  void failed(IcmpHeader error, IpHeader quotedIp, TcpHeader quoted) {
    FlowKey key = quotedKey(quotedIp, quoted);
    TcpEndpoint endpoint = connections.get(key);
    if (endpoint == null) {
      return;
    }
    if (ErrorMeaning.isTooBig(error)) {
      // The IP layer has learned from the report by now, and knows what not to believe.
      int mtu = writer.output().pathMtuBytes(key.destination());
      int usable = mtu - signatureBytes(endpoint.config());
      endpoint.on(new TcpInput.PathMtu(usable, quoted.sequence()));
    } else if (ErrorMeaning.isUnreachable(error)) {
      endpoint.on(new TcpInput.Unreachable(ErrorMeaning.isHard(error), quoted.sequence()));
    }
  }

  // ---------------------------------------------------------------- the end

  void crash() {
    listeners.clear();
    for (TcpEndpoint endpoint : List.copyOf(connections.values())) {
      endpoint.attach(null);
      endpoint.on(new TcpInput.Orphan());
    }
  }

  void powerOff() {
    List<TcpEndpoint> all = new ArrayList<>(connections.values());
    listeners.clear();
    connections.clear();
    effects.clear();
    for (TcpEndpoint endpoint : all) {
      endpoint.attach(null);
      endpoint.discardTimers();
    }
  }
}
