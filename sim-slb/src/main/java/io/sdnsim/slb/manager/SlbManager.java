package io.sdnsim.slb.manager;

import io.sdnsim.core.engine.Outbox;
import io.sdnsim.slb.control.ControlMessage;
import io.sdnsim.slb.control.Term;
import io.sdnsim.slb.goal.AgentState;
import io.sdnsim.slb.goal.GoalCompiler;
import io.sdnsim.slb.goal.GoalState;
import io.sdnsim.slb.goal.HostConfig;
import io.sdnsim.slb.goal.LeaseChange;
import io.sdnsim.slb.goal.MuxAddress;
import io.sdnsim.slb.goal.MuxState;
import io.sdnsim.slb.goal.ProbeResult;
import io.sdnsim.slb.goal.SnatLease;
import io.sdnsim.slb.goal.Talker;
import io.sdnsim.vxlan.vswitch.NetworkPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Brings the goal state about: keeps a channel to every Mux and host, tells each what it is to
 * know, whole, whenever that differs from what it was told last on this connection.
 *
 * <p>A manager that has just begun tells Muxes nothing until the host agents have said what their
 * probes know, or it would have healthy backends left out for a moment.
 *
 * <p>A pure machine, driven by {@link ManagerDriver} while its replica is the primary. The peers go
 * on with what they have when it is gone.
 */
final class SlbManager {
  private static final class ChannelState {
    boolean up;
    long acknowledgedVersion;

    /** Whether it has acknowledged a state, or failed, since this manager began. */
    boolean known;

    /** Of a host agent: whether it was gone for long, and its VMs were spared. */
    boolean spared;

    /** What was sent last on this connection; null before. */
    @Nullable Object told;
  }

  private final Map<Channel, ChannelState> channels = new LinkedHashMap<>();
  private final MaglevSizes maglevSizes = new MaglevSizes();
  private GoalState goal;
  private GoalCompiler compiler;
  private final HealthBoard health = new HealthBoard();
  private final BlackHoles blackHoles = new BlackHoles();
  private final SnatDesk snat = new SnatDesk(this::tellLeases);
  private final SortedSet<String> agentsHeard = new TreeSet<>();
  private boolean learning;

  /** Whether it is known of each Mux whether it lives; until then hosts keep those they have. */
  private boolean muxesKnown;

  private long version;

  /**
   * @param term of the primary; no version of an earlier one is as high as any of this
   * @throws IllegalArgumentException when the goal state contradicts itself
   */
  SlbManager(GoalState goal, long term) {
    this.goal = goal;
    this.version = Term.firstVersion(term);
    this.compiler = new GoalCompiler(goal);
    this.snat.configure(goal.pools(), compiler::isEnabled, vm -> true, this::agentOf, effect -> {});
  }

  /**
   * Takes an input.
   *
   * @param outbox gets the effects, in the order in which they are to be executed
   */
  void on(long nowPs, ManagerInput input, Outbox<ManagerEffect> outbox) {
    if (input instanceof ManagerInput.Started) {
      start(outbox);
    } else if (input instanceof ManagerInput.ChannelUp up) {
      channelUp(up.channel(), outbox);
    } else if (input instanceof ManagerInput.ChannelDown down) {
      channelDown(down.channel(), down.why(), outbox);
    } else if (input instanceof ManagerInput.TimerDue due) {
      timerDue(nowPs, due.timer(), outbox);
    } else if (input instanceof ManagerInput.LeasesReported reported) {
      leasesReported(reported.channel(), reported.leases(), outbox);
    } else if (input instanceof ManagerInput.PortsRequested requested) {
      if (isAgentOf(requested.channel(), requested.vm())) {
        snat.request(requested.channel(), requested.vm(), outbox);
      }
    } else if (input instanceof ManagerInput.PortsReleased released) {
      snat.released(
          released.leases().stream()
              .filter(lease -> isAgentOf(released.channel(), lease.vm()))
              .toList(),
          outbox);
    } else if (input instanceof ManagerInput.Acknowledged acknowledged) {
      acknowledged(acknowledged.channel(), acknowledged.version(), outbox);
    } else if (input instanceof ManagerInput.HealthReported reported) {
      healthReported(reported.channel(), reported.results(), outbox);
    } else if (input instanceof ManagerInput.Overloaded overloaded) {
      overloaded(overloaded.channel(), overloaded.talkers(), outbox);
    } else if (input instanceof ManagerInput.GoalChanged changed) {
      changeGoal(changed.goal(), outbox);
    } else {
      throw new IllegalStateException("unknown input " + input);
    }
  }

