package io.sdnsim.bgp.sim;

import io.sdnsim.bgp.policy.PolicyRoute.Protocol;
import io.sdnsim.bgp.rib.Destination;
import io.sdnsim.bgp.rib.InstalledRoute;
import io.sdnsim.bgp.rib.Path;
import io.sdnsim.bgp.session.BgpState;
import io.sdnsim.bgp.speaker.BgpConfig;
import io.sdnsim.bgp.speaker.BgpSpeaker;
import io.sdnsim.bgp.speaker.MalformedUpdateView;
import io.sdnsim.bgp.speaker.PathView;
import io.sdnsim.bgp.speaker.PeerTransport;
import io.sdnsim.bgp.speaker.PolicyChange;
import io.sdnsim.bgp.speaker.SessionView;
import io.sdnsim.bgp.speaker.SpeakerEffect;
import io.sdnsim.bgp.speaker.SpeakerInput;
import io.sdnsim.bgp.speaker.TimerKey;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.device.NodeProcess;
import io.sdnsim.core.device.ProcessFactory;
import io.sdnsim.core.engine.RandomStream;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.l3.NextHop;
import io.sdnsim.core.l3.Route;
import io.sdnsim.core.l3.RouteSource;
import io.sdnsim.core.l3.RouteTable;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The BGP process of a simulated node: gives a {@link BgpSpeaker} the node's TCP, timers and route
 * table, and tells the tables {@code bgp} and {@code sessions}.
 */
public final class BgpProcess implements NodeProcess {
  public static final RouteSource EBGP = new RouteSource("bgp", 20);
  public static final RouteSource IBGP = new RouteSource("bgp", 200);

  private final IpNode node;
  private final NodeContext context;
  private final RouteTable table;
  private final BgpSpeaker speaker;
  private final NextHopTracker nextHops;
  private final RandomStream random;
  private final PathWatch paths;
  private final RouteTable.Listener listener = this::routeChanged;
  private final ArrayDeque<SpeakerInput> inputs = new ArrayDeque<>();
  private final Map<TimerKey, Timer> timers = new TreeMap<>();
  private final Map<Integer, Wire> wires = new TreeMap<>();
  private final Map<IpAddress, Integer> attempts = new TreeMap<>();
  private final TreeSet<Prefix> originated = new TreeSet<>();
  private final TreeSet<Prefix> networks;
  private @Nullable PolicyChange policyChange;
  private @Nullable AutoCloseable listening;
  private BgpMonitor monitor = BgpMonitor.NONE;
  private @Nullable InstalledRoute latestInstalled;
  private List<NextHop> latestHops = List.of();
  private boolean running;
  private boolean busy;

  public BgpProcess(IpNode node, BgpConfig config) {
    this.node = node;
    this.context = node.context();
    this.table = node.routes();
    this.speaker = new BgpSpeaker(config);
    this.nextHops = new NextHopTracker(table, config.resolveViaDefault());
    this.random = context.random("bgp");
    this.paths = new PathWatch(node, neighbor -> submit(new SpeakerInput.PathDown(neighbor)));
    this.networks = new TreeSet<>(config.networks());
  }

  /** Makes the process for each start of a node. */
  public static ProcessFactory factory(BgpConfig config) {
    return node -> new BgpProcess(node, config);
  }

  /**
   * Makes the process for each start of a node.
   *
   * @param made is given each process before it starts, to ask and to steer it
   */
  public static ProcessFactory factory(BgpConfig config, Consumer<BgpProcess> made) {
    return node -> {
      BgpProcess process = new BgpProcess(node, config);
      made.accept(process);
      return process;
    };
  }

  /** Lets someone look on; before the start. */
  public void setMonitor(BgpMonitor newMonitor) {
    monitor = newMonitor;
  }

  /** The speaker, to look at only. */
  public BgpSpeaker speaker() {
    return speaker;
  }

  /** Originates a prefix, whatever the route table holds; before or after the start. */
  public void originate(Prefix prefix) {
    if (originated.add(prefix)) {
      submit(new SpeakerInput.Originate(prefix));
    }
  }

