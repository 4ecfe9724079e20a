package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.l3.IcmpErrorPackets;
import io.sdnsim.core.link.Port;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.ArpMessage;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.trace.DropReason;
import io.sdnsim.core.trace.Step;
import io.sdnsim.vxlan.flow.FlowTable;
import io.sdnsim.vxlan.network.VirtualNetwork;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import io.sdnsim.vxlan.network.VirtualSubnetConfig;
import io.sdnsim.vxlan.tunnel.TunnelEndpoint;
import io.sdnsim.vxlan.tunnel.VxlanDrop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The virtual switch of a hypervisor, in the manner of VFP: each VM port has layers of policy; the
 * first packet of a flow passes them all, and what they decide is compiled into one entry of the
 * unified flow table that later packets hit.
 *
 * <p>Broadcast and multicast of VMs are not carried. Policy comes from outside, whole each time.
 */
public final class VirtualSwitch {
  private static final int ERROR_HOP_LIMIT = 64;

  /** How frames and packets leave the switch. */
  public interface Output {
    /**
     * Encapsulates a frame and sends it, or drops it.
     *
     * @return {@link TunnelEndpoint#NOTHING_TO_REPORT}, or the MTU to report to the sender
     */
    int toTunnel(Packet frame, int vni, IpAddress providerAddress);

    /**
     * Sends a packet, without an Ethernet header, by the host's own routes, or drops it.
     *
     * @return {@link TunnelEndpoint#NOTHING_TO_REPORT}, or the MTU to report to the sender
     */
    int toUnderlay(Packet packet);

    /**
     * Asks for more ports of a pool; {@link VirtualSwitch#granted} or {@link VirtualSwitch#refused}
     * answers.
     *
     * @return false when nobody can be asked
     */
    boolean requestPorts(SnatPool pool);

    /** Hands what a VM sent to the host agent over to it. */
    void toAgent(String port, Packet packet);
  }

  private record VmIdentity(int vni, MacAddress mac) {}

  private final NodeContext context;
  private final VirtualHostConfig config;
  private final Output output;
  private final Map<String, VmPort> ports = new LinkedHashMap<>();
  private final Map<VmIdentity, VmPort> portsByVm = new LinkedHashMap<>();
  private final NatTable nat;
  private final SnatLeases leases = new SnatLeases();
  private final SnatWaiting waiting;
  private final NatLayer natLayer;
  private final List<Layer> layers;
  private final FlowTable<UnifiedFlow> flows;
  private final NeighborAgent neighborAgent;
  private long hits;
  private long misses;

  /**
   * @param vmPorts the ports towards VMs, blocked until policy comes
   */
  public VirtualSwitch(
      NodeContext context,
      VirtualHostConfig config,
      List<Port> vmPorts,
      SnatAllocator allocator,
      ReturnPath returnPath,
      Output output) {
    this.context = context;
    this.config = config;
    this.output = output;
    for (Port port : vmPorts) {
      ports.put(port.name(), new VmPort(port));
    }
    this.nat = new NatTable(config, this::announce, this::announceGone);
    this.natLayer = new NatLayer(nat, leases, allocator, returnPath, config.routerMac());
    this.waiting = new SnatWaiting(context, output::requestPorts);
    // Ascending: the order in which a packet from a VM passes them.
    this.layers =
        List.of(
            new AclLayer(),
            new AgentLayer(),
            natLayer,
            new NetworkLayer(config.providerAddress(), config.routerMac(), this::portOf));
    this.flows = new FlowTable<>(config.flowLimit(), config.flowIdlePs());
    this.neighborAgent = new NeighborAgent(context, config.routerMac());
  }

  /** Packets that hit the unified flow table. */
  public long hits() {
    return hits;
  }

  /** Packets that passed all layers. */
  public long misses() {
    return misses;
  }

  public int flowCount() {
    return flows.size();
  }

  public int natBindingCount() {
    return nat.size();
  }