  private void start(Outbox<ManagerEffect> outbox) {
    learning = hasUnheardAgent();
    if (learning) {
      outbox.add(new ManagerEffect.SetTimer(new ManagerTimer.Learning()));
    } else {
      snat.open(outbox);
    }
    openChannels(outbox);
  }

  private boolean hasUnheardAgent() {
    return goal.hosts().stream()
        .anyMatch(
            host ->
                (!compiler.probeTargets(host.name()).isEmpty() && !health.hasHeardOf(host.name()))
                    || (compiler.hasPool(host.name()) && !agentsHeard.contains(host.name())));
  }

  private void endLearning(Outbox<ManagerEffect> outbox) {
    if (learning) {
      learning = false;
      tellAll(outbox);
      snat.open(outbox);
    }
  }

  private void timerDue(long nowPs, ManagerTimer timer, Outbox<ManagerEffect> outbox) {
    if (timer instanceof ManagerTimer.Retry retry) {
      retry(retry.channel(), outbox);
    } else if (timer instanceof ManagerTimer.AgentGrace grace) {
      agentIsGone(grace.channel(), outbox);
    } else if (timer instanceof ManagerTimer.SnatProcessing) {
      snat.processed(nowPs, outbox);
    } else if (timer instanceof ManagerTimer.BlackHole hole) {
      endBlackHole(hole.vip(), outbox);
    } else if (timer instanceof ManagerTimer.Learning) {
      endLearning(outbox);
    } else {
      throw new IllegalStateException("unknown timer " + timer);
    }
  }

  private void healthReported(
      Channel channel, List<ProbeResult> results, Outbox<ManagerEffect> outbox) {
    if (!isUp(channel)) {
      return;
    }
    List<ProbeResult> own =
        results.stream().filter(result -> isAgentOf(channel, result.vm())).toList();
    boolean news = channel.kind() == Channel.Kind.HOST_AGENT && health.report(channel.peer(), own);
    if (learning && !hasUnheardAgent()) {
      endLearning(outbox);
    } else if (news) {
      tellAll(outbox);
    }
  }

  /**
   * The topmost VIP alone pays (Ananta 3.6.2). When it does already, the Mux has counted what came
   * before it was withdrawn, and the next one need not be guilty.
   */
  private void overloaded(Channel mux, List<Talker> talkers, Outbox<ManagerEffect> outbox) {
    if (!isUp(mux) || mux.kind() != Channel.Kind.MUX || talkers.isEmpty()) {
      return;
    }
    Talker topmost = talkers.get(0);
    String vip = topmost.vip();
    if (compiler.isEnabled(vip) && blackHoles.add(vip)) {
      outbox.add(new ManagerEffect.ReportBlackHole(vip, true, mux.peer(), topmost.packets()));
      outbox.add(new ManagerEffect.SetTimer(new ManagerTimer.BlackHole(vip)));
      tellAll(outbox);
    }
  }

  private void endBlackHole(String vip, Outbox<ManagerEffect> outbox) {
    if (blackHoles.remove(vip)) {
      outbox.add(new ManagerEffect.ReportBlackHole(vip, false, "", 0));
      tellAll(outbox);
    }
  }

  private void leasesReported(
      Channel channel, List<SnatLease> leases, Outbox<ManagerEffect> outbox) {
    if (isConfigured(channel)) {
      agentsHeard.add(channel.peer());
      snat.agentHas(channel, leases, vm -> compiler.isOnHost(channel.peer(), vm), outbox);
      if (learning && !hasUnheardAgent()) {
        endLearning(outbox);
      }
    }
  }

