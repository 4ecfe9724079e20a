package io.sdnsim.slb.mux;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.slb.goal.LeaseChange;
import io.sdnsim.slb.goal.MuxState;
import io.sdnsim.slb.goal.VipState;
import io.sdnsim.vxlan.flow.FlowTable;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of a Mux (Ananta 3.3): which backend a packet to a VIP goes to.
 *
 * <p>Pure: {@link MuxProcess} moves the packets. Flows are not classified by trust and not
 * replicated to other Muxes; fragments are not put together.
 */
final class Mux {
  private final BackendSelection selection;
  private final FlowTable<MuxFlow> flows;
  private final Consumer<MuxFlow> added;
  private final Consumer<MuxFlow> gone;
  private VipMap vips = new VipMap(new MuxState(List.of()));

  /**
   * @param added is told of new entries of the flow table
   * @param gone is told of entries that left it
   */
  Mux(
      MuxConfig config,
      BackendSelection selection,
      Consumer<MuxFlow> added,
      Consumer<MuxFlow> gone) {
    this.selection = selection;
    this.flows = new FlowTable<>(config.flowLimit(), config.flowIdlePs());
    this.added = added;
    this.gone = gone;
  }

  /** The state that is in force. */
  VipMap vips() {
    return vips;
  }

  /** Puts a state in force. The flow table stays: connections go on where they are. */
  void apply(MuxState state) {
    vips = new VipMap(state);
  }

  /** Leases come and go; a change for a VIP that is not here is nothing. */
  void apply(List<LeaseChange> changes) {
    for (LeaseChange change : changes) {
      VipMap.Vip vip = vips.vip(change.vip());
      if (vip != null) {
        vip.apply(change);
      }
    }
  }

  int flowCount() {
    return flows.size();
  }

  void expire(long nowPs) {
    flows.expire(nowPs, gone);
  }

  long nextExpiryPs() {
    return flows.nextExpiryPs();
  }

  /** What to do with a packet; null when it is for none of the VIPs. */
  @Nullable MuxVerdict decide(long nowPs, Packet packet) {
    IpHeader ip = packet.ip();
    VipMap.Vip vip = ip == null ? null : vips.vip(ip.destination());
    if (ip == null || vip == null) {
      return null;
    }
    expire(nowPs);
    if (ip.isFragment()) {
      return new MuxVerdict.Drop(SlbDrop.VIP_FRAGMENT, vip.state().name());
    }
    if (packet.transport() instanceof IcmpHeader icmp) {
      return decideIcmp(vip, packet, icmp);
    }
    return decideFlow(nowPs, vip, FlowKey.of(0, packet), startsConnection(packet));
  }

  /** A SYN makes its flow anew (Ananta 3.3.3). */
  private static boolean startsConnection(Packet packet) {
    return packet.transport() instanceof TcpHeader tcp
        && tcp.has(TcpHeader.SYN)
        && !tcp.has(TcpHeader.ACK);
  }

  private MuxVerdict decideFlow(long nowPs, VipMap.Vip vip, FlowKey flow, boolean isNew) {
    MuxFlow known = flows.get(flow);
    if (known != null && !isNew) {
      flows.touch(nowPs, known);
      return new MuxVerdict.Forward(known.vip(), known.backend(), "flow-table hit");
    }
    MuxVerdict verdict = look(vip, flow);
    if (verdict instanceof MuxVerdict.Forward forward
        && vip.range(flow.destinationPort()) == null) {
      if (known != null) {
        flows.remove(known);
        gone.accept(known);
      }
      return remember(nowPs, flow, forward);
    }
    return verdict;
  }

  private MuxVerdict remember(long nowPs, FlowKey flow, MuxVerdict.Forward forward) {
    if (flows.isFull()) {
      // Degraded, but alive as long as the backends stay as they are.
      return new MuxVerdict.Forward(
          forward.vip(), forward.backend(), forward.how() + ", flow table full");
    }
    MuxFlow entry = new MuxFlow(flow, forward.vip(), forward.backend());
    flows.add(nowPs, entry);
    added.accept(entry);
    return forward;
  }

  /** Without the flow table: a rule's backends by hash, or the VM of a SNAT range. */
  private MuxVerdict look(VipMap.Vip vip, FlowKey flow) {
    VipState.RuleState rule = vip.rule(flow.protocol(), flow.destinationPort());
    if (rule != null) {
      return rule.backends().isEmpty()
          ? new MuxVerdict.Drop(SlbDrop.NO_BACKEND, flow.toString())
          : new MuxVerdict.Forward(
              vip.state().name(), selection.select(flow, rule.backends()), "hash");
    }
    VipState.SnatState range = vip.range(flow.destinationPort());
    return range == null
        ? new MuxVerdict.Drop(SlbDrop.NO_VIP_RULE, flow.toString())
        : new MuxVerdict.Forward(vip.state().name(), range.backend(), "snat range");
  }

  /** An error goes to the VM whose packet it is about, or path MTU discovery would fail. */
  private MuxVerdict decideIcmp(VipMap.Vip vip, Packet packet, IcmpHeader icmp) {
    if (icmp.isError()
        && packet.payload() instanceof Quoted quoted
        && quoted.original().transport() != null) {
      FlowKey flow = FlowKey.of(0, quoted.original()).reversed();
      if (flow.destination().equals(vip.state().address())) {
        MuxFlow known = flows.get(flow);
        return known == null
            ? look(vip, flow)
            : new MuxVerdict.Forward(known.vip(), known.backend(), "flow-table hit");
      }
    }
    return icmp.isEchoRequest() && vip.state().icmpReply()
        ? new MuxVerdict.AnswerEcho()
        : new MuxVerdict.Drop(SlbDrop.NO_VIP_RULE, "icmp type " + icmp.type());
  }

  /** Whether hosts may send from this address through the Mux. */
  boolean isVip(IpAddress address) {
    return vips.vip(address) != null;
  }
}
