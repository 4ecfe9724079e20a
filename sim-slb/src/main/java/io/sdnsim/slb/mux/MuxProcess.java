package io.sdnsim.slb.mux;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.device.NodeProcess;
import io.sdnsim.core.device.PacketInterceptor;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.slb.control.ControlConnection;
import io.sdnsim.slb.control.ControlMessage;
import io.sdnsim.slb.control.Listener;
import io.sdnsim.slb.control.Term;
import io.sdnsim.slb.goal.MuxState;
import io.sdnsim.slb.goal.VipState;
import io.sdnsim.slb.selection.BackendPickers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Mux at work on a node: takes the packets to its VIPs out of the node's forwarding path, wraps
 * them in VXLAN to the hosts of their backends, and forwards what hosts send out through it.
 *
 * <p>Listens for the SLB manager; a VIP is advertised only once its state is here (Ananta 3.3.1).
 * When the manager can't be reached, the state stays in force. Inner packets go through as they
 * came, hop limit included.
 */
public final class MuxProcess implements NodeProcess {
  private static final int ECHO_REPLY_HOP_LIMIT = 64;

  private final IpNode node;
  private final NodeContext context;
  private final MuxConfig config;
  private final VipAdvertiser advertiser;
  private final @Nullable MuxLoad load;
  private final Mux mux;
  private final InternalVips internalVips;
  private final IdleResets resets;
  private final Redirects redirects;
  private final BackendTunnels tunnels;
  private final MuxTables tables;

  private final PacketInterceptor interceptor = this::intercept;
  private final Timer expiryTimer;
  private final List<ControlConnection> accepted = new ArrayList<>();
  private @Nullable Listener listener;
  private final Term term = new Term();

  /** The channel of the manager that is obeyed. */
  private @Nullable ControlConnection manager;

  private boolean running;

  /** When the expiry timer rings, while it is set. */
  private long expiryPs;

  /** A Mux that shares nothing with others. */
  public MuxProcess(IpNode node, MuxConfig config, VipAdvertiser advertiser) {
    this(node, config, advertiser, new BackendPickers());
  }

  /**
   * A Mux.
   *
   * @param pickers of all Muxes of the simulation, so that they share Maglev tables
   */
  public MuxProcess(
      IpNode node, MuxConfig config, VipAdvertiser advertiser, BackendPickers pickers) {
    this.node = node;
    this.context = node.context();
    this.config = config;
    this.advertiser = advertiser;
    LoadLimits limits = config.load();
    this.load =
        limits == null
            ? null
            : new MuxLoad(limits, context.random("fair-shares"), node.receiveDrops());
    this.mux = new Mux(config, pickers, load, new FlowWatch(VipState.WORLD));
    this.internalVips = new InternalVips(vni -> new Mux(config, pickers, null, new FlowWatch(vni)));
    this.resets = new IdleResets(context);
    this.redirects = new Redirects(node);
    this.tunnels = new BackendTunnels(node, config, this::fromHost);
    this.tables = new MuxTables(context);
    this.expiryTimer = context.timer(this::expire);
  }

  @Override
  public void start() {
    running = true;
    tunnels.open();
    node.addInterceptor(interceptor);
    listener =
        Listener.open(
            node.transport(),
            config.tcp(),
            config.controlPort(),
            () -> {
              ControlConnection connection = new ControlConnection(new ManagerSession());
              accepted.add(connection);
              return connection;
            });
  }

  @Override
  public void shutDown() {
    apply(new MuxState(List.of()));
    stop();
    accepted.forEach(ControlConnection::close);
    if (listener != null) {
      listener.close();
    }
  }

  @Override
  public void crash() {
    stop();
  }

  private void stop() {
    running = false;
    expiryTimer.discard();
    node.removeInterceptor(interceptor);
    tunnels.close();
  }

  /** Puts a state in force: VIPs that are gone are withdrawn, new ones advertised. */
  private void apply(MuxState all) {
    List<VipState> internal = all.vips().stream().filter(VipState::isInternal).toList();
    internalVips.apply(internal, tables::announceGone);
    internal.forEach(tables::announce);
    applyOfWorld(all.withVips(all.vips().stream().filter(vip -> !vip.isInternal()).toList()));
  }

