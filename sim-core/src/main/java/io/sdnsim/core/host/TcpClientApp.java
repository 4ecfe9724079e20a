package io.sdnsim.core.host;

import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.device.NodeProcess;
import io.sdnsim.core.engine.RandomStream;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.transport.CloseReason;
import io.sdnsim.core.transport.TcpHandler;
import io.sdnsim.core.transport.TcpSocket;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A client over TCP: opens connections by an arrival process and makes requests on each. Started
 * again after a crash or a reboot it goes on with the connections that were not yet opened; those
 * that were open have broken.
 */
public final class TcpClientApp implements NodeProcess {
  static final String PROCESS_ENDED = "PROCESS_ENDED";
  private static final String DEADLINE = "DEADLINE";
  private static final String PEER_CLOSED = "PEER_CLOSED";
  private static final String BAD_RESPONSE = "BAD_RESPONSE";

  private final IpNode node;
  private final NodeContext context;
  private final TcpClientConfig config;
  private final FlowStats stats;
  private final RandomStream random;
  private final TreeMap<Integer, Connection> open = new TreeMap<>();
  private final Timer arrival;
  private boolean alive;

  /**
   * @param stats from {@link TcpClientConfig#newStats}; the same object for every life of the
   *     client
   */
  public TcpClientApp(IpNode node, TcpClientConfig config, FlowStats stats) {
    this.node = node;
    this.context = node.context();
    this.config = config;
    this.stats = stats;
    // The number of connections so far makes another life draw other numbers.
    this.random = context.random("flow/" + config.flow() + "/arrivals/" + stats.nextConnection());
    this.arrival = context.timer(this::arrive);
  }

  @Override
  public void start() {
    alive = true;
    stats.abandonOpenConnections(context.nowPs());
    long firstPs = Math.max(context.nowPs(), config.schedule().startPs());
    if (config.schedule().arrivals() instanceof ArrivalProcess.ClosedLoop loop) {
      for (int user = 0; user < loop.users(); user++) {
        new User(loop).setAt(firstPs);
      }
    } else if (mayOpen(firstPs)) {
      arrival.setAt(firstPs);
    }
  }

  private boolean mayOpen(long timePs) {
    TcpClientConfig.Schedule schedule = config.schedule();
    boolean some = schedule.connections() == 0 || wanted() < schedule.connections();
    return alive && some && timePs < schedule.stopPs();
  }

  /** Connections that the arrival process asked for. */
  private int wanted() {
    return stats.nextConnection() + stats.connectionsNotOpened();
  }

  private void arrive() {
    if (!mayOpen(context.nowPs())) {
      return;
    }
    open(null);
    // A random distance has no upper bound.
    long nextPs = SimTime.plus(context.nowPs(), distancePs());
    if (mayOpen(nextPs)) {
      arrival.setAt(nextPs);
    }
  }

  private long distancePs() {
    ArrivalProcess process = config.schedule().arrivals();
    if (process instanceof ArrivalProcess.Constant constant) {
      return constant.intervalPs();
    }
    if (process instanceof ArrivalProcess.Poisson poisson) {
      return random.nextExponential(poisson.meanIntervalPs());
    }
    throw new IllegalStateException("no open loop: " + process);
  }

  private void open(@Nullable User user) {
    if (open.size() >= config.schedule().maxOpen()) {
      stats.connectionNotOpened();
      if (user != null) {
        user.ended(false);
      }
      return;
    }
    Connection connection = new Connection(stats.connectionOpened(context.nowPs()), user);
    open.put(connection.books.number(), connection);
    connection.open();
  }

  @Override
  public void shutDown() {
    alive = false;
    arrival.cancel();
    for (Connection connection : List.copyOf(open.values())) {
      connection.end(PROCESS_ENDED);
      connection.closeSocket();
    }
  }

  @Override
  public void crash() {
    alive = false;
    arrival.cancel();
    for (Connection connection : List.copyOf(open.values())) {
      connection.end(PROCESS_ENDED);
    }
  }

  /** One of the users of a closed loop. */
  private final class User {
    private final ArrivalProcess.ClosedLoop loop;
    private final Timer timer = context.timer(this::act);

    User(ArrivalProcess.ClosedLoop loop) {
      this.loop = loop;
    }

    void setAt(long timePs) {
      if (mayOpen(timePs)) {
        timer.setAt(timePs);
      }
    }

    private void act() {
      if (mayOpen(context.nowPs())) {
        open(this);
      }
    }

    void ended(boolean completed) {
      setAt(context.nowPs() + (completed ? loop.thinkPs() : loop.retryPs()));
    }
  }

