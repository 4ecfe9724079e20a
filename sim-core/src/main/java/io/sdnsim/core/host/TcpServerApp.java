package io.sdnsim.core.host;

import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.device.NodeProcess;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.transport.CloseReason;
import io.sdnsim.core.transport.TcpHandler;
import io.sdnsim.core.transport.TcpSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server over TCP; answers one request after the other on each connection. */
public final class TcpServerApp implements NodeProcess {
  private static final int MAX_PIPELINED = 256;

  private final IpNode node;
  private final NodeContext context;
  private final TcpServerConfig config;
  private final FlowRegistry flows;
  private final List<AutoCloseable> listeners = new ArrayList<>();
  private final Map<Session, TcpSocket> sessions = new LinkedHashMap<>();
  private boolean alive;
  private long refused;
  private long malformed;

  public TcpServerApp(IpNode node, TcpServerConfig config, FlowRegistry flows) {
    this.node = node;
    this.context = node.context();
    this.config = config;
    this.flows = flows;
  }

  @Override
  public void start() {
    alive = true;
    for (int port : config.ports()) {
      listeners.add(node.transport().listen(config.tcp(), config.address(), port, this::accept));
    }
  }

  private @Nullable TcpHandler accept(TcpSocket socket) {
    if (!alive || sessions.size() >= config.maxConnections()) {
      refused++;
      return null;
    }
    Session session = new Session();
    sessions.put(session, socket);
    return session;
  }

  /** Connections refused because too many were open. */
  public long refused() {
    return refused;
  }

  /** Connections ended because what came was no request. */
  public long malformed() {
    return malformed;
  }

  @Override
  public void shutDown() {
    alive = false;
    for (AutoCloseable listener : listeners) {
      close(listener);
    }
    listeners.clear();
    List<TcpSocket> open = new ArrayList<>(sessions.values());
    sessions.keySet().forEach(Session::end);
    sessions.clear();
    open.forEach(TcpSocket::close);
  }

  private static void close(AutoCloseable listener) {
    try {
      listener.close();
    } catch (Exception e) {
      throw new IllegalStateException("a listener could not be closed", e);
    }
  }

  @Override
  public void crash() {
    alive = false;
    listeners.clear();
    sessions.keySet().forEach(Session::end);
    sessions.clear();
  }

  /** One connection. */
  private final class Session implements TcpHandler {
    private final HttpRequestReader reader =
        new HttpRequestReader(config.maxHeadBytes(), config.paths());
    private final ArrayDeque<Long> waiting = new ArrayDeque<>();
    private @Nullable MessageSender sender;
    private @Nullable Timer service;
    private boolean answering;
    private boolean clientDone;
    private boolean ended;

    @Override
    public void received(TcpSocket socket, Payload data) {
      FlowStats flow = flows.find(socket.tag());
      if (flow != null) {
        flow.bytesReceived(false, context.nowPs(), data.lengthBytes());
      }
      if (ended) {
        return;
      }
      if (!reader.accept(data, waiting::add) || waiting.size() > MAX_PIPELINED) {
        malformed++;
        finish();
        socket.abort();
        return;
      }
      answerNext(socket);
    }

    private void answerNext(TcpSocket socket) {
      while (!answering && !ended && !waiting.isEmpty()) {
        long responseBytes = waiting.remove();
        if (responseBytes >= HttpText.minResponseBytes()) {
          answering = true;
          serve(socket, responseBytes);
        }
      }
      if (clientDone && !answering && !ended) {
        finish();
        socket.close();
      }
    }

    private void serve(TcpSocket socket, long responseBytes) {
      if (config.serviceTimePs() == 0) {
        answer(socket, responseBytes);
        return;
      }
      if (service != null) {
        service.discard();
      }
      service = context.timer(() -> answer(socket, responseBytes));
      service.setAfter(config.serviceTimePs());
    }

    private void answer(TcpSocket socket, long responseBytes) {
      if (ended) {
        return;
      }
      if (sender == null) {
        sender = new MessageSender(context, socket, bytes -> count(socket, bytes), () -> {});
      }
      Bytes head = HttpText.responseHead(responseBytes);
      sender.send(head, responseBytes - head.lengthBytes());
      proceed(socket, sender);
    }

    @Override
    public void drained(TcpSocket socket) {
      if (!ended && sender != null) {
        sender.drained();
        proceed(socket, sender);
      }
    }

    private void proceed(TcpSocket socket, MessageSender writer) {
      if (answering && writer.isIdle()) {
        answering = false;
        answerNext(socket);
      }
    }

    private void count(TcpSocket socket, long bytes) {
      FlowStats flow = flows.find(socket.tag());
      if (flow != null) {
        flow.bytesSent(true, bytes);
      }
    }

    /** The client will ask no more, but still gets its answers. */
    @Override
    public void peerClosed(TcpSocket socket) {
      clientDone = true;
      answerNext(socket);
    }

    @Override
    public void closed(TcpSocket socket, CloseReason reason) {
      finish();
    }

    private void finish() {
      sessions.remove(this);
      end();
    }

    void end() {
      ended = true;
      if (sender != null) {
        sender.discard();
      }
      if (service != null) {
        service.discard();
        service = null;
      }
    }
  }
}