  /** Puts the virtual networks in force; compiled flows are forgotten, NAT bindings stay. */
  public void apply(NetworkPolicy policy) {
    portsByVm.clear();
    ports.values().forEach(port -> port.apply(null, null));
    Map<Integer, VirtualNetwork> networks = new TreeMap<>();
    for (VirtualNetworkConfig network : policy.networks()) {
      VirtualNetwork built = new VirtualNetwork(network, policy.mappings());
      network.subnets().forEach(subnet -> networks.put(subnet.vni(), built));
    }
    for (PortPolicy portPolicy : policy.ports()) {
      VmPort port = ports.get(portPolicy.port());
      VirtualNetwork network = networks.get(portPolicy.vni());
      if (port != null && network != null) {
        port.apply(portPolicy, network);
        portsByVm.put(new VmIdentity(portPolicy.vni(), portPolicy.mac()), port);
      }
    }
    ports.values().forEach(this::announce);
    forgetFlows();
  }

  /** Puts the load balancer's NAT in force; compiled flows are forgotten, NAT bindings stay. */
  public void apply(NatPolicy policy) {
    natLayer.apply(policy);
    forgetFlows();
  }

  // Leases ---------------------------------------------------------------------------------------

  /** The manager has granted a VM these ranges: what waited for them goes on. */
  public void granted(String vm, List<Integer> firstPorts, int count) {
    SnatPool pool = pool(vm);
    if (pool == null) {
      refused(vm);
      return;
    }
    for (int firstPort : firstPorts) {
      leases.add(context.nowPs(), pool, pool.range(firstPort, count));
    }
    announceLeases(pool);
    for (SnatWaiting.Held held : waiting.take(vm)) {
      forward(held.port(), held.packet());
    }
  }

  /** The manager has no more ports for a VM: what waited for them is lost. */
  public void refused(String vm) {
    waiting.drop(vm, VxlanDrop.SNAT_PORTS_EXHAUSTED);
  }

  /** The manager can't be reached any more: nobody will answer. */
  public void managerLost() {
    waiting.dropAll(VxlanDrop.SNAT_MANAGER_UNREACHABLE);
  }

  /** The manager takes a range back; flows that use it are not told. */
  public void revoke(String vm, int firstPort) {
    SnatPool pool = pool(vm);
    if (pool != null && leases.remove(pool, firstPort)) {
      announceLeases(pool);
    }
  }

  /** What a VM has leased. */
  public List<SnatRange> leasesOf(SnatPool pool) {
    return leases.ranges(pool);
  }

  /** The pools of the policy in force. */
  public List<SnatPool> pools() {
    return natLayer.policy().pools();
  }

  /** Takes the ranges from a VM that no flow has used for the pool's idle time. */
  public List<SnatRange> takeIdleLeases(SnatPool pool) {
    long nowPs = context.nowPs();
    nat.expire(nowPs);
    List<SnatRange> idle = leases.takeIdle(nowPs, pool, range -> nat.uses(nowPs, range));
    if (!idle.isEmpty()) {
      announceLeases(pool);
    }
    return idle;
  }

  int heldPackets() {
    return waiting.size();
  }

  void dropHeld(DropReason reason) {
    waiting.dropAll(reason);
  }

  private @Nullable SnatPool pool(String vm) {
    for (SnatPool pool : pools()) {
      if (pool.vm().equals(vm)) {
        return pool;
      }
    }
    return null;
  }

  private void announceLeases(SnatPool pool) {
    List<SnatRange> ranges = leases.ranges(pool);
    context.tableChanged(
        "leases",
        pool.vm(),
        () -> {
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("vm", pool.vm());
          row.put("vip", pool.vipName());
          row.put(
              "ranges",
              ranges.stream().map(range -> range.firstPort() + "-" + range.lastPort()).toList());
          return row;
        });
  }

  private void forgetFlows() {
    flows.clear(this::announceGone);
  }

  /** Forgets what has been idle for too long. */
  public void expire() {
    flows.expire(context.nowPs(), this::announceGone);
    nat.expire(context.nowPs());
  }

  /** When something will have been idle for too long. */
  public long nextExpiryPs() {
    return Math.min(flows.nextExpiryPs(), nat.nextExpiryPs());
  }

  private String portOf(int vni, MacAddress mac) {
    VmPort port = portsByVm.get(new VmIdentity(vni, mac));
    return port == null ? "" : port.name();
  }