  /** What a Mux was told as a whole stays true but for these; it acknowledges them like a whole. */
  private Map<Channel, Long> tellLeases(
      List<SnatLease> come, List<SnatLease> go, Outbox<ManagerEffect> outbox) {
    List<LeaseChange> changes = new ArrayList<>();
    go.forEach(lease -> changes.add(compiler.change(lease, false)));
    come.forEach(lease -> changes.add(compiler.change(lease, true)));
    Map<Channel, Long> versions = new LinkedHashMap<>();
    channels.forEach(
        (channel, state) -> {
          if (channel.kind() == Channel.Kind.MUX && state.told != null) {
            version++;
            versions.put(channel, version);
            outbox.add(
                new ManagerEffect.Send(channel, new ControlMessage.MuxLeases(version, changes)));
          }
        });
    return versions;
  }

  /** Nobody probes the VMs of a host that is gone. When all are, it is rather this node that is. */
  private void agentIsGone(Channel channel, Outbox<ManagerEffect> outbox) {
    ChannelState state = channels.get(channel);
    if (state == null || state.up) {
      return;
    }
    boolean othersAreThere =
        channels.keySet().stream()
            .anyMatch(other -> other.kind() == Channel.Kind.HOST_AGENT && isUp(other));
    state.spared = !othersAreThere;
    if (othersAreThere) {
      health.forget(channel.peer());
      tellAll(outbox);
    }
  }

  /** Who was spared as all were gone has as long again to come back, now that one has. */
  private void agentIsBack(Outbox<ManagerEffect> outbox) {
    channels.forEach(
        (channel, state) -> {
          if (state.spared && !state.up) {
            outbox.add(new ManagerEffect.SetTimer(new ManagerTimer.AgentGrace(channel)));
          }
          state.spared = false;
        });
  }

  private boolean isAgentOf(Channel channel, String vm) {
    return channel.kind() == Channel.Kind.HOST_AGENT && compiler.isOnHost(channel.peer(), vm);
  }

  private Channel agentOf(String vm) {
    return new Channel(
        Channel.Kind.HOST_AGENT, Objects.requireNonNullElse(compiler.hostOf(vm), ""));
  }

  private boolean isUp(Channel channel) {
    ChannelState state = channels.get(channel);
    return state != null && state.up;
  }

  private void openChannels(Outbox<ManagerEffect> outbox) {
    for (HostConfig host : goal.hosts()) {
      open(new Channel(Channel.Kind.HOST_NETWORK, host.name()), outbox);
    }
    for (MuxAddress mux : goal.muxes()) {
      open(new Channel(Channel.Kind.MUX, mux.name()), outbox);
    }
  }

  private void open(Channel channel, Outbox<ManagerEffect> outbox) {
    if (channels.putIfAbsent(channel, new ChannelState()) == null) {
      outbox.add(new ManagerEffect.Connect(channel));
      outbox.add(new ManagerEffect.Report(channel, "connecting", 0));
    }
  }

  private void channelUp(Channel channel, Outbox<ManagerEffect> outbox) {
    if (!isConfigured(channel)) {
      outbox.add(new ManagerEffect.Disconnect(channel));
      return;
    }
    ChannelState state = channels.computeIfAbsent(channel, key -> new ChannelState());
    state.up = true;
    state.told = null;
    state.acknowledgedVersion = 0;
    outbox.add(new ManagerEffect.Report(channel, "connected", 0));
    tell(channel, state, outbox);
    if (channel.kind() == Channel.Kind.HOST_AGENT) {
      agentIsBack(outbox);
    }
  }

  private boolean isConfigured(Channel channel) {
    return channel.kind() == Channel.Kind.MUX
        ? goal.muxes().stream().anyMatch(mux -> mux.name().equals(channel.peer()))
        : goal.hosts().stream().anyMatch(host -> host.name().equals(channel.peer()));
  }

  private void channelDown(Channel channel, String why, Outbox<ManagerEffect> outbox) {
    ChannelState state = channels.get(channel);
    if (state == null) {
      return;
    }
    boolean wasLive = state.acknowledgedVersion > 0;
    snat.channelDown(channel, outbox);
    state.up = false;
    state.told = null;
    state.acknowledgedVersion = 0;
    outbox.add(new ManagerEffect.Report(channel, "down: " + why, 0));
    outbox.add(
        new ManagerEffect.SetTimer(
            channel.kind() == Channel.Kind.HOST_AGENT
                ? new ManagerTimer.AgentGrace(channel)
                : new ManagerTimer.Retry(channel)));
    if (channel.kind() == Channel.Kind.MUX && (learnOf(state) || wasLive)) {
      tellAll(outbox);
    }
  }