  private void applyOfWorld(MuxState state) {
    VipMap before = mux.vips();
    mux.apply(state);
    redirects.apply(state.fastpath());
    for (VipMap.Vip old : before.all()) {
      if (!mux.isVip(old.address())) {
        advertiser.withdraw(Prefix.host(old.address()));
        tables.announceGone(VipState.WORLD, old);
      }
    }
    for (VipState vip : state.vips()) {
      if (before.vip(vip.address()) == null) {
        advertiser.advertise(Prefix.host(vip.address()));
      }
      tables.announce(vip);
    }
    for (MuxState.PublicIpState publicIp : state.publicIps()) {
      if (before.vip(publicIp.address()) == null) {
        advertiser.advertise(Prefix.host(publicIp.address()));
      }
      tables.announce(publicIp);
    }
  }

  // Packets --------------------------------------------------------------------------------------

  private boolean intercept(Packet packet) {
    if (redirects.isRedirect(packet)) {
      VipMap.Vip vip = mux.vips().vip(ipOf(packet).destination());
      if (vip != null && vip.whole() == null) {
        redirects.received(packet, vip);
        return true;
      }
    }
    MuxVerdict verdict = mux.decide(context.nowPs(), packet);
    if (verdict == null) {
      return false;
    }
    if (verdict instanceof MuxVerdict.Forward forward) {
      tunnels.forward(packet, forward);
      redirects.forwarded(packet, forward.backend(), mux);
    } else if (verdict instanceof MuxVerdict.ForwardToPair pair) {
      tunnels.forwardToPair(packet, pair);
    } else if (verdict instanceof MuxVerdict.Drop drop) {
      context.drop(packet, drop.reason(), drop.detail());
    } else if (verdict instanceof MuxVerdict.AnswerEcho) {
      answerEcho(packet);
    } else {
      throw new IllegalStateException("unknown verdict " + verdict);
    }
    if (load != null) {
      reportOverload(load);
    }
    return true;
  }

  /** Sending needs nothing of the CPU that is overloaded. */
  private void reportOverload(MuxLoad observed) {
    ControlMessage.Overloaded report = observed.observe(context.nowPs(), node.receiveDrops());
    if (report != null && manager != null) {
      manager.send(report);
    }
  }

  private void answerEcho(Packet request) {
    if (!(request.transport() instanceof IcmpHeader icmp)) {
      throw new IllegalStateException("no echo request: " + request);
    }
    context.consumed(request, "mux");
    IpHeader ip = ipOf(request);
    PacketTag asked = request.tag();
    PacketTag tag =
        context.newTag(asked.flow() == null ? null : asked.flow().reversed(), asked.number());
    int type = icmp.ipv6() ? IcmpHeader.V6_ECHO_REPLY : IcmpHeader.V4_ECHO_REPLY;
    IpHeader header =
        icmp.ipv6()
            ? Ipv6Header.of(ip.destination(), ip.source(), ECHO_REPLY_HOP_LIMIT, IpProtocol.ICMPV6)
            : Ipv4Header.of(ip.destination(), ip.source(), ECHO_REPLY_HOP_LIMIT, IpProtocol.ICMP);
    Packet reply =
        Packet.ip(
            header, new IcmpHeader(icmp.ipv6(), type, 0, icmp.rest()), request.payload(), tag);
    context.created(reply, "mux");
    node.output().send(reply);
  }

  /** What a VM sent to the world, translated by its host. */
  private void fromHost(int vni, Packet frame, IpAddress host) {
    Packet packet = frame.withEthernet(null);
    IpHeader ip = packet.ip();
    if (ip == null) {
      context.drop(frame, CoreDrop.UNKNOWN_ETHERTYPE);
    } else if (toInternalVip(vni, packet)) {
      // It has gone to a backend, or it is dropped.
    } else if (!mux.isVip(ip.source())) {
      context.drop(packet, SlbDrop.NOT_FROM_VIP, ip.source() + " from " + host);
    } else {
      node.output().send(packet);
    }
  }

