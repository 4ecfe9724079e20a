package io.sdnsim.slb.manager;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.slb.control.ControlConnection;
import io.sdnsim.slb.control.ControlMessage;
import io.sdnsim.slb.control.Listener;
import io.sdnsim.slb.goal.GoalState;
import io.sdnsim.slb.goal.HostConfig;
import io.sdnsim.slb.goal.MuxAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A primary's reign: drives an {@link SlbManager} over simulated TCP. */
final class ManagerDriver {
  private final IpNode node;
  private final NodeContext context;
  private final ControllerConfig config;
  private final SlbManager manager;
  private final Map<Channel, ControlConnection> connections = new LinkedHashMap<>();

  /** What host agents have opened and not said Hello on. */
  private final List<ControlConnection> strangers = new ArrayList<>();

  private final Map<ManagerTimer, Timer> timers = new LinkedHashMap<>();
  private final Deque<ManagerInput> inbox = new ArrayDeque<>();
  private GoalState goal;
  private @Nullable Listener listener;
  private boolean running;
  private boolean draining;

  /**
   * @throws IllegalArgumentException when the goal state contradicts itself
   */
  ManagerDriver(IpNode node, ControllerConfig config, GoalState goal, long term) {
    this.node = node;
    this.context = node.context();
    this.config = config;
    this.goal = goal;
    this.manager = new SlbManager(goal, term);
  }

  void start() {
    running = true;
    listener =
        Listener.open(
            node.transport(),
            config.tcp(),
            config.managerPort(),
            () -> {
              ControlConnection connection = new ControlConnection(new AgentSession());
              strangers.add(connection);
              return connection;
            });
    take(new ManagerInput.Started());
  }

  /** Replaces the goal state; Muxes and hosts are told what changes for them. */
  void changeGoal(GoalState newGoal) {
    goal = newGoal;
    take(new ManagerInput.GoalChanged(newGoal));
  }

  /** Ends in order: the peers go on with what they have, and look for another primary. */
  void end() {
    stop();
    strangers.forEach(ControlConnection::close);
    connections.values().forEach(ControlConnection::close);
    connections
        .keySet()
        .forEach(channel -> context.tableChanged("channels", channel.toString(), null));
    if (listener != null) {
      listener.close();
    }
  }

  /** Dies; the kernel closes the connections. */
  void stop() {
    running = false;
    timers.values().forEach(Timer::discard);
    timers.clear();
  }

  /** One input at a time: an effect may bring the next one about. */
  private void take(ManagerInput input) {
    if (!running) {
      return;
    }
    inbox.add(input);
    if (draining) {
      return;
    }
    draining = true;
    for (ManagerInput next = inbox.poll(); next != null; next = inbox.poll()) {
      List<ManagerEffect> effects = new ArrayList<>();
      manager.on(context.nowPs(), next, effects::add);
      effects.forEach(this::execute);
    }
    draining = false;
  }

  private void execute(ManagerEffect effect) {
    if (effect instanceof ManagerEffect.Connect connect) {
      connect(connect.channel());
    } else if (effect instanceof ManagerEffect.Disconnect disconnect) {
      ControlConnection connection = connections.remove(disconnect.channel());
      if (connection != null) {
        connection.close();
      }
    } else if (effect instanceof ManagerEffect.Send send) {
      ControlConnection connection = connections.get(send.channel());
      if (connection != null) {
        connection.send(send.message());
      }
    } else if (effect instanceof ManagerEffect.SetTimer set) {
      timers
          .computeIfAbsent(
              set.timer(), timer -> context.timer(() -> take(new ManagerInput.TimerDue(timer))))
          .setAfter(intervalPs(set.timer()));
    } else if (effect instanceof ManagerEffect.Report report) {
      announce(report);
    } else if (effect instanceof ManagerEffect.ReportBlackHole report) {
      announce(report);
    } else {
      throw new IllegalStateException("unknown effect " + effect);
    }
  }

  private long intervalPs(ManagerTimer timer) {
    if (timer instanceof ManagerTimer.Retry) {
      return config.retryPs();
    } else if (timer instanceof ManagerTimer.AgentGrace) {
      return config.agentGracePs();
    } else if (timer instanceof ManagerTimer.Learning) {
      return config.learningPs();
    } else if (timer instanceof ManagerTimer.BlackHole) {
      return config.blackHolePs();
    } else if (timer instanceof ManagerTimer.SnatProcessing) {
      return config.snatProcessingPs();
    }
    throw new IllegalStateException("unknown timer " + timer);
  }