  /** Tells whether that is the last Mux of which it was not known whether it lives. */
  private boolean learnOf(ChannelState mux) {
    mux.known = true;
    boolean before = muxesKnown;
    muxesKnown =
        before
            || goal.muxes().stream()
                .map(each -> channels.get(new Channel(Channel.Kind.MUX, each.name())))
                .allMatch(state -> state != null && state.known);
    return muxesKnown != before;
  }

  private void retry(Channel channel, Outbox<ManagerEffect> outbox) {
    ChannelState state = channels.get(channel);
    if (state != null && !state.up) {
      outbox.add(new ManagerEffect.Connect(channel));
    }
  }

  private void acknowledged(Channel channel, long acknowledged, Outbox<ManagerEffect> outbox) {
    ChannelState state = channels.get(channel);
    if (state == null || !state.up) {
      return;
    }
    boolean wasLive = state.acknowledgedVersion > 0;
    state.acknowledgedVersion = acknowledged;
    outbox.add(new ManagerEffect.Report(channel, "in force", acknowledged));
    snat.acknowledged(channel, acknowledged, outbox);
    if (channel.kind() == Channel.Kind.MUX && (learnOf(state) || !wasLive)) {
      // A Mux that has its state can carry what hosts send out.
      tellAll(outbox);
    }
  }

  private void changeGoal(GoalState newGoal, Outbox<ManagerEffect> outbox) {
    GoalCompiler next = new GoalCompiler(newGoal);
    // Leases that are over are so in terms of what Muxes and hosts know until now.
    snat.configure(
        newGoal.pools(),
        next::isEnabled,
        vm -> Objects.equals(next.hostOf(vm), compiler.hostOf(vm)),
        this::agentOf,
        outbox);
    compiler = next;
    goal = newGoal;
    for (Channel channel : List.copyOf(channels.keySet())) {
      if (!isConfigured(channel)) {
        channels.remove(channel);
        outbox.add(new ManagerEffect.Disconnect(channel));
      }
    }
    openChannels(outbox);
    tellAll(outbox);
  }

  private void tellAll(Outbox<ManagerEffect> outbox) {
    channels.forEach((channel, state) -> tell(channel, state, outbox));
  }

  /** Sends a peer what it is to know, unless it was told just that. */
  private void tell(Channel channel, ChannelState state, Outbox<ManagerEffect> outbox) {
    if (!state.up || (learning && channel.kind() == Channel.Kind.MUX)) {
      return;
    }
    Object wanted = stateFor(channel);
    if (Objects.equals(state.told, wanted)) {
      return;
    }
    state.told = wanted;
    version++;
    outbox.add(new ManagerEffect.Send(channel, message(wanted)));
  }

  private Object stateFor(Channel channel) {
    return switch (channel.kind()) {
      case MUX -> blackHoles.hide(compiler.muxState(health, maglevSizes));
      case HOST_NETWORK -> compiler.networkPolicy(channel.peer());
      case HOST_AGENT -> agentState(channel.peer());
    };
  }

  private AgentState agentState(String host) {
    return new AgentState(
        compiler.natPolicy(host, liveMuxes()), compiler.probeTargets(host), !muxesKnown);
  }

  private ControlMessage message(Object state) {
    if (state instanceof MuxState mux) {
      return new ControlMessage.MuxGoal(version, compiler.withLeases(mux, snat.leases()));
    } else if (state instanceof NetworkPolicy network) {
      return new ControlMessage.NetworkGoal(version, network);
    } else if (state instanceof AgentState agent) {
      return new ControlMessage.AgentGoal(version, agent);
    }
    throw new IllegalStateException("no message carries " + state);
  }

  private List<MuxAddress> liveMuxes() {
    return goal.muxes().stream().filter(this::isLive).toList();
  }

  private boolean isLive(MuxAddress mux) {
    ChannelState state = channels.get(new Channel(Channel.Kind.MUX, mux.name()));
    return state != null && state.up && state.acknowledgedVersion > 0;
  }
}
