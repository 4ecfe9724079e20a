package io.sdnsim.slb.manager;

import io.sdnsim.core.engine.Outbox;
import io.sdnsim.slb.control.ControlMessage;
import io.sdnsim.slb.goal.GoalCompiler;
import io.sdnsim.slb.goal.GoalState;
import io.sdnsim.slb.goal.HostConfig;
import io.sdnsim.slb.goal.MuxAddress;
import io.sdnsim.slb.goal.MuxState;
import io.sdnsim.vxlan.vswitch.NatPolicy;
import io.sdnsim.vxlan.vswitch.NetworkPolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Brings the goal state about: keeps a channel to every Mux and host, tells each what it is to
 * know, whole, whenever that differs from what it was told last on this connection.
 *
 * <p>A pure machine, driven by {@link ControllerProcess}. One replica; the peers go on with what
 * they have when it is gone.
 */
final class SlbManager {
  private static final class ChannelState {
    boolean up;
    long acknowledgedVersion;

    /** What was sent last on this connection; null before. */
    @Nullable Object told;
  }

  private final Map<Channel, ChannelState> channels = new LinkedHashMap<>();
  private final MaglevSizes maglevSizes = new MaglevSizes();
  private GoalState goal;
  private GoalCompiler compiler;
  private long version;

  /**
   * @throws IllegalArgumentException when the goal state contradicts itself
   */
  SlbManager(GoalState goal) {
    this.goal = goal;
    this.compiler = new GoalCompiler(goal);
  }

  /**
   * Takes an input.
   *
   * @param outbox gets the effects, in the order in which they are to be executed
   */
  void on(long nowPs, ManagerInput input, Outbox<ManagerEffect> outbox) {
    if (input instanceof ManagerInput.Started) {
      openChannels(outbox);
    } else if (input instanceof ManagerInput.ChannelUp up) {
      channelUp(up.channel(), outbox);
    } else if (input instanceof ManagerInput.ChannelDown down) {
      channelDown(down.channel(), down.why(), outbox);
    } else if (input instanceof ManagerInput.RetryDue due) {
      retry(due.channel(), outbox);
    } else if (input instanceof ManagerInput.Acknowledged acknowledged) {
      acknowledged(acknowledged.channel(), acknowledged.version(), outbox);
    } else if (input instanceof ManagerInput.GoalChanged changed) {
      changeGoal(changed.goal(), outbox);
    } else {
      throw new IllegalStateException("unknown input " + input);
    }
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
    state.up = false;
    state.told = null;
    state.acknowledgedVersion = 0;
    outbox.add(new ManagerEffect.Report(channel, "down: " + why, 0));
    if (channel.kind() != Channel.Kind.HOST_AGENT) {
      outbox.add(new ManagerEffect.SetRetryTimer(channel));
    }
    if (wasLive && channel.kind() == Channel.Kind.MUX) {
      tellAll(outbox);
    }
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
    if (!wasLive && channel.kind() == Channel.Kind.MUX) {
      // A Mux that has its state can carry what hosts send out.
      tellAll(outbox);
    }
  }

  private void changeGoal(GoalState newGoal, Outbox<ManagerEffect> outbox) {
    compiler = new GoalCompiler(newGoal);
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
    if (!state.up) {
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
      case MUX -> maglevSizes.resolve(compiler.muxState());
      case HOST_NETWORK -> compiler.networkPolicy(channel.peer());
      case HOST_AGENT -> compiler.natPolicy(channel.peer(), liveMuxes());
    };
  }

  private ControlMessage message(Object state) {
    if (state instanceof MuxState mux) {
      return new ControlMessage.MuxGoal(version, mux);
    } else if (state instanceof NetworkPolicy network) {
      return new ControlMessage.NetworkGoal(version, network);
    } else if (state instanceof NatPolicy nat) {
      return new ControlMessage.NatGoal(version, nat);
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