  private void connect(Channel channel) {
    if (connections.containsKey(channel)) {
      // Gone from the goal state and back before the next attempt was due.
      return;
    }
    IpAddress remote = addressOf(channel);
    if (remote == null) {
      throw new IllegalStateException("the controller does not connect to " + channel);
    }
    boolean toMux = channel.kind() == Channel.Kind.MUX;
    ControlConnection connection = new ControlConnection(new OwnSession(channel));
    connections.put(channel, connection);
    connection.over(
        node.transport()
            .connect(
                config.tcp(),
                null,
                0,
                remote,
                toMux ? config.muxPort() : config.hostPort(),
                new FlowTag("slb:" + context.name() + "-" + channel.peer(), 0, false),
                connection));
  }

  private @Nullable IpAddress addressOf(Channel channel) {
    if (channel.kind() == Channel.Kind.MUX) {
      for (MuxAddress mux : goal.muxes()) {
        if (mux.name().equals(channel.peer())) {
          return mux.address();
        }
      }
      return null;
    }
    for (HostConfig host : goal.hosts()) {
      if (host.name().equals(channel.peer())) {
        return host.providerAddresses().get(0);
      }
    }
    return null;
  }

  private void announce(ManagerEffect.Report report) {
    context.tableChanged(
        "channels",
        report.channel().toString(),
        () -> {
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("channel", report.channel().toString());
          row.put("state", report.state());
          row.put("acknowledgedVersion", report.acknowledgedVersion());
          return row;
        });
  }

  private void announce(ManagerEffect.ReportBlackHole report) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("vip", report.vip());
    row.put("mux", report.mux());
    row.put("packets", report.packets());
    context.tableChanged("black-holes", report.vip(), report.begins() ? () -> row : null);
  }

  private void closed(Channel channel, ControlConnection connection, String why) {
    if (running && connections.remove(channel, connection)) {
      take(new ManagerInput.ChannelDown(channel, why));
    }
  }

  private void said(Channel channel, ControlConnection connection, ControlMessage message) {
    if (connections.get(channel) == connection
        && message instanceof ControlMessage.Acknowledge acknowledge) {
      take(new ManagerInput.Acknowledged(channel, acknowledge.version()));
    } else if (connections.get(channel) == connection
        && message instanceof ControlMessage.HealthReport report) {
      take(new ManagerInput.HealthReported(channel, report.results()));
    } else if (connections.get(channel) == connection
        && message instanceof ControlMessage.SnatRequest request) {
      take(new ManagerInput.PortsRequested(channel, request.vm()));
    } else if (connections.get(channel) == connection
        && message instanceof ControlMessage.SnatRelease release) {
      take(new ManagerInput.PortsReleased(channel, release.leases()));
    } else if (connections.get(channel) == connection
        && message instanceof ControlMessage.Overloaded report) {
      take(new ManagerInput.Overloaded(channel, report.talkers()));
    }
  }

  /** A channel that the controller opened. */
  private final class OwnSession implements ControlConnection.User {
    private final Channel channel;

    OwnSession(Channel channel) {
      this.channel = channel;
    }

    @Override
    public void connected(ControlConnection connection) {
      take(new ManagerInput.ChannelUp(channel));
    }

    @Override
    public void received(ControlConnection connection, ControlMessage message) {
      said(channel, connection, message);
    }

    @Override
    public void closed(ControlConnection connection, String why) {
      ManagerDriver.this.closed(channel, connection, why);
    }
  }

  /** A channel that a host agent opened; whose it is, its Hello says. */
  private final class AgentSession implements ControlConnection.User {
    private @Nullable Channel channel;

    @Override
    public void received(ControlConnection connection, ControlMessage message) {
      if (message instanceof ControlMessage.Hello hello && channel == null) {
        strangers.remove(connection);
        channel = new Channel(Channel.Kind.HOST_AGENT, hello.host());
        ControlConnection before = connections.put(channel, connection);
        if (before != null) {
          // The agent began anew, and its old connection has not noticed yet.
          before.abort();
        }
        take(new ManagerInput.LeasesReported(channel, hello.leases()));
        take(new ManagerInput.ChannelUp(channel));
      } else if (channel != null) {
        said(channel, connection, message);
      }
    }

    @Override
    public void closed(ControlConnection connection, String why) {
      if (channel != null) {
        ManagerDriver.this.closed(channel, connection, why);
      } else {
        strangers.remove(connection);
      }
    }
  }
}
