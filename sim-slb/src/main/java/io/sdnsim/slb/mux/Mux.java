package io.sdnsim.slb.mux;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TransportHeader;
import io.sdnsim.slb.goal.Backend;
import io.sdnsim.slb.goal.LeaseChange;
import io.sdnsim.slb.goal.MuxState;
import io.sdnsim.slb.selection.BackendPickers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of a Mux (Ananta 3.3): which backend a packet to a VIP goes to.
 *
 * <p>Pure: {@link MuxProcess} moves the packets. Flows are not replicated to other Muxes; fragments
 * are not put together.
 */
final class Mux {
  /** Learns what becomes of the flows; a flow's number is good during the call alone. */
  interface FlowListener {
    /** A flow is new, or its state changed. */
    void changed(MuxFlowTable flows, int flow);

    /**
     * A flow is about to be forgotten.
     *
     * @param idle whether for its idle timeout
     */
    void gone(MuxFlowTable flows, int flow, boolean idle);
  }

  private final BackendPickers pickers;
  private final long hashSeed;
  private final MuxFlowTable flows;
  private final FlowListener listener;
  private final @Nullable MuxLoad load;
  private VipMap vips = new VipMap();

  /**
   * @param pickers shared by the Muxes of a simulation
   * @param load null when nothing limits it
   */
  Mux(MuxConfig config, BackendPickers pickers, @Nullable MuxLoad load, FlowListener listener) {
    this.pickers = pickers;
    this.hashSeed = config.hashSeed();
    this.flows = new MuxFlowTable(config.flows());
    this.load = load;
    this.listener = listener;
  }

  /** The state that is in force. */
  VipMap vips() {
    return vips;
  }