  /** Undoes {@link #originate}. */
  public void withdraw(Prefix prefix) {
    if (originated.remove(prefix)) {
      submit(new SpeakerInput.Withdraw(prefix));
    }
  }

  /** Changes the policy, before or after the start. */
  public void changePolicy(PolicyChange change) {
    policyChange = change;
    submit(new SpeakerInput.ChangePolicy(change));
  }

  /**
   * Replaces the configured networks of the running process; the next start of the node has the
   * configuration's again.
   */
  public void setNetworks(Collection<Prefix> prefixes) {
    TreeSet<Prefix> former = new TreeSet<>(networks);
    networks.clear();
    networks.addAll(prefixes);
    for (Prefix prefix : former) {
      if (!networks.contains(prefix)) {
        submit(new SpeakerInput.NetworkChanged(prefix, false));
      }
    }
    for (Prefix prefix : networks) {
      if (!former.contains(prefix)) {
        boolean present = !speaker.config().importCheck() || isNetworkPresent(prefix);
        submit(new SpeakerInput.NetworkChanged(prefix, present));
      }
    }
  }

  /** A route that BGP itself brought does not count, or two routers would keep it alive. */
  private boolean isNetworkPresent(Prefix prefix) {
    Route route = table.exact(prefix);
    return route != null && !route.source().name().equals(EBGP.name());
  }

  public boolean isEstablished(IpAddress neighbor) {
    SessionView view = speaker.session(neighbor);
    return view != null && view.state() == BgpState.ESTABLISHED;
  }

  /** The session with a neighbor, or null for no neighbor. */
  public @Nullable SessionView session(IpAddress neighbor) {
    return speaker.session(neighbor);
  }

  /** All sessions by neighbor's address. */
  public List<SessionView> sessions() {
    return speaker.sessions();
  }

  /** Ends a neighbor's session with Cease, Administrative Reset; it comes up again by itself. */
  public void reset(IpAddress neighbor) {
    submit(new SpeakerInput.AdminReset(neighbor));
  }

  /** Ends a neighbor's session with Cease, Administrative Shutdown, until {@link #up}. */
  public void down(IpAddress neighbor) {
    submit(new SpeakerInput.AdminDown(neighbor));
  }

  /** Undoes {@link #down}. */
  public void up(IpAddress neighbor) {
    submit(new SpeakerInput.AdminUp(neighbor));
  }

  @Override
  public void start() {
    running = true;
    listening =
        node.transport().listen(node.transport().defaults(), null, BgpMessage.PORT, new Acceptor());
    table.addListener(listener);
    submit(new SpeakerInput.Start());
    originated.forEach(prefix -> submit(new SpeakerInput.Originate(prefix)));
    PolicyChange change = policyChange;
    if (change != null) {
      submit(new SpeakerInput.ChangePolicy(change));
    }
    table.bestRoutes().forEach(route -> routeChanged(route.prefix()));
  }