  /** One connection and the requests on it. */
  private final class Connection implements TcpHandler {
    private final ConnectionStats books;
    private final @Nullable User user;
    private final TcpClientConfig.Work work = config.work();
    private @Nullable TcpSocket socket;
    private @Nullable MessageSender sender;
    private @Nullable Timer think;
    private @Nullable Timer deadline;
    private @Nullable Timer duration;
    private int requestsSent;
    private boolean outstanding;
    private boolean durationOver;
    private boolean ended;
    private long requestSentPs;
    private long responseMissing;

    Connection(ConnectionStats books, @Nullable User user) {
      this.books = books;
      this.user = user;
    }

    void open() {
      if (work.deadlinePs() > 0) {
        deadline = context.timer(this::deadlinePassed);
        deadline.setAfter(work.deadlinePs());
      }
      FlowTag tag = new FlowTag(config.flow(), books.number(), false);
      Endpoint target = config.target();
      TcpSocket opened =
          node.transport()
              .connect(
                  config.tcp(), null, sourcePort(), target.address(), target.port(), tag, this);
      if (!ended) {
        socket = opened;
      }
    }

    private int sourcePort() {
      return config.firstSourcePort() == 0 ? 0 : config.firstSourcePort() + books.number();
    }

    @Override
    public void connected(TcpSocket newSocket) {
      if (ended) {
        return;
      }
      socket = newSocket;
      books.established(context.nowPs());
      sender =
          new MessageSender(
              context,
              newSocket,
              bytes -> stats.bytesSent(false, bytes),
              () -> books.progressed(context.nowPs()));
      if (work.durationPs() > 0) {
        duration = context.timer(this::durationPassed);
        duration.setAfter(work.durationPs());
      }
      request(sender);
    }

    private void request(MessageSender writer) {
      requestsSent++;
      outstanding = true;
      requestSentPs = context.nowPs();
      responseMissing = work.responseBytes();
      stats.messageSent(requestSentPs);
      books.waiting(requestSentPs);
      Bytes head = HttpText.requestHead(work.requestBytes(), work.responseBytes());
      writer.send(head, work.requestBytes() - head.lengthBytes());
    }

    @Override
    public void drained(TcpSocket ofSocket) {
      if (ended || sender == null || !outstanding) {
        return;
      }
      books.progressed(context.nowPs());
      sender.drained();
      if (work.isUpload() && sender.isIdle() && (work.durationPs() == 0 || durationOver)) {
        answered();
      }
    }

    @Override
    public void received(TcpSocket ofSocket, Payload data) {
      if (ended) {
        return;
      }
      long nowPs = context.nowPs();
      stats.bytesReceived(true, nowPs, data.lengthBytes());
      books.progressed(nowPs);
      responseMissing -= data.lengthBytes();
      if (responseMissing < 0) {
        end(BAD_RESPONSE);
        ofSocket.abort();
      } else if (responseMissing == 0) {
        answered();
      }
    }

    private void answered() {
      long nowPs = context.nowPs();
      outstanding = false;
      stats.messageReceived(requestSentPs, nowPs);
      if (requestsSent == work.requests()) {
        end(null);
        closeSocket();
        return;
      }
      books.idle(nowPs);
      if (work.thinkPs() == 0) {
        nextRequest();
        return;
      }
      if (think == null) {
        think = context.timer(this::nextRequest);
      }
      think.setAfter(work.thinkPs());
    }

    private void nextRequest() {
      if (!ended && sender != null) {
        request(sender);
      }
    }

    private void durationPassed() {
      if (ended || sender == null) {
        return;
      }
      durationOver = true;
      sender.truncate();
      if (!work.isUpload()) {
        answered();
      } else if (socket != null && socket.unacknowledgedBytes() == 0) {
        answered();
      }
    }

    private void deadlinePassed() {
      TcpSocket current = socket;
      end(DEADLINE);
      if (current != null) {
        current.abort();
      }
    }

    @Override
    public void peerClosed(TcpSocket ofSocket) {
      end(PEER_CLOSED);
      ofSocket.close();
    }

    @Override
    public void closed(TcpSocket ofSocket, CloseReason reason) {
      end(reason.name());
      socket = null;
    }

    void closeSocket() {
      if (socket == null) {
        return;
      }
      // What is still queued or coming has no use after its time.
      if (durationOver) {
        socket.abort();
      } else {
        socket.close();
      }
    }

    /** The work is over; only the first call counts. A null reason means that it was done. */
    void end(@Nullable String reason) {
      if (ended) {
        return;
      }
      ended = true;
      open.remove(books.number());
      discardTimers();
      if (reason == null) {
        books.completed(context.nowPs());
      } else {
        books.broken(context.nowPs(), reason);
        if (outstanding) {
          stats.messageLost();
        }
      }
      if (user != null && alive) {
        user.ended(reason == null);
      }
    }

    private void discardTimers() {
      if (sender != null) {
        sender.discard();
      }
      discard(think);
      discard(deadline);
      discard(duration);
    }

    private static void discard(@Nullable Timer timer) {
      if (timer != null) {
        timer.discard();
      }
    }
  }
}