  /** A frame left the tunnel. */
  public void fromTunnel(int vni, Packet frame) {
    EthernetHeader ethernet = frame.ethernet();
    VmPort port =
        ethernet == null ? null : portsByVm.get(new VmIdentity(vni, ethernet.destination()));
    if (port != null) {
      toVm(port, frame);
      return;
    }
    boolean known = portsByVm.keySet().stream().anyMatch(vm -> vm.vni() == vni);
    context.drop(
        frame,
        known ? VxlanDrop.UNKNOWN_INNER_MAC : VxlanDrop.UNKNOWN_VNI,
        known && ethernet != null ? ethernet.destination().toString() : "vni " + vni);
  }

  /** The host agent sends a packet, without an Ethernet header, to the VM of a port. */
  void fromAgent(String portName, Packet packet) {
    VmPort port = ports.get(portName);
    PortPolicy policy = port == null ? null : port.policy();
    if (port == null || policy == null) {
      context.drop(packet, VxlanDrop.PORT_BLOCKED, portName);
    } else {
      toVm(port, framed(packet, config.routerMac(), policy.mac()));
    }
  }

  /** A frame came from a VM. */
  public void fromVm(Port from, Packet frame) {
    VmPort port = ports.get(from.name());
    EthernetHeader ethernet = frame.ethernet();
    PortPolicy policy = port == null ? null : port.policy();
    VirtualNetwork network = port == null ? null : port.network();
    if (port == null || policy == null || network == null || ethernet == null) {
      context.drop(frame, VxlanDrop.PORT_BLOCKED, from.name());
      return;
    }
    if (frame.network() instanceof ArpMessage || NeighborAgent.isNeighborDiscovery(frame)) {
      Packet answer = neighborAgent.answer(frame, policy, network);
      if (answer != null) {
        from.send(answer);
      }
      return;
    }
    IpHeader ip = frame.ip();
    if (ip == null) {
      context.drop(frame, CoreDrop.UNKNOWN_ETHERTYPE);
      return;
    }
    if (ethernet.destination().isGroup() || ip.destination().isMulticast()) {
      context.drop(frame, VxlanDrop.BROADCAST_NOT_CARRIED, ip.destination().toString());
      return;
    }
    forward(port, frame.withEthernet(null));
  }

  private void forward(VmPort port, Packet packet) {
    UnifiedFlow flow = flowOf(Direction.OUTBOUND, port, packet);
    if (flow == null) {
      return;
    }
    Destination destination = flow.destination();
    if (destination == null) {
      throw new IllegalStateException("no layer decided about " + packet);
    }
    Packet routed = isRouted(destination) ? lowerHopLimit(port, packet) : packet;
    if (routed == null) {
      return;
    }
    Packet translated = translate(Direction.OUTBOUND, flow, routed);
    int mtuBytes = send(port, destination, translated);
    if (mtuBytes != TunnelEndpoint.NOTHING_TO_REPORT) {
      reportTooBig(port, packet, mtuBytes);
    }
  }

  private static boolean isRouted(Destination destination) {
    if (destination instanceof Destination.Vm vm) {
      return vm.routed();
    }
    if (destination instanceof Destination.Overlay overlay) {
      return overlay.routed();
    }
    return !(destination instanceof Destination.Agent);
  }

  /** The distributed router is a hop; null when the packet ended here. */
  private @Nullable Packet lowerHopLimit(VmPort port, Packet packet) {
    IpHeader ip = ipOf(packet);
    if (ip.hopLimit() > 1) {
      return packet.withNetwork(ip.withHopLimit(ip.hopLimit() - 1));
    }
    context.drop(packet, CoreDrop.HOP_LIMIT);
    IpAddress gateway = gatewayOf(port, ip);
    if (gateway != null && IcmpErrorPackets.mayReport(packet)) {
      sendError(port, IcmpErrorPackets.timeExceeded(packet, gateway, ERROR_HOP_LIMIT, context));
    }
    return null;
  }

  private void reportTooBig(VmPort port, Packet packet, int mtuBytes) {
    IpAddress gateway = gatewayOf(port, ipOf(packet));
    if (gateway != null) {
      sendError(port, IcmpErrorPackets.tooBig(packet, mtuBytes, gateway, ERROR_HOP_LIMIT, context));
    }
  }

  private static @Nullable IpAddress gatewayOf(VmPort port, IpHeader ip) {
    PortPolicy policy = port.policy();
    VirtualNetwork network = port.network();
    return policy == null || network == null
        ? null
        : network.gateway(policy.vni(), ip.source().isIpv6());
  }