  private static TcpConfig tcp(PeerTransport transport, TcpConfig defaults) {
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
      return tcp(speaker.transport(remote), listener);
    }
  }

  @Override
  public void shutDown() {
    submit(new SpeakerInput.ShutDown());
    paths.unwatchAll();
    end();
    AutoCloseable open = listening;
    if (open != null) {
      close(open);
    }
  }

  @Override
  public void crash() {
    // The kernel's side of it: routes of a dead daemon don't stay.
    for (Destination destination : speaker.locRib().destinations()) {
      InstalledRoute route = destination.installed();
      if (route != null) {
        table.withdraw(source(route), destination.prefix());
      }
      for (Path path : destination.paths()) {
        context.tableChanged("bgp", key(destination.prefix(), path.source().text()), null);
      }
    }
    for (SessionView view : speaker.sessions()) {
      context.tableChanged("sessions", view.neighbor().toString(), null);
    }
    end();
  }

  private void end() {
    running = false;
    inputs.clear();
    table.removeListener(listener);
    timers.values().forEach(Timer::discard);
    timers.clear();
    wires.values().forEach(Wire::stopWatching);
    wires.clear();
  }

  private static void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      throw new IllegalStateException("a listener that can't be closed", e);
    }
  }

  /** Queues an input, for it may come from within an effect, and takes what is queued in. */
  private void submit(SpeakerInput input) {
    if (!running) {
      return;
    }
    inputs.add(input);
    if (busy) {
      return;
    }
    busy = true;
    List<SpeakerEffect> effects = new ArrayList<>();
    SpeakerInput next;
    while ((next = inputs.poll()) != null) {
      speaker.on(context.nowPs(), next, effects::add);
      for (SpeakerEffect effect : effects) {
        execute(effect);
      }
      effects.clear();
    }
    busy = false;
  }

  private void execute(SpeakerEffect effect) {
    if (effect instanceof SpeakerEffect.Send send) {
      Wire wire = wires.get(send.connection());
      if (wire != null) {
        wire.send(send.data());
      }
    } else if (effect instanceof SpeakerEffect.SetTimer set) {
      setTimer(set);
    } else if (effect instanceof SpeakerEffect.CancelTimer cancel) {
      Timer timer = timers.remove(cancel.key());
      if (timer != null) {
        timer.discard();
      }
    } else if (effect instanceof SpeakerEffect.InstallRoute install) {
      install(install.prefix(), install.route());
    } else if (effect instanceof SpeakerEffect.RemoveRoute remove) {
      table.withdraw(source(remove.route()), remove.prefix());
    } else if (effect instanceof SpeakerEffect.PathsChanged changed) {
      pathsChanged(changed.prefix());
    } else if (effect instanceof SpeakerEffect.PathRemoved removed) {
      if (context.isTracing()) {
        context.tableChanged("bgp", key(removed.prefix(), removed.peer()), null);
      }
    } else if (effect instanceof SpeakerEffect.SessionChanged changed) {
      SessionView view = changed.view();
      monitor.sessionChanged(context.nowPs(), view);
      context.tableChanged("sessions", view.neighbor().toString(), () -> row(view));
    } else if (effect instanceof SpeakerEffect.MalformedUpdate malformed) {
      MalformedUpdateView view = malformed.view();
      context.tableChanged("update-errors", view.key(), () -> row(view));
    } else if (effect instanceof SpeakerEffect.TrackNextHop track) {
      inputs.addFirst(nextHops.track(track.address()));
    } else if (effect instanceof SpeakerEffect.UntrackNextHop untrack) {
      nextHops.untrack(untrack.address());
    } else if (effect instanceof SpeakerEffect.Connect connect) {
      connect(connect);
    } else if (effect instanceof SpeakerEffect.Close close) {
      close(close.connection());
    } else if (effect instanceof SpeakerEffect.Abort abort) {
      Wire wire = wires.remove(abort.connection());
      if (wire != null) {
        wire.abort();
      }
    } else if (effect instanceof SpeakerEffect.WatchSending watch) {
      Wire wire = wires.get(watch.connection());
      if (wire != null) {
        wire.watchSending(watch.limitPs());
      }
    } else if (effect instanceof SpeakerEffect.WatchPath watch) {
      paths.watch(watch);
    } else if (effect instanceof SpeakerEffect.UnwatchPath unwatch) {
      paths.unwatch(unwatch.neighbor());
    } else {
      throw new AssertionError(effect);
    }
  }

  private void setTimer(SpeakerEffect.SetTimer set) {
    TimerKey key = set.key();
    Timer timer = timers.get(key);
    if (timer == null) {
      timer = context.timer(() -> submit(new SpeakerInput.TimerExpired(key)));
      timers.put(key, timer);
    }
    long durationPs = set.durationPs();
    // RFC 4271 10: a random factor from 0.75 to 1.
    long jitterPs = set.jittered() ? random.nextLong(durationPs / 4 + 1) : 0;
    timer.setAfter(durationPs - jitterPs);
  }

  private void connect(SpeakerEffect.Connect connect) {
    IpAddress remote = connect.remote();
    int attempt = attempts.merge(remote, 1, Integer::sum) - 1;
    Wire wire = new Wire(connect.connection(), false);
    TcpSocket socket =
        node.transport()
            .connect(
                tcp(connect.transport(), node.transport().defaults()),
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

  private void close(int connection) {
    Wire wire = wires.remove(connection);
    if (wire != null) {
      wire.close();
    }
  }

  private void install(Prefix prefix, InstalledRoute route) {
    if (!route.equals(latestInstalled)) {
      latestInstalled = route;
      // A copy that Route takes as it is.
      latestHops = List.copyOf(route.nextHops().stream().map(NextHop::via).toList());
    }
    table.offer(new Route(prefix, source(route), route.metric(), latestHops));
  }

  private static RouteSource source(InstalledRoute route) {
    return route.external() ? EBGP : IBGP;
  }

  /** What the route table has to say that the speaker asked for. */
  private void routeChanged(Prefix prefix) {
    if (!running) {
      return;
    }
    nextHops.routeChanged(prefix).forEach(this::submit);
    BgpConfig config = speaker.config();
    boolean isNetwork = config.importCheck() && networks.contains(prefix);
    boolean redistributes = config.redistributeConnected() || config.redistributeStatic();
    if (!isNetwork && !redistributes) {
      return;
    }
    if (isNetwork) {
      submit(new SpeakerInput.NetworkChanged(prefix, isNetworkPresent(prefix)));
    }
    if (redistributes) {
      Route route = table.exact(prefix);
      Protocol from = route == null ? null : redistributed(config, route.source().name());
      submit(new SpeakerInput.RedistributedChanged(prefix, from));
    }
  }

  private static @Nullable Protocol redistributed(BgpConfig config, String source) {
    if (config.redistributeConnected() && source.equals(RouteSource.CONNECTED.name())) {
      return Protocol.CONNECTED;
    }
    boolean taken = config.redistributeStatic() && source.equals(RouteSource.STATIC.name());
    return taken ? Protocol.STATIC : null;
  }

  private void pathsChanged(Prefix prefix) {
    if (!context.isTracing()) {
      return;
    }
    for (PathView view : speaker.paths(prefix)) {
      context.tableChanged("bgp", key(prefix, view.peer()), () -> row(view));
    }
  }

  private static String key(Prefix prefix, String peer) {
    return prefix + " " + peer;
  }

  private static Map<String, Object> row(PathView view) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("prefix", view.prefix().toString());
    row.put("nextHop", view.nextHop());
    row.put("best", view.best());
    row.put("multipath", view.multipath());
    row.put("asPath", view.asPath());
    row.put("origin", view.origin());
    row.put("med", view.med());
    row.put("localPref", view.localPref());
    row.put("weight", (long) view.weight());
    row.put("peer", view.peer());
    row.put("reason", view.reason());
    return row;
  }

  private static Map<String, Object> row(SessionView view) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("neighbor", view.neighbor().toString());
    row.put("remoteAs", view.remoteAs());
    row.put("state", view.state().text());
    row.put("since", SimTime.formatSeconds(view.sincePs()));
    row.put("holdTime", (long) view.holdTimeSeconds());
    row.put("receivedPrefixes", (long) view.receivedPrefixes());
    row.put("lastReceivedPs", view.lastReceivedPs());
    row.put("lastEvent", view.lastEvent());
    row.put("lastError", view.lastError());
    return row;
  }

  private static Map<String, Object> row(MalformedUpdateView view) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("neighbor", view.neighbor().toString());
    row.put("action", view.action().text());
    row.put("attribute", view.attribute());
    row.put("clause", view.clause());
    row.put("count", view.count());
    row.put("last", SimTime.formatSeconds(view.lastPs()));
    row.put("detail", view.detail());
    return row;
  }

  /** One TCP connection, as the transport layer calls back about it. */
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
                context, socket, limitPs, () -> submit(new SpeakerInput.SendStalled(connection)));
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
      submit(
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
      submit(new SpeakerInput.Received(connection, bytes));
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
        submit(new SpeakerInput.ConnectionClosed(connection, why));
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
