package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.vxlan.tunnel.VxlanDrop;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The load balancer's layer (Ananta 3.2): translates VIP to DIP for what Muxes send, the reverse
 * for the answers, and the source of what a VM sends to the world to a port of its SNAT range. A
 * VM's public address, where it has one, stands for the VM's own in both directions, whatever the
 * protocol.
 *
 * <p>An inbound packet without a binding makes one whatever its TCP flags, as a Mux treats a flow
 * it does not know as new. An outbound TCP flow begins with a SYN without ACK, so that a connection
 * whose binding has expired is dropped in silence instead of leaving from another port.
 */
final class NatLayer implements Layer {
  /** Any constant: which Mux an outbound flow takes depends on the flow alone. */
  private static final long MUX_SEED = 0x534C42;

  private final NatTable table;
  private final SnatAllocator allocator;
  private final ReturnPath returnPath;
  private final MacAddress routerMac;
  private final SnatLeases leases;
  private final Fastpath fastpath;
  private NatPolicy policy = NatPolicy.NONE;

  NatLayer(
      NatTable table,
      SnatLeases leases,
      SnatAllocator allocator,
      ReturnPath returnPath,
      MacAddress routerMac,
      Fastpath fastpath) {
    this.table = table;
    this.leases = leases;
    this.allocator = allocator;
    this.returnPath = returnPath;
    this.routerMac = routerMac;
    this.fastpath = fastpath;
  }

  /** Bindings stay, but for those of public addresses that a VM has lost: others may have them. */
  void apply(NatPolicy newPolicy) {
    for (PublicAddress old : policy.publicAddresses()) {
      if (!newPolicy.publicAddresses().contains(old)) {
        table.removeAll(old.address());
      }
    }
    policy = newPolicy;
  }

  NatPolicy policy() {
    return policy;
  }

  @Override
  public LayerDecision decide(long nowPs, Direction direction, VmPort port, Packet packet) {
    return direction == Direction.INBOUND
        ? inbound(nowPs, port, packet)
        : outbound(nowPs, port, packet);
  }

  /** Whether what came to a port belongs to a flow that has a binding. */
  boolean knows(long nowPs, VmPort port, Packet packet) {
    return table.fromOutside(nowPs, outsideOf(port, packet, quotedBy(packet))) != null;
  }

  /** The flow from the VM as the world sees it, by a packet to the VM or an error about one. */
  private static FlowKey outsideOf(VmPort port, Packet packet, @Nullable Packet quoted) {
    return quoted == null
        ? FlowKey.of(port.number(), packet).reversed()
        : FlowKey.of(port.number(), quoted);
  }

  private LayerDecision inbound(long nowPs, VmPort port, Packet packet) {
    Packet quoted = quotedBy(packet);
    FlowKey outside = outsideOf(port, packet, quoted);
    NatBinding known = table.fromOutside(nowPs, outside);
    if (known != null) {
      followStart(known, packet);
      return new LayerDecision.Translate(known, null);
    }
    DnatRule rule = quoted == null ? ruleFor(port, outside) : null;
    if (rule != null) {
      FlowKey inside = withSource(outside, rule.dip(), rule.dipPort());
      NatBinding.Kind kind = rule.internal() ? NatBinding.Kind.INTERNAL : NatBinding.Kind.DNAT;
      return bindIn(
          nowPs, new NatBinding(kind, inside, outside, rule.title(), rule.idleTimeoutPs()));
    }
    PublicAddress whole = quoted == null ? publicAddress(port, outside.source()) : null;
    if (whole != null) {
      FlowKey inside = withSource(outside, whole.dip(), outside.sourcePort());
      return bindIn(nowPs, new NatBinding(NatBinding.Kind.DNAT, inside, outside, whole.title(), 0));
    }
    if (quoted == null && isSnatPort(port, outside)) {
      return new LayerDecision.Deny(VxlanDrop.UNSOLICITED_INBOUND, outside.reversed().toString());
    }
    return LayerDecision.PASS;
  }

  private LayerDecision bindIn(long nowPs, NatBinding binding) {
    return table.fromInside(nowPs, binding.key()) != null
        ? new LayerDecision.Deny(VxlanDrop.NAT_CONFLICT, binding.key().toString())
        : bind(binding, null);
  }