  private void sendError(VmPort port, Packet error) {
    PortPolicy policy = port.policy();
    if (policy != null) {
      context.created(error, "distributed router");
      port.port().send(framed(error, config.routerMac(), policy.mac()));
    }
  }

  private int send(VmPort port, Destination destination, Packet packet) {
    if (destination instanceof Destination.Underlay) {
      return output.toUnderlay(packet);
    }
    if (destination instanceof Destination.Agent) {
      output.toAgent(port.name(), packet);
      return TunnelEndpoint.NOTHING_TO_REPORT;
    }
    if (destination instanceof Destination.Overlay overlay) {
      traceForwarding(port, packet, overlay.routed(), "vxlan");
      Packet frame = framed(packet, overlay.source(), overlay.destination());
      return output.toTunnel(frame, overlay.vni(), overlay.providerAddress());
    }
    if (destination instanceof Destination.Vm vm) {
      VmPort other = ports.get(vm.port());
      Packet frame = framed(packet, vm.source(), vm.destination());
      if (other == null) {
        context.drop(frame, VxlanDrop.PORT_BLOCKED, vm.destination().toString());
      } else {
        traceForwarding(port, packet, vm.routed(), vm.port());
        toVm(other, frame);
      }
      return TunnelEndpoint.NOTHING_TO_REPORT;
    }
    throw new IllegalStateException("unknown destination " + destination);
  }

  private void traceForwarding(VmPort port, Packet packet, boolean routed, String out) {
    VirtualNetwork network = port.network();
    PortPolicy policy = port.policy();
    if (!context.isTracing() || network == null || policy == null) {
      return;
    }
    if (!routed) {
      context.step(packet, new Step.Bridged(EthernetHeader.UNTAGGED, out));
      return;
    }
    IpAddress destination = ipOf(packet).destination();
    VirtualSubnetConfig subnet = network.subnetOf(destination);
    String prefix = subnet == null ? "outside of " + network.name() : subnet.prefix().toString();
    context.step(
        packet, new Step.Routed(prefix, destination.toString(), out, "virtual network", 0, 1));
  }

  private void toVm(VmPort port, Packet frame) {
    EthernetHeader ethernet = frame.ethernet();
    if (frame.ip() == null || ethernet == null) {
      context.drop(frame, CoreDrop.UNKNOWN_ETHERTYPE);
      return;
    }
    Packet packet = frame.withEthernet(null);
    UnifiedFlow flow = flowOf(Direction.INBOUND, port, packet);
    if (flow != null) {
      Packet translated = translate(Direction.INBOUND, flow, packet);
      port.port().send(translated.withEthernet(ethernet));
    }
  }

  /** The flow that says what to do with a packet; null when a layer had it dropped. */
  private @Nullable UnifiedFlow flowOf(Direction direction, VmPort port, Packet packet) {
    flows.expire(context.nowPs(), this::announceGone);
    FlowKey key = FlowKey.of(port.number(), packet);
    boolean hasFlow = isOfOneFlow(packet);
    UnifiedFlow known = hasFlow ? flows.get(key) : null;
    if (known != null && !known.isValid()) {
      flows.remove(known);
      announceGone(known);
      known = null;
    }
    if (known != null) {
      hits++;
      flows.touch(context.nowPs(), known);
      trace(known, packet, "unified flow");
      return known;
    }
    misses++;
    UnifiedFlow compiled = walk(direction, port, packet, key);
    if (compiled != null && hasFlow && !flows.isFull()) {
      flows.add(context.nowPs(), compiled);
      announce(compiled);
    }
    if (compiled != null) {
      trace(compiled, packet, "first packet");
    }
    return compiled;
  }

  /** Fragments and ICMP errors share their addresses with many flows. */
  private static boolean isOfOneFlow(Packet packet) {
    boolean isError = packet.transport() instanceof IcmpHeader icmp && icmp.isError();
    return packet.transport() != null && !isError;
  }