  /** Takes what a VM sent to the VIP of an internal load balancer; tells whether it was that. */
  private boolean toInternalVip(int vni, Packet packet) {
    MuxVerdict verdict = internalVips.decide(context.nowPs(), vni, packet);
    if (verdict == null) {
      return false;
    }
    if (verdict instanceof MuxVerdict.Forward forward) {
      // The client's host has reported what does not fit: the tunnel to it is as wide.
      tunnels.encapsulate(packet, forward);
    } else if (verdict instanceof MuxVerdict.ForwardToPair pair) {
      tunnels.encapsulateToPair(packet, pair);
    } else if (verdict instanceof MuxVerdict.Drop drop) {
      context.drop(packet, drop.reason(), drop.detail());
    } else {
      throw new IllegalStateException("an internal VIP does not answer " + packet);
    }
    return true;
  }

  private static IpHeader ipOf(Packet packet) {
    IpHeader ip = packet.ip();
    if (ip == null) {
      throw new IllegalArgumentException("not an IP packet: " + packet);
    }
    return ip;
  }

  // Flow table -----------------------------------------------------------------------------------

  private void expire() {
    mux.expire(context.nowPs());
    internalVips.expire(context.nowPs());
    armExpiry();
  }

  /** The timer may ring too early, as flows are used meanwhile, but never too late. */
  private void armExpiry() {
    long next = Math.min(mux.flows().nextExpiryPs(), internalVips.nextExpiryPs());
    if (next != SimTime.NEVER && (!expiryTimer.isSet() || next < expiryPs)) {
      expiryPs = Math.max(context.nowPs(), next);
      expiryTimer.setAt(expiryPs);
    }
  }

  /** Announces flows as they come and go, and resets those that are forgotten for being idle. */
  private final class FlowWatch implements Mux.FlowListener {
    private final int vni;

    /**
     * @param vni of the flows' VIPs
     */
    FlowWatch(int vni) {
      this.vni = vni;
    }

    @Override
    public void changed(MuxFlowTable flows, int flow) {
      armExpiry();
      tables.announce(vni, flows, flow);
    }

    @Override
    public void gone(MuxFlowTable flows, int flow, boolean idle) {
      tables.announceGone(vni, flows, flow);
      boolean elsewhere = vni == VipState.WORLD && redirects.forget(flows, flow);
      if (idle && !elsewhere && IdleResets.isDue(flows, flow)) {
        reset(flows, flow);
      }
    }

    private void reset(MuxFlowTable flows, int flow) {
      Packet toBackend = resets.toBackend(flows, flow);
      context.created(toBackend, "mux");
      tunnels.forward(toBackend, flows.target(flow).hit());
      Packet toClient = resets.toClient(flows, flow);
      context.created(toClient, "mux");
      node.output().send(toClient);
    }
  }

  // Control --------------------------------------------------------------------------------------

  /** A channel from the SLB manager. */
  private final class ManagerSession implements ControlConnection.User {
    @Override
    public void received(ControlConnection connection, ControlMessage message) {
      if (!running) {
        return;
      }
      if (message instanceof ControlMessage.MuxGoal goal && obeys(connection, goal.version())) {
        apply(goal.state());
        connection.send(new ControlMessage.Acknowledge(goal.version()));
      } else if (message instanceof ControlMessage.MuxLeases leases
          && obeys(connection, leases.version())) {
        mux.apply(leases.changes());
        connection.send(new ControlMessage.Acknowledge(leases.version()));
      }
    }

    /** A primary that has a successor is not listened to any more. */
    private boolean obeys(ControlConnection connection, long version) {
      if (term.accepts(version)) {
        manager = connection;
        return true;
      }
      connection.abort();
      forget(connection);
      return false;
    }

    @Override
    public void closed(ControlConnection connection, String why) {
      forget(connection);
    }

    private void forget(ControlConnection connection) {
      accepted.remove(connection);
      if (manager == connection) {
        manager = null;
      }
    }
  }
}