  /** Puts a state in force. The flow table stays: connections go on where they are. */
  void apply(MuxState state) {
    vips = new VipMap(state, vips, pickers, hashSeed);
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

  MuxFlowTable flows() {
    return flows;
  }

  /** Forgets the flows whose time has come, the first to expire first. */
  void expire(long nowPs) {
    for (int flow = flows.firstExpired(nowPs);
        flow != MuxFlowTable.NONE;
        flow = flows.firstExpired(nowPs)) {
      forget(flow, true);
    }
  }

  private void forget(int flow, boolean idle) {
    listener.gone(flows, flow, idle);
    flows.remove(flow);
  }

  /** What to do with a packet; null when it is for none of the VIPs. */
  @Nullable MuxVerdict decide(long nowPs, Packet packet) {
    IpHeader ip = packet.ip();
    VipMap.Vip vip = ip == null ? null : vips.vip(ip.destination());
    if (ip == null || vip == null) {
      return null;
    }
    if (load != null && load.drops(nowPs, vip, packet.networkLengthBytes())) {
      return new MuxVerdict.Drop(SlbDrop.OVER_FAIR_SHARE, vip.name());
    }
    MuxVerdict whole = vip.whole();
    if (whole != null) {
      return whole;
    }
    if (ip.isFragment()) {
      return new MuxVerdict.Drop(SlbDrop.VIP_FRAGMENT, vip.name());
    }
    if (packet.transport() instanceof IcmpHeader icmp) {
      return decideIcmp(vip, packet, icmp);
    }
    return decideFlow(nowPs, vip, ip, packet);
  }

  private MuxVerdict decideFlow(long nowPs, VipMap.Vip vip, IpHeader ip, Packet packet) {
    TransportHeader transport = packet.transport();
    int sourcePort = transport == null ? 0 : transport.sourcePort();
    int port = transport == null ? 0 : transport.destinationPort();
    long hash = MuxFlowTable.hashOf(ip.source(), ip.destination(), ip.protocol(), sourcePort, port);
    int known = flows.find(hash, ip.source(), ip.destination(), ip.protocol(), sourcePort, port);
    TcpHeader tcp = transport instanceof TcpHeader header ? header : null;
    if (known != MuxFlowTable.NONE) {
      boolean expired = flows.isExpired(nowPs, known);
      // A SYN makes its flow anew (Ananta 3.3.3).
      if (!expired && !startsConnection(tcp)) {
        return useKnown(nowPs, known, tcp, packet);
      }
      forget(known, expired);
    }
    return decideNew(nowPs, vip, hash, tcp, packet);
  }

  private static boolean startsConnection(@Nullable TcpHeader tcp) {
    return tcp != null && tcp.has(TcpHeader.SYN) && !tcp.has(TcpHeader.ACK);
  }

  private MuxVerdict useKnown(long nowPs, int flow, @Nullable TcpHeader tcp, Packet packet) {
    MuxVerdict verdict = flows.target(flow).hit();
    if (tcp != null && tcp.has(TcpHeader.RST)) {
      forget(flow, false);
      return verdict;
    }
    if (flows.trust(nowPs, flow)) {
      listener.changed(flows, flow);
    } else {
      flows.touch(nowPs, flow);
    }
    if (tcp != null) {
      follow(nowPs, flow, tcp, packet, false);
    }
    return verdict;
  }

  private void follow(long nowPs, int flow, TcpHeader tcp, Packet packet, boolean first) {
    if (flows.target(flow).settings().tcpReset()) {
      int length =
          packet.payload().lengthBytes()
              + (tcp.has(TcpHeader.SYN) ? 1 : 0)
              + (tcp.has(TcpHeader.FIN) ? 1 : 0);
      int acknowledgment = first ? tcp.acknowledgment() : latestAcknowledgment(flow, tcp);
      flows.follow(flow, tcp.sequence() + length, acknowledgment);
    }
    if (tcp.has(TcpHeader.FIN) && !flows.isClosing(flow)) {
      flows.close(nowPs, flow);
      listener.changed(flows, flow);
    }
  }

  /** Of those that the client has sent: a segment may be overtaken by later ones. */
  private int latestAcknowledgment(int flow, TcpHeader tcp) {
    int known = flows.acknowledgment(flow);
    boolean later = known == 0 || tcp.acknowledgment() - known > 0;
    return tcp.has(TcpHeader.ACK) && later ? tcp.acknowledgment() : known;
  }

  /** By the rule's backends or the VM of a SNAT range; the first is remembered. */
  private MuxVerdict decideNew(
      long nowPs, VipMap.Vip vip, long hash, @Nullable TcpHeader tcp, Packet packet) {
    FlowKey key = FlowKey.of(0, packet);
    Rule rule = vip.rule(key.protocol(), key.destinationPort());
    if (rule == null) {
      return vip.outboundOnly() && startsConnection(tcp)
          ? unwanted(vip, key.toString())
          : rangeOf(vip, key);
    }
    if (rule.isSettledByHosts()) {
      return pairOf(rule, key, startsConnection(tcp));
    }
    Target target = rule.targetOf(key);
    if (target == null) {
      return new MuxVerdict.Drop(SlbDrop.NO_BACKEND, key.toString());
    }
    if (!flows.hasRoom()) {
      expire(nowPs);
    }
    // A reset ends what we know nothing of. Without room we are degraded, but alive as long as the
    // backends stay as they are.
    if (tcp != null && tcp.has(TcpHeader.RST)) {
      return target.hash();
    }
    if (!flows.hasRoom()) {
      return target.hashWithoutState();
    }
    int flow = flows.add(nowPs, hash, key, target);
    listener.changed(flows, flow);
    if (tcp != null) {
      follow(nowPs, flow, tcp, packet, true);
    }
    return target.hash();
  }

  private static MuxVerdict pairOf(Rule rule, FlowKey key, boolean begins) {
    MuxVerdict verdict = rule.pairOf(key, begins);
    return verdict == null ? new MuxVerdict.Drop(SlbDrop.NO_BACKEND, key.toString()) : verdict;
  }

  /** Stateless: replies of the world to what a VM began (Ananta 3.3.3). */
  private static MuxVerdict rangeOf(VipMap.Vip vip, FlowKey key) {
    Backend owner = vip.rangeOwner(key.destinationPort());
    return owner == null
        ? unwanted(vip, key.toString())
        : new MuxVerdict.Forward(vip.name(), owner, "snat range");
  }

  private static MuxVerdict unwanted(VipMap.Vip vip, String what) {
    return new MuxVerdict.Drop(
        vip.outboundOnly() ? SlbDrop.OUTBOUND_ONLY_VIP : SlbDrop.NO_VIP_RULE, what);
  }

  /** An error goes to the VM whose packet it is about, or path MTU discovery would fail. */
  private MuxVerdict decideIcmp(VipMap.Vip vip, Packet packet, IcmpHeader icmp) {
    if (icmp.isError()
        && packet.payload() instanceof Quoted quoted
        && quoted.original().transport() != null) {
      FlowKey key = FlowKey.of(0, quoted.original()).reversed();
      if (key.destination().equals(vip.address())) {
        return decideWithoutState(vip, key);
      }
    }
    return icmp.isEchoRequest() && vip.icmpReply()
        ? new MuxVerdict.AnswerEcho()
        : unwanted(vip, "icmp type " + icmp.type());
  }

  private MuxVerdict decideWithoutState(VipMap.Vip vip, FlowKey key) {
    int known = flows.find(key);
    if (known != MuxFlowTable.NONE) {
      return flows.target(known).hit();
    }
    Rule rule = vip.rule(key.protocol(), key.destinationPort());
    if (rule == null) {
      return rangeOf(vip, key);
    }
    if (rule.isSettledByHosts()) {
      return pairOf(rule, key, false);
    }
    Target target = rule.targetOf(key);
    return target == null ? new MuxVerdict.Drop(SlbDrop.NO_BACKEND, key.toString()) : target.hash();
  }

  /** Whether hosts may send from this address through the Mux. */
  boolean isVip(IpAddress address) {
    return vips.vip(address) != null;
  }
}