  private @Nullable UnifiedFlow walk(Direction direction, VmPort port, Packet packet, FlowKey key) {
    List<String> rules = new ArrayList<>();
    NatBinding binding = null;
    Destination destination = null;
    Packet seen = packet;
    for (int i = 0; i < layers.size() && destination == null; i++) {
      int index = direction == Direction.OUTBOUND ? i : layers.size() - 1 - i;
      LayerDecision decision = layers.get(index).decide(context.nowPs(), direction, port, seen);
      if (decision instanceof LayerDecision.Deny deny) {
        context.drop(packet, deny.reason(), deny.detail());
        return null;
      } else if (decision instanceof LayerDecision.Hold hold) {
        waiting.hold(port, packet, hold.pool());
        return null;
      } else if (decision instanceof LayerDecision.Permit permit) {
        rules.add(permit.rule());
      } else if (decision instanceof LayerDecision.Translate translate) {
        binding = translate.binding();
        destination = translate.exit();
        seen = binding.translate(direction, seen);
      } else if (decision instanceof LayerDecision.Forward forward) {
        destination = forward.destination();
      }
    }
    return new UnifiedFlow(key, List.copyOf(rules), binding, destination);
  }

  private void trace(UnifiedFlow flow, Packet packet, String how) {
    if (context.isTracing()) {
      flow.rules()
          .forEach(rule -> context.step(packet, new Step.Filtered(rule + ", " + how, true)));
    }
  }

  private Packet translate(Direction direction, UnifiedFlow flow, Packet packet) {
    NatBinding binding = flow.binding();
    if (binding == null) {
      return packet;
    }
    binding.observe(context.nowPs(), direction, packet);
    nat.touch(context.nowPs(), binding);
    Packet translated = binding.translate(direction, packet);
    if (context.isTracing()) {
      context.step(
          translated,
          new Step.Translated(
              binding.title(),
              FlowKey.of(0, packet).toString(),
              FlowKey.of(0, translated).toString()));
    }
    return translated;
  }

  private static Packet framed(Packet packet, MacAddress source, MacAddress destination) {
    int etherType = ipOf(packet).etherType();
    return packet.withEthernet(EthernetHeader.of(destination, source, etherType));
  }

  private static IpHeader ipOf(Packet packet) {
    IpHeader ip = packet.ip();
    if (ip == null) {
      throw new IllegalArgumentException("not an IP packet: " + packet);
    }
    return ip;
  }

  private String portName(FlowKey key) {
    for (VmPort port : ports.values()) {
      if (port.number() == key.vrf()) {
        return port.name();
      }
    }
    return Integer.toString(key.vrf());
  }

  private String rowKey(FlowKey key) {
    return portName(key) + " " + key;
  }

  private void announce(UnifiedFlow flow) {
    NatBinding binding = flow.binding();
    Destination destination = flow.destination();
    context.tableChanged(
        "flows",
        rowKey(flow.key()),
        () -> {
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("port", portName(flow.key()));
          row.put("flow", flow.key().toString());
          row.put("translation", binding == null ? "" : binding.title());
          row.put("to", destination == null ? "vm" : title(destination));
          return row;
        });
  }

  private static String title(Destination destination) {
    if (destination instanceof Destination.Vm vm) {
      return vm.port();
    }
    if (destination instanceof Destination.Agent) {
      return "host agent";
    }
    return destination instanceof Destination.Overlay overlay
        ? "vni " + overlay.vni() + " at " + overlay.providerAddress()
        : "underlay";
  }

  private void announceGone(UnifiedFlow flow) {
    context.tableChanged("flows", rowKey(flow.key()), null);
  }

  private void announce(NatBinding binding) {
    context.tableChanged(
        "nat",
        rowKey(binding.key()),
        () -> {
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("port", portName(binding.key()));
          row.put("inside", binding.key().toString());
          row.put("outside", binding.outside().toString());
          row.put("rule", binding.title());
          return row;
        });
  }

  private void announceGone(NatBinding binding) {
    context.tableChanged("nat", rowKey(binding.key()), null);
  }

  private void announce(VmPort port) {
    PortPolicy policy = port.policy();
    context.tableChanged(
        "ports",
        port.name(),
        () -> {
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("port", port.name());
          row.put("state", policy == null ? "blocked" : "open");
          row.put("vm", policy == null ? "" : policy.vm());
          row.put("vni", policy == null ? 0L : (long) policy.vni());
          row.put("mac", policy == null ? "" : policy.mac().toString());
          return row;
        });
  }
}
