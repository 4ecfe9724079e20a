package io.sdnsim.slb.manager;

import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.device.NodeProcess;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.transport.UdpHandler;
import io.sdnsim.core.transport.UdpSocket;
import io.sdnsim.slb.control.ControlDecodeException;
import io.sdnsim.slb.control.ControlPort;
import io.sdnsim.slb.control.ReplicaCodec;
import io.sdnsim.slb.control.ReplicaMessage;
import io.sdnsim.slb.goal.GoalCompiler;
import io.sdnsim.slb.goal.GoalState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The network controller at work on a node: alone, or one of several replicas, of which the primary
 * programs Muxes and hosts. The others listen to nobody but each other.
 */
public final class ControllerProcess implements NodeProcess {
  private static final int HOP_LIMIT = 64;

  private final IpNode node;
  private final NodeContext context;
  private final ControllerConfig config;
  private final @Nullable ReplicaConfig replicaConfig;
  private final @Nullable Replica replica;
  private final Timer replicaTimer;

  /** A timer, as it waits while the node is frozen and never comes when it is off. */
  private final Timer changeTimer;

  private GoalState goal;
  private boolean alive = true;
  private @Nullable ManagerDriver reign;
  private @Nullable UdpSocket socket;

  /**
   * @throws IllegalArgumentException when the goal state contradicts itself
   */
  public ControllerProcess(IpNode node, ControllerConfig config) {
    this.node = node;
    this.context = node.context();
    this.config = config;
    this.goal = config.goal();
    this.replicaConfig = config.replicas();
    this.replica = replicaConfig == null ? null : new Replica(replicaConfig);
    this.replicaTimer = context.timer(() -> take(new ReplicaInput.TimerDue()));
    this.changeTimer = context.timer(this::goalChanged);
    // Whoever becomes primary must be able to bring it about.
    new GoalCompiler(goal);
  }

  @Override
  public void start() {
    if (replica == null) {
      begin(0);
    } else {
      socket = node.transport().bindUdp(null, ControlPort.REPLICA, new FromReplicas());
      announce("follower");
      take(new ReplicaInput.Started());
    }
  }

  /**
   * Replaces the goal state; Muxes and hosts are told what changes for them by the primary. Whoever
   * hangs learns of it when it goes on.
   *
   * @throws IllegalArgumentException when the goal state contradicts itself; the old one stays
   */
  public void changeGoal(GoalState newGoal) {
    new GoalCompiler(newGoal);
    goal = newGoal;
    if (alive) {
      changeTimer.setAfter(0);
    }
  }

  private void goalChanged() {
    if (reign != null) {
      reign.changeGoal(goal);
    }
  }

  /** Whether this replica programs Muxes and hosts now. */
  public boolean isPrimary() {
    return reign != null;
  }

  @Override
  public void shutDown() {
    replicaTimer.discard();
    changeTimer.discard();
    alive = false;
    end();
    if (socket != null) {
      socket.close();
    }
  }

  @Override
  public void crash() {
    replicaTimer.discard();
    changeTimer.discard();
    alive = false;
    if (reign != null) {
      reign.stop();
      reign = null;
    }
  }

  private void begin(long term) {
    ManagerDriver driver = new ManagerDriver(node, config, goal, term);
    reign = driver;
    driver.start();
  }

  private void end() {
    if (reign != null) {
      reign.end();
      reign = null;
    }
  }

  // Replicas -------------------------------------------------------------------------------------

  private void take(ReplicaInput input) {
    if (replica == null) {
      return;
    }
    List<ReplicaEffect> effects = new ArrayList<>();
    replica.on(context.nowPs(), input, effects::add);
    effects.forEach(this::execute);
  }

  private void execute(ReplicaEffect effect) {
    if (effect instanceof ReplicaEffect.Send send) {
      if (socket != null && replicaConfig != null) {
        socket.send(
            replicaConfig.replicas().get(send.to()),
            ControlPort.REPLICA,
            Bytes.of(ReplicaCodec.encode(send.message())),
            null,
            0,
            HOP_LIMIT);
      }
    } else if (effect instanceof ReplicaEffect.SetTimer set) {
      replicaTimer.setAfter(set.afterPs());
    } else if (effect instanceof ReplicaEffect.BecomePrimary become) {
      announce("primary");
      begin(become.term());
    } else if (effect instanceof ReplicaEffect.StepDown) {
      announce("follower");
      end();
    } else {
      throw new IllegalStateException("unknown effect " + effect);
    }
  }

  private void announce(String role) {
    context.tableChanged(
        "replica",
        context.name(),
        () -> {
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("replica", context.name());
          row.put("role", role);
          row.put("term", replicaConfig == null ? 0L : replicaConfig.memory().term());
          return row;
        });
  }

  private final class FromReplicas implements UdpHandler {
    @Override
    public void received(UdpSocket from, Packet datagram) {
      int sender =
          replicaConfig == null || datagram.ip() == null
              ? -1
              : replicaConfig.replicas().indexOf(datagram.ip().source());
      if (sender < 0 || !(datagram.payload() instanceof Bytes bytes)) {
        return;
      }
      ReplicaMessage message;
      try {
        message = ReplicaCodec.decode(bytes.toArray());
      } catch (ControlDecodeException e) {
        // Whoever it is speaks nonsense: as if nothing had come.
        return;
      }
      take(new ReplicaInput.Received(sender, message));
    }
  }
}
