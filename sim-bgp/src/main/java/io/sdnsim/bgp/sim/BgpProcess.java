package io.sdnsim.bgp.sim;

import io.sdnsim.bgp.policy.PolicyRoute.Protocol;
import io.sdnsim.bgp.rib.Destination;
import io.sdnsim.bgp.rib.Path;
import io.sdnsim.bgp.session.BgpState;
import io.sdnsim.bgp.speaker.BgpConfig;
import io.sdnsim.bgp.speaker.BgpSpeaker;
import io.sdnsim.bgp.speaker.MalformedUpdateView;
import io.sdnsim.bgp.speaker.PathView;
import io.sdnsim.bgp.speaker.PolicyChange;
import io.sdnsim.bgp.speaker.RestartConfig;
import io.sdnsim.bgp.speaker.SessionView;
import io.sdnsim.bgp.speaker.SpeakerEffect;
import io.sdnsim.bgp.speaker.SpeakerInput;
import io.sdnsim.bgp.speaker.TimerKey;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.device.NodeProcess;
import io.sdnsim.core.device.ProcessFactory;
import io.sdnsim.core.engine.RandomStream;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.l3.Route;
import io.sdnsim.core.l3.RouteSource;
import io.sdnsim.core.l3.RouteTable;
import io.sdnsim.core.node.NodeContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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

  private final NodeContext context;
  private final RouteTable table;
  private final BgpSpeaker speaker;
  private final NextHopTracker nextHops;
  private final RouteInstaller installer;
  private final RandomStream random;
  private final PathWatch paths;
  private final TcpConnections tcp;
  private final RetainedRoutes retained;
  private final RouteTable.Listener listener = this::routeChanged;
  private final ArrayDeque<SpeakerInput> inputs = new ArrayDeque<>();
  private final Map<TimerKey, Timer> timers = new TreeMap<>();
  private final TreeSet<Prefix> originated = new TreeSet<>();
  private final TreeSet<Prefix> networks;
  private final RouteSources sources;
  private @Nullable PolicyChange policyChange;
  private BgpMonitor monitor = BgpMonitor.NONE;
  private final List<RecordingPlayer> players = new ArrayList<>();
  private boolean running;
  private boolean busy;

  public BgpProcess(IpNode node, BgpConfig config) {
    this(node, config, new RetainedRoutes());
  }

  private BgpProcess(IpNode node, BgpConfig config, RetainedRoutes retained) {
    this.retained = retained;
    this.context = node.context();
    this.table = node.routes();
    this.speaker = new BgpSpeaker(config);
    this.nextHops = new NextHopTracker(table, config.resolveViaDefault());
    this.sources = RouteSources.lingering(config.timing().lingerPs());
    this.installer = new RouteInstaller(context, table, sources, config.timing().fibInstallPs());
    this.random = context.random("bgp");
    this.paths = new PathWatch(node, neighbor -> submit(new SpeakerInput.PathDown(neighbor)));
    this.tcp = new TcpConnections(node, speaker, this::submit);
    this.networks = new TreeSet<>(config.networks());
  }

  /** Makes the process for each start of a node. */
  public static ProcessFactory factory(BgpConfig config) {
    return factory(config, process -> {});
  }

  /**
   * Makes the process for each start of a node.
   *
   * @param made is given each process before it starts, to ask and to steer it
   */
  public static ProcessFactory factory(BgpConfig config, Consumer<BgpProcess> made) {
    RetainedRoutes retained = new RetainedRoutes();
    return node -> {
      BgpProcess process = new BgpProcess(node, config, retained);
      made.accept(process);
      return process;
    };
  }

  /** Lets someone look on; before the start. */
  public void setMonitor(BgpMonitor newMonitor) {
    monitor = newMonitor;
    tcp.setMonitor(newMonitor);
  }

  /** Originates what a recorded peer announced, each route at its time; before the start. */
  public void play(Recording recording) {
    players.add(new RecordingPlayer(context, recording, this::submit));
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
    return route != null && !route.source().name().equals(RouteSources.NAME);
  }

  /** Whether it has been started, and neither stopped nor crashed since. */
  public boolean isRunning() {
    return running;
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

  /**
   * Ends a neighbor's session with Cease, Administrative Reset; it comes up again by itself.
   *
   * @param message for the neighbor's operator (RFC 9003); empty for none
   */
  public void reset(IpAddress neighbor, String message) {
    submit(new SpeakerInput.AdminReset(neighbor, message));
  }

  /**
   * Ends a neighbor's session with Cease, Administrative Shutdown, until {@link #up}.
   *
   * @param message for the neighbor's operator (RFC 9003); empty for none
   */
  public void down(IpAddress neighbor, String message) {
    submit(new SpeakerInput.AdminDown(neighbor, message));
  }

  /** Undoes {@link #down}. */
  public void up(IpAddress neighbor) {
    submit(new SpeakerInput.AdminUp(neighbor));
  }

  @Override
  public void start() {
    running = true;
    tcp.listen();
    table.addListener(listener);
    submit(new SpeakerInput.Start(retained.adopt(table)));
    originated.forEach(prefix -> submit(new SpeakerInput.Originate(prefix)));
    players.forEach(RecordingPlayer::play);
    PolicyChange change = policyChange;
    if (change != null) {
      submit(new SpeakerInput.ChangePolicy(change));
    }
    table.bestRoutes().forEach(route -> routeChanged(route.prefix()));
  }

  @Override
  public void shutDown() {
    submit(new SpeakerInput.ShutDown());
    installer.installAll();
    paths.unwatchAll();
    tcp.stopListening();
    end();
  }

  @Override
  public void crash() {
    installer.installAll();
    RestartConfig restart = speaker.config().gracefulRestart();
    if (restart != null && restart.preservesForwarding()) {
      retained.keep(context, table, sources, speaker.locRib(), restart.restartTimeSeconds());
    } else {
      // The kernel's side of it: routes of a dead daemon don't stay.
      RetainedRoutes.withdraw(table, sources, speaker.locRib());
    }
    for (Destination destination : speaker.locRib().destinations()) {
      for (Path path : destination.paths()) {
        String key = BgpTables.key(destination.prefix(), path.source().text());
        context.tableChanged("bgp", key, null);
      }
    }
    for (SessionView view : speaker.sessions()) {
      context.tableChanged("sessions", view.neighbor().toString(), null);
    }
    end();
  }

  @Override
  public void crashAlone() {
    running = false;
    paths.unwatchAll();
    tcp.stopListening();
    tcp.closeAll();
    crash();
  }

  private void end() {
    running = false;
    inputs.clear();
    table.removeListener(listener);
    timers.values().forEach(Timer::discard);
    timers.clear();
    players.forEach(RecordingPlayer::discard);
    installer.discard();
    tcp.end();
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
      tcp.send(send.connection(), send.data());
    } else if (effect instanceof SpeakerEffect.SetTimer set) {
      setTimer(set);
    } else if (effect instanceof SpeakerEffect.CancelTimer cancel) {
      Timer timer = timers.remove(cancel.key());
      if (timer != null) {
        timer.discard();
      }
    } else if (effect instanceof SpeakerEffect.InstallRoute
        || effect instanceof SpeakerEffect.RemoveRoute) {
      installer.take(effect);
    } else if (effect instanceof SpeakerEffect.PathsChanged changed) {
      pathsChanged(changed.prefix());
    } else if (effect instanceof SpeakerEffect.PathRemoved removed) {
      if (context.isTracing()) {
        String peer = removed.source().text();
        context.tableChanged("bgp", BgpTables.key(removed.prefix(), peer), null);
      }
    } else if (effect instanceof SpeakerEffect.SessionChanged changed) {
      SessionView view = changed.view();
      monitor.sessionChanged(context.nowPs(), view);
      context.tableChanged("sessions", view.neighbor().toString(), () -> BgpTables.row(view));
    } else if (effect instanceof SpeakerEffect.MalformedUpdate malformed) {
      MalformedUpdateView view = malformed.view();
      context.tableChanged("update-errors", view.key(), () -> BgpTables.row(view));
    } else if (effect instanceof SpeakerEffect.TrackNextHop track) {
      inputs.addFirst(nextHops.track(track.address()));
    } else if (effect instanceof SpeakerEffect.UntrackNextHop untrack) {
      nextHops.untrack(untrack.address());
    } else if (effect instanceof SpeakerEffect.Connect connect) {
      tcp.connect(connect);
    } else if (effect instanceof SpeakerEffect.Close close) {
      tcp.close(close.connection());
    } else if (effect instanceof SpeakerEffect.Abort abort) {
      tcp.abort(abort.connection());
    } else if (effect instanceof SpeakerEffect.WatchSending watch) {
      tcp.watchSending(watch.connection(), watch.limitPs());
    } else if (effect instanceof SpeakerEffect.SweepRoutes) {
      retained.sweep(sources, speaker.locRib());
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
      context.tableChanged("bgp", BgpTables.key(prefix, view.peer()), () -> BgpTables.row(view));
    }
  }
}
