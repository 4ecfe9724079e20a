package io.sdnsim.scenarios.live;

import io.sdnsim.bgp.sim.BgpProcess;
import io.sdnsim.bgp.speaker.SessionView;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.external.ExternalEndpoint;
import io.sdnsim.core.external.ExternalInput;
import io.sdnsim.core.external.ExternalPeer;
import io.sdnsim.core.trace.TraceSink;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.result.RunResult;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.run.ScenarioRun;
import io.sdnsim.vxlan.outside.OutsideVm;
import java.io.Closeable;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A run of a scenario in real time, where some neighbors of nodes are real routers, or some VMs are
 * behind real tunnel end points. It belongs to the thread that made it, except {@link #stop}.
 */
public final class LiveRun implements Closeable {
  /** How long the peers may take over the end of their sessions. */
  private static final long GOODBYE_PS = 3 * SimTime.SECOND;

  private final List<LivePeer> peers;
  private final List<LiveVtep> vteps;
  private final InputQueue queue = new InputQueue();
  private final SessionNews news;
  private final NettyNetwork network;
  private final AtomicBoolean stopWanted = new AtomicBoolean();
  private final List<Summary> summaries = new ArrayList<>();
  private final Consumer<String> out;
  private Map<String, OutsideVm> outsideVms = Map.of();
  private @Nullable RecordWriter record;
  private volatile @Nullable PacingLoop loop;

  /**
   * How a session stood at the end.
   *
   * @param sincePs when it entered its state
   * @param received how many routes the peer announced
   * @param announced how many routes the peer was told
   */
  public record Summary(LivePeer peer, String state, long sincePs, int received, int announced) {}

  /**
   * @param out takes the lines for people
   */
  public LiveRun(List<LivePeer> peers, List<LiveVtep> vteps, Consumer<String> out) {
    this.peers = List.copyOf(peers);
    this.vteps = List.copyOf(vteps);
    this.out = out;
    this.news = new SessionNews(externalPeers(), out);
    this.network = new NettyNetwork(this.peers, this.vteps, queue, news::notice);
  }

  private List<ExternalPeer> externalPeers() {
    List<ExternalPeer> external = new ArrayList<>();
    peers.forEach(peer -> external.add(peer.peer()));
    return external;
  }

  private List<ExternalEndpoint> externalEndpoints() {
    return vteps.stream().map(LiveVtep::endpoint).toList();
  }

  /**
   * Takes the connections of the peers.
   *
   * @return where, with the port that was chosen if 0 was asked for
   * @throws LiveException when the port is taken or forbidden
   */
  public InetSocketAddress listen(InetSocketAddress address) {
    return network.listen(address);
  }

  /**
   * Takes the datagrams of the tunnel end points.
   *
   * @return where, with the port that was chosen if 0 was asked for
   * @throws LiveException when the port is taken or forbidden
   */
  public InetSocketAddress listenForTunnels(InetSocketAddress address) {
    return network.datagrams().listen(address);
  }

  /**
   * Writes down what comes in.
   *
   * @throws LiveException when the file can't be written
   */
  public void recordTo(Path file, Scenario scenario, long seed) {
    Map<String, String> settings = new LinkedHashMap<>();
    scenario.parameters().forEach(each -> settings.put(each.name(), each.value()));
    record =
        new RecordWriter(
            file,
            new RecordHeader(
                scenario.name(), seed, settings, externalPeers(), externalEndpoints()));
  }

  /** The options that a run needs for {@link #run}. */
  public UnaryOperator<RunOptions> options() {
    return options -> {
      List<TraceSink> sinks = new ArrayList<>(options.sinks());
      sinks.add(news);
      return options.withSinks(sinks).withExternal(externalPeers(), externalEndpoints(), network);
    };
  }

  /** Runs to the end, or until it is stopped; takes leave of the peers then. */
  public RunResult run(ScenarioRun run) {
    news.setWorld(run.world());
    outsideVms = run.world().outsideVms();
    vteps.forEach(vtep -> describe(vtep));
    run.runUntil(0); // The nodes boot before the clock runs: that takes real time.
    PacingLoop pacing = new PacingLoop(new World(run), queue, System::nanoTime);
    pacing.setObserver(nowPs -> news.look(nowPs, pacing.behindPs()));
    loop = pacing;
    if (stopWanted.get()) {
      pacing.stop();
    }
    try {
      pacing.runUntil(run.endPs());
      run.endNow();
      RunResult result = run.finish();
      RecordWriter writer = record;
      if (writer != null) {
        writer.end(run.nowPs(), result.fingerprint());
        writer.close();
        record = null;
      }
      summarize();
      sayGoodbye(run, pacing);
      return result;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LiveException("interrupted", e);
    }
  }

  /** What the real machine must be told to be the one that the scenario means. */
  private void describe(LiveVtep vtep) {
    out.accept("VMs of " + vtep.host() + ", behind " + Addresses.text(vtep.address()) + ":");
    for (Map.Entry<String, String> each : vtep.vms().entrySet()) {
      OutsideVm vm = outsideVms.get(each.getKey());
      if (vm != null) {
        out.accept(
            "  "
                + each.getKey()
                + ": address "
                + each.getValue()
                + ", vni "
                + vm.vni()
                + ", mac "
                + vm.mac());
      }
    }
  }

  /**
   * How many frames a VM outside has exchanged with the simulation.
   *
   * @param sent by the VM
   * @param received by the VM
   */
  public record VmSummary(LiveVtep vtep, String vm, long sent, long received) {}

  /** The VMs outside. */
  public List<VmSummary> vmSummaries() {
    List<VmSummary> all = new ArrayList<>();
    for (LiveVtep vtep : vteps) {
      for (String name : vtep.vms().keySet()) {
        OutsideVm vm = outsideVms.get(name);
        if (vm != null) {
          all.add(new VmSummary(vtep, name, vm.sent(), vm.received()));
        }
      }
    }
    return all;
  }

  /** RFC 4486 4: Cease, Administrative Shutdown; the end of the connection is waited for. */
  private void sayGoodbye(ScenarioRun run, PacingLoop pacing) throws InterruptedException {
    for (LivePeer each : peers) {
      BgpProcess speaker = run.world().speaker(each.peer().node());
      if (speaker != null) {
        speaker.down(each.peer().neighbor(), "the live run ends");
      }
    }
    pacing.runUntil(run.nowPs() + GOODBYE_PS, network::isIdle);
    news.look(run.nowPs(), 0);
  }

  private void summarize() {
    for (LivePeer peer : peers) {
      SessionView view = news.view(peer.peer());
      summaries.add(
          view == null
              ? new Summary(peer, "none", 0, 0, 0)
              : new Summary(
                  peer,
                  view.state().text(),
                  view.sincePs(),
                  view.receivedPrefixes(),
                  news.announced(peer.peer())));
    }
  }

  /** How the sessions stood at the end of the run. */
  public List<Summary> summaries() {
    return List.copyOf(summaries);
  }

  /** Ends {@link #run} soon; from any thread. */
  public void stop() {
    stopWanted.set(true);
    PacingLoop running = loop;
    if (running != null) {
      running.stop();
    }
  }

  @Override
  public void close() {
    network.close();
    RecordWriter writer = record;
    if (writer != null) {
      writer.close();
    }
  }

  /** The simulation, as the pacing loop drives it. */
  private final class World implements PacingLoop.World {
    private final ScenarioRun run;

    World(ScenarioRun run) {
      this.run = run;
    }

    @Override
    public long nowPs() {
      return run.nowPs();
    }

    @Override
    public void runUntil(long timePs) {
      if (timePs <= run.endPs()) {
        run.runUntil(timePs);
      } else {
        run.runBeyondEnd(timePs);
      }
    }

    @Override
    public void schedule(long timePs, ExternalInput input) {
      RecordWriter writer = record;
      if (writer != null) {
        writer.write(timePs, input);
      }
      if (input instanceof ExternalInput.Datagram) {
        network.datagrams().taken();
      }
      run.external().schedule(timePs, input);
    }

    @Override
    public void flush() {
      network.flush();
      RecordWriter writer = record;
      if (writer != null) {
        writer.flush();
      }
    }
  }
}
