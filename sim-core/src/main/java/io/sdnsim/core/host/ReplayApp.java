package io.sdnsim.core.host;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.device.LocalDeliveryHook;
import io.sdnsim.core.device.NodeProcess;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TransportHeader;
import io.sdnsim.core.packet.UdpHeader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One end of a replay on a node: puts the captured packets on the node's IP layer and takes the
 * other side's before TCP, UDP and ICMP see them. A replay does not survive its process: started a
 * second time it stays silent.
 *
 * <p>Which packets are the replay's it knows by the flow in their tag; which frame of the capture
 * each of them is, by what it carries. The server's end answers to the addresses and ports that it
 * saw, so that it works behind any translation.
 */
public final class ReplayApp implements NodeProcess, LocalDeliveryHook {
  private static final String NAME = "replay";

  private final IpNode node;
  private final NodeContext context;
  private final ReplayRun run;
  private final ReplayPlan plan;
  private final ReplaySide side;
  private final boolean isClient;
  private final Timer timer;
  private boolean alive;

  private ReplayApp(IpNode node, ReplayRun run, boolean isClient) {
    this.node = node;
    this.context = node.context();
    this.run = run;
    this.plan = run.plan();
    this.side = run.side(isClient);
    this.isClient = isClient;
    this.timer = context.timer(this::proceed);
  }

  /** The end that stands for the captured client. */
  public static ReplayApp client(IpNode node, ReplayRun run) {
    return new ReplayApp(node, run, true);
  }

  /** The end that stands for the captured server: a backend, or the target itself. */
  public static ReplayApp server(IpNode node, ReplayRun run) {
    return new ReplayApp(node, run, false);
  }

  public ReplayRun run() {
    return run;
  }

  @Override
  public void start() {
    if (side.isStarted()) {
      return;
    }
    alive = true;
    long startPs = Math.max(context.nowPs(), plan.config().startPs());
    side.start(startPs);
    node.addLocalDeliveryHook(this);
    timer.setAt(startPs);
  }

  @Override
  public boolean take(Packet datagram) {
    FlowTag tag = datagram.tag().flow();
    boolean ours =
        alive
            && tag != null
            && tag.flow().equals(plan.config().flow())
            && tag.reply() == isClient
            && isReplayable(datagram.transport());
    if (!ours) {
      return false;
    }
    context.consumed(datagram, NAME);
    side.received(context.nowPs(), datagram);
    proceed();
    return true;
  }

  private static boolean isReplayable(@Nullable TransportHeader transport) {
    return transport instanceof TcpHeader
        || transport instanceof UdpHeader
        || (transport instanceof IcmpHeader icmp && icmp.isEcho());
  }

  private void proceed() {
    if (!alive || context.nowPs() < plan.config().startPs()) {
      return;
    }
    List<ReplayFrame> due = new ArrayList<>();
    long againPs = side.proceed(context.nowPs(), due);
    for (ReplayFrame frame : due) {
      send(frame);
    }
    if (againPs == SimTime.NEVER) {
      timer.cancel();
    } else {
      timer.setAt(againPs);
    }
  }

  private void send(ReplayFrame frame) {
    FlowKey addressed = isClient ? towardsTarget(frame) : backToClient(frame);
    IpHeader ip = frame.packet().ip();
    TransportHeader transport = frame.packet().transport();
    if (addressed == null || ip == null || transport == null) {
      side.withdrawn(frame);
      return;
    }
    FlowTag tag = new FlowTag(plan.config().flow(), frame.conversation(), !isClient);
    Packet packet =
        Packet.ip(
            ip.withAddresses(addressed.source(), addressed.destination()),
            transport.withPorts(addressed.sourcePort(), addressed.destinationPort()),
            frame.packet().payload(),
            context.newTag(tag, frame.ordinal()));
    context.created(packet, NAME);
    node.output().send(packet);
  }

  private @Nullable FlowKey towardsTarget(ReplayFrame frame) {
    ReplayPlan.Conversation conversation = plan.conversations().get(frame.conversation());
    IpAddress target = plan.config().target();
    IpAddress given = plan.config().clientAddress();
    IpAddress source = given != null ? given : node.output().sourceFor(target);
    if (source == null) {
      return null;
    }
    return new FlowKey(
        0,
        source,
        target,
        conversation.protocol(),
        conversation.clientPort(),
        plan.targetPort(conversation));
  }

  private @Nullable FlowKey backToClient(ReplayFrame frame) {
    FlowKey seen = side.observed(frame.conversation());
    return seen == null ? null : seen.reversed();
  }

  @Override
  public void shutDown() {
    crash();
  }

  @Override
  public void crash() {
    alive = false;
    timer.cancel();
    node.removeLocalDeliveryHook(this);
  }
}
