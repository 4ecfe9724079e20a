package io.sdnsim.slb.host;

import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.device.NodeProcess;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.slb.control.ControlConnection;
import io.sdnsim.slb.control.ControlMessage;
import io.sdnsim.slb.control.Listener;
import io.sdnsim.vxlan.vswitch.VirtualSwitchProcess;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The host agents of a hypervisor together with its virtual switch: takes the virtual networks from
 * the network controller and the load balancer's NAT from the SLB manager, and puts them in force;
 * probes the host's VMs and tells the manager what changes.
 *
 * <p>While the controller can't be reached, what is in force stays. When this process dies, the
 * switch forgets everything with it; a real one lives in the kernel and would go on.
 */
public final class HostAgentProcess implements NodeProcess {
  private final IpNode node;
  private final NodeContext context;
  private final HostAgentConfig config;
  private final VirtualSwitchProcess virtualSwitch;
  private final HealthProber prober;
  private final Timer retryTimer;
  private final List<ControlConnection> accepted = new ArrayList<>();
  private @Nullable ControlConnection toManager;
  private @Nullable Listener listener;
  private boolean running;

  public HostAgentProcess(IpNode node, HostAgentConfig config, VirtualSwitchProcess virtualSwitch) {
    this.node = node;
    this.context = node.context();
    this.config = config;
    this.virtualSwitch = virtualSwitch;
    this.prober =
        new HealthProber(context, config.tcp(), virtualSwitch::agentSockets, this::reportHealth);
    this.retryTimer = context.timer(this::connect);
  }

  @Override
  public void start() {
    running = true;
    virtualSwitch.start();
    listener =
        Listener.open(
            node.transport(),
            config.tcp(),
            config.listenPort(),
            () -> {
              ControlConnection connection = new ControlConnection(new NetworkSession());
              accepted.add(connection);
              return connection;
            });
    connect();
  }

  @Override
  public void shutDown() {
    stop();
    accepted.forEach(ControlConnection::close);
    if (toManager != null) {
      toManager.close();
    }
    if (listener != null) {
      listener.close();
    }
    virtualSwitch.shutDown();
  }

  @Override
  public void crash() {
    stop();
    virtualSwitch.crash();
  }

  private void stop() {
    running = false;
    retryTimer.discard();
    prober.stop();
  }

  private void connect() {
    ControlConnection connection = new ControlConnection(new ManagerSession());
    toManager = connection;
    connection.over(
        node.transport()
            .connect(
                config.tcp(),
                null,
                0,
                config.controller(),
                config.managerPort(),
                new FlowTag("slb:" + context.name() + "-manager", 0, false),
                connection));
  }

  private void reportHealth() {
    if (running && toManager != null) {
      toManager.send(new ControlMessage.HealthReport(prober.results()));
    }
  }

  /** The channel to the SLB manager, which this agent opens. */
  private final class ManagerSession implements ControlConnection.User {
    @Override
    public void connected(ControlConnection connection) {
      connection.send(new ControlMessage.Hello(context.name()));
    }

    @Override
    public void received(ControlConnection connection, ControlMessage message) {
      if (running && message instanceof ControlMessage.AgentGoal goal) {
        virtualSwitch.virtualSwitch().apply(goal.state().nat());
        prober.apply(goal.state().probes());
        connection.send(new ControlMessage.Acknowledge(goal.version()));
        reportHealth();
      }
    }

    @Override
    public void closed(ControlConnection connection, String why) {
      if (running && connection == toManager) {
        retryTimer.setAfter(config.retryPs());
      }
    }
  }

  /** A channel from the network controller. */
  private final class NetworkSession implements ControlConnection.User {
    @Override
    public void received(ControlConnection connection, ControlMessage message) {
      if (running && message instanceof ControlMessage.NetworkGoal goal) {
        virtualSwitch.virtualSwitch().apply(goal.policy());
        connection.send(new ControlMessage.Acknowledge(goal.version()));
      }
    }

    @Override
    public void closed(ControlConnection connection, String why) {
      accepted.remove(connection);
    }
  }
}