  private static FlowKey withSource(FlowKey flow, IpAddress source, int sourcePort) {
    return new FlowKey(
        flow.vrf(),
        source,
        flow.destination(),
        flow.protocol(),
        sourcePort,
        flow.destinationPort());
  }

  /** Whether a VM of the port may send from this source: only what it began is for it. */
  private boolean isSnatPort(VmPort port, FlowKey outside) {
    for (SnatRange range : policy.snatRanges()) {
      if (isWithin(range, port, outside)) {
        return true;
      }
    }
    for (SnatPool pool : policy.pools()) {
      for (SnatRange range : leases.ranges(pool)) {
        if (isWithin(range, port, outside)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isWithin(SnatRange range, VmPort port, FlowKey outside) {
    return range.port().equals(port.name())
        && range.vip().equals(outside.source())
        && range.contains(outside.sourcePort());
  }

  private @Nullable PublicAddress publicAddress(VmPort port, IpAddress address) {
    for (PublicAddress each : policy.publicAddresses()) {
      if (each.port().equals(port.name()) && each.address().equals(address)) {
        return each;
      }
    }
    return null;
  }

  private @Nullable PublicAddress publicAddressOf(VmPort port, IpAddress dip) {
    for (PublicAddress each : policy.publicAddresses()) {
      if (each.port().equals(port.name()) && each.dip().equals(dip)) {
        return each;
      }
    }
    return null;
  }

  private static void followStart(NatBinding binding, Packet packet) {
    if (AclLayer.opensConnection(packet)) {
      binding.forgetShortcut();
    }
  }

  private @Nullable DnatRule ruleFor(VmPort port, FlowKey outside) {
    for (DnatRule rule : policy.dnatRules()) {
      if (rule.port().equals(port.name())
          && rule.protocol() == outside.protocol()
          && rule.vipPort() == outside.sourcePort()
          && rule.vip().equals(outside.source())) {
        return rule;
      }
    }
    return null;
  }

  private LayerDecision outbound(long nowPs, VmPort port, Packet packet) {
    Packet quoted = quotedBy(packet);
    FlowKey inside =
        quoted == null
            ? FlowKey.of(port.number(), packet)
            : FlowKey.of(port.number(), quoted).reversed();
    NatBinding known = table.fromInside(nowPs, inside);
    if (known != null) {
      followStart(known, packet);
      return translateOut(port, known);
    }
    if (!port.leadsOutside(inside.destination())) {
      return isAsFloatingVip(port, packet)
          ? new LayerDecision.Deny(VxlanDrop.SPOOFED_SOURCE, inside.source().toString())
          : LayerDecision.PASS;
    }
    PublicAddress whole = quoted == null ? publicAddressOf(port, inside.source()) : null;
    if (whole != null) {
      FlowKey outside = withSource(inside, whole.address(), inside.sourcePort());
      return bindOut(port, inside, outside, whole.title());
    }
    SnatPool pool = poolFor(port, inside.source());
    List<SnatRange> ranges = rangesFor(port, inside.source(), pool);
    if (pool == null && ranges.isEmpty()) {
      return LayerDecision.PASS;
    }
    LayerDecision refused = refusal(packet);
    if (refused != null) {
      return refused;
    }
    for (SnatRange range : ranges) {
      int chosen = allocator.allocate(range, inside, outside -> table.isTaken(nowPs, outside));
      if (chosen != SnatAllocator.NONE) {
        FlowKey outside = SnatAllocator.outside(range, inside, chosen);
        return bindOut(port, inside, outside, range.title());
      }
    }
    return pool == null
        ? new LayerDecision.Deny(VxlanDrop.SNAT_PORTS_EXHAUSTED, ranges.get(0).title())
        : new LayerDecision.Hold(pool);
  }

  /**
   * Whether a VM says something as a VIP that floats to it. It has the address for its answers, and
   * those that no binding shows to be answers are fragments and ICMP errors.
   */
  private boolean isAsFloatingVip(VmPort port, Packet packet) {
    IpHeader ip = packet.ip();
    if (ip == null || !UnifiedFlowTable.isOfOneFlow(packet)) {
      return false;
    }
    for (DnatRule rule : policy.dnatRules()) {
      if (rule.floats() && rule.port().equals(port.name()) && rule.dip().equals(ip.source())) {
        return true;
      }
    }
    return false;
  }

  private LayerDecision bindOut(VmPort port, FlowKey inside, FlowKey outside, String title) {
    NatBinding binding = new NatBinding(NatBinding.Kind.SNAT, inside, outside, title, 0);
    Destination exit = exitOf(port, binding);
    return exit == null ? new LayerDecision.Deny(VxlanDrop.NO_MUX, title) : bind(binding, exit);
  }

  /** The ranges that the VM has for good, then those that it has leased. */
  private List<SnatRange> rangesFor(VmPort port, IpAddress source, @Nullable SnatPool pool) {
    List<SnatRange> ranges = new ArrayList<>();
    for (SnatRange range : policy.snatRanges()) {
      if (range.port().equals(port.name()) && range.dip().equals(source)) {
        ranges.add(range);
      }
    }
    if (pool != null) {
      ranges.addAll(leases.ranges(pool));
    }
    return ranges;
  }

  private @Nullable SnatPool poolFor(VmPort port, IpAddress source) {
    for (SnatPool pool : policy.pools()) {
      if (pool.port().equals(port.name()) && pool.dip().equals(source)) {
        return pool;
      }
    }
    return null;
  }

  /** Why a new flow can't be source-translated, or null when it can. */
  private static @Nullable LayerDecision refusal(Packet packet) {
    IpHeader ip = packet.ip();
    int protocol = ip == null ? 0 : ip.protocol();
    if (packet.transport() == null || (protocol != IpProtocol.TCP && protocol != IpProtocol.UDP)) {
      return new LayerDecision.Deny(
          CoreDrop.NAT_UNTRANSLATABLE, "SNAT is for whole TCP and UDP packets");
    }
    if (packet.transport() instanceof TcpHeader && !AclLayer.opensConnection(packet)) {
      return new LayerDecision.Deny(VxlanDrop.NO_NAT_BINDING, FlowKey.of(0, packet).toString());
    }
    return null;
  }

  private LayerDecision translateOut(VmPort port, NatBinding binding) {
    if (binding.kind() == NatBinding.Kind.INTERNAL) {
      return new LayerDecision.Translate(binding, null);
    }
    Destination exit = exitOf(port, binding);
    return exit == null
        ? new LayerDecision.Deny(VxlanDrop.NO_MUX, binding.title())
        : new LayerDecision.Translate(binding, exit);
  }

  private @Nullable Destination exitOf(VmPort port, NatBinding binding) {
    boolean direct =
        binding.kind() == NatBinding.Kind.DNAT
            ? returnPath == ReturnPath.DIRECT
            : outboundModeOf(binding) == OutboundMode.DIRECT;
    PortPolicy portPolicy = port.policy();
    Destination past = fastpath.exitOf(binding);
    if (past != null) {
      return past;
    }
    if (direct) {
      return new Destination.Underlay();
    }
    if (policy.muxes().isEmpty() || portPolicy == null) {
      return null;
    }
    long hash = binding.outside().hash(MUX_SEED);
    IpAddress mux = policy.muxes().get((int) Long.remainderUnsigned(hash, policy.muxes().size()));
    return new Destination.Overlay(portPolicy.vni(), mux, routerMac, routerMac, true);
  }

  /** How packets leave that have this source now; a range that is gone leaves the default. */
  private OutboundMode outboundModeOf(NatBinding binding) {
    FlowKey outside = binding.outside();
    for (PublicAddress whole : policy.publicAddresses()) {
      if (whole.address().equals(outside.source())) {
        return whole.outbound();
      }
    }
    for (SnatRange range : policy.snatRanges()) {
      if (range.vip().equals(outside.source()) && range.contains(outside.sourcePort())) {
        return range.outbound();
      }
    }
    for (SnatPool pool : policy.pools()) {
      if (pool.vip().equals(outside.source())) {
        return pool.outbound();
      }
    }
    return OutboundMode.VIA_MUX;
  }

  private LayerDecision bind(NatBinding binding, @Nullable Destination exit) {
    return table.isFull()
        ? new LayerDecision.Deny(VxlanDrop.NAT_BINDINGS_EXHAUSTED, binding.title())
        : new LayerDecision.Translate(binding, exit);
  }

  /** The datagram that an ICMP error is about, or null. */
  private static @Nullable Packet quotedBy(Packet packet) {
    return packet.transport() instanceof IcmpHeader icmp
            && icmp.isError()
            && packet.payload() instanceof Quoted quoted
            && quoted.original().ip() != null
        ? quoted.original()
        : null;
  }
}
