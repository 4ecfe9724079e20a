package io.sdnsim.slb.host;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.device.NodeProcess;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.trace.DropReason;
import io.sdnsim.slb.control.ControlConnection;
import io.sdnsim.slb.control.ControlMessage;
import io.sdnsim.slb.control.Listener;
import io.sdnsim.slb.control.Term;
import io.sdnsim.slb.goal.SnatLease;
import io.sdnsim.vxlan.vswitch.NatPolicy;
import io.sdnsim.vxlan.vswitch.PacketHolder;
import io.sdnsim.vxlan.vswitch.SnatLeasing;
import io.sdnsim.vxlan.vswitch.SnatPool;
import io.sdnsim.vxlan.vswitch.SnatRange;
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
public final class HostAgentProcess implements NodeProcess, PacketHolder {
  private static final int IDLE_CHECKS_PER_IDLE_TIME = 4;

  /** However short the idle time of a pool, an agent has other things to do. */
  private static final long LEAST_CHECK_PS = SimTime.MILLISECOND;

  private final IpNode node;
  private final NodeContext context;
  private final HostAgentConfig config;
  private final VirtualSwitchProcess virtualSwitch;
  private final HealthProber prober;
  private final RedirectReceiver redirects;
  private final Timer retryTimer;
  private final Timer leaseTimer;
  private final List<ControlConnection> accepted = new ArrayList<>();
  private @Nullable ControlConnection toManager;
  private @Nullable Listener listener;
  private boolean running;
  private boolean managerListens;
  private final Term term = new Term();
  private int attempts;

  /** Those that outbound packets go through now. */
  private List<IpAddress> muxes = List.of();

  public HostAgentProcess(IpNode node, HostAgentConfig config, VirtualSwitchProcess virtualSwitch) {
    this.node = node;
    this.context = node.context();
    this.config = config;
    this.virtualSwitch = virtualSwitch;
    this.prober =
        new HealthProber(context, config.tcp(), virtualSwitch::agentSockets, this::reportHealth);
    this.redirects = new RedirectReceiver(node, virtualSwitch.virtualSwitch().fastpath());
    this.retryTimer = context.timer(this::connect);
    this.leaseTimer = context.timer(this::releaseIdleLeases);
    virtualSwitch.setSnatRequester(this::requestPorts);
  }

  @Override
  public void start() {
    running = true;
    virtualSwitch.start();
    redirects.open();
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
    managerListens = false;
    retryTimer.discard();
    leaseTimer.discard();
    prober.stop();
    redirects.close();
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
                config.controllers().get(attempts % config.controllers().size()),
                config.managerPort(),
                new FlowTag("slb:" + context.name() + "-manager", 0, false),
                connection));
  }

  // Leases ---------------------------------------------------------------------------------------

  private SnatLeasing leasing() {
    return virtualSwitch.virtualSwitch().leasing();
  }

  private boolean requestPorts(SnatPool pool) {
    if (!running || !managerListens || toManager == null) {
      return false;
    }
    toManager.send(new ControlMessage.SnatRequest(pool.vm()));
    return true;
  }

  /** Those of VIPs that are out of service, too: they are the VMs' still. */
  private List<SnatLease> leases() {
    List<SnatLease> all = new ArrayList<>();
    leasing().forEach((vm, range) -> all.add(lease(vm, range)));
    return all;
  }

  private static SnatLease lease(String vm, SnatRange range) {
    return new SnatLease(range.vipName(), vm, range.firstPort(), range.count());
  }

  private void answered(ControlMessage.SnatAnswer answer) {
    if (answer.firstPorts().isEmpty()) {
      leasing().refused(answer.vm());
    } else {
      leasing().granted(answer.vm(), answer.firstPorts(), answer.count());
      armLeaseTimer();
    }
  }

  /** Only the manager can take ports back: while it is away they stay. */
  private void releaseIdleLeases() {
    List<SnatLease> idle = new ArrayList<>();
    if (managerListens && toManager != null) {
      for (SnatPool pool : leasing().pools()) {
        leasing().takeIdle(pool).forEach(range -> idle.add(lease(pool.vm(), range)));
      }
      if (!idle.isEmpty()) {
        toManager.send(new ControlMessage.SnatRelease(idle));
      }
    }
    armLeaseTimer();
  }

  private void armLeaseTimer() {
    if (!leaseTimer.isSet() && !leases().isEmpty()) {
      leasing().pools().stream()
          .mapToLong(SnatPool::idlePs)
          .min()
          .ifPresent(
              idlePs ->
                  leaseTimer.setAfter(
                      Math.max(LEAST_CHECK_PS, idlePs / IDLE_CHECKS_PER_IDLE_TIME)));
    }
  }

  @Override
  public int heldPackets() {
    return virtualSwitch.heldPackets();
  }

  @Override
  public void dropHeld(DropReason reason) {
    virtualSwitch.dropHeld(reason);
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
      managerListens = true;
      connection.send(new ControlMessage.Hello(context.name(), leases()));
    }

    @Override
    public void received(ControlConnection connection, ControlMessage message) {
      if (running
          && message instanceof ControlMessage.AgentGoal goal
          && !term.accepts(goal.version())) {
        connection.abort();
        closed(connection, "an earlier primary");
      } else if (running && message instanceof ControlMessage.AgentGoal goal) {
        NatPolicy nat = goal.state().natAfter(muxes);
        muxes = nat.muxes();
        virtualSwitch.virtualSwitch().apply(nat);
        armLeaseTimer();
        prober.apply(goal.state().probes());
        connection.send(new ControlMessage.Acknowledge(goal.version()));
        reportHealth();
      } else if (running && message instanceof ControlMessage.SnatAnswer answer) {
        answered(answer);
      } else if (running && message instanceof ControlMessage.SnatRevoke revoke) {
        revoke
            .leases()
            .forEach(lease -> leasing().revoke(lease.vm(), lease.vip(), lease.firstPort()));
      }
    }

    @Override
    public void closed(ControlConnection connection, String why) {
      if (running && connection == toManager) {
        managerListens = false;
        attempts++;
        leasing().managerLost();
        retryTimer.setAfter(config.retryPs());
      }
    }
  }

  /** A channel from the network controller. */
  private final class NetworkSession implements ControlConnection.User {
    @Override
    public void received(ControlConnection connection, ControlMessage message) {
      if (running
          && message instanceof ControlMessage.NetworkGoal goal
          && !term.accepts(goal.version())) {
        connection.abort();
        accepted.remove(connection);
      } else if (running && message instanceof ControlMessage.NetworkGoal goal) {
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
