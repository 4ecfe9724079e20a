package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.l3.IcmpErrorPackets;
import io.sdnsim.core.link.Port;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.ArpMessage;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.trace.DropReason;
import io.sdnsim.core.trace.Step;
import io.sdnsim.vxlan.network.AddressMapping;
import io.sdnsim.vxlan.network.NextHop;
import io.sdnsim.vxlan.network.VirtualNetwork;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import io.sdnsim.vxlan.network.VirtualSubnetConfig;
import io.sdnsim.vxlan.tunnel.TunnelEndpoint;
import io.sdnsim.vxlan.tunnel.VxlanDrop;
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
  private final SwitchTables tables;
  private final NatTable nat;
  private final SnatLeases leases = new SnatLeases();
  private final SnatWaiting waiting;
  private final NatLayer natLayer;
  private final ConnectionTable connections;
  private final UnifiedFlowTable flows;
  private final NeighborAgent neighborAgent;
  private final HandOver handOver;

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
    this.tables = new SwitchTables(context, ports);
    this.nat = new NatTable(config, tables::announce, tables::announceGone);
    this.natLayer = new NatLayer(nat, leases, allocator, returnPath, config.routerMac());
    this.waiting = new SnatWaiting(context, output::requestPorts);
    this.connections = new ConnectionTable(config);
    this.flows =
        new UnifiedFlowTable(context, config, stack(), tables::announce, tables::announceGone);
    this.neighborAgent = new NeighborAgent(context, config.routerMac());
    this.handOver = new HandOver(context, new HandOverPorts());
  }

  /** ACL nearest to the VM, the virtual network outermost (VFP). */
  private LayerStack stack() {
    return new LayerStack(
        context,
        nat,
        waiting,
        List.of(
            new LayerStack.PlacedLayer(100, "acl", new AclLayer(connections)),
            new LayerStack.PlacedLayer(200, "metering", new MeteringLayer()),
            new LayerStack.PlacedLayer(250, "host agent", new AgentLayer()),
            new LayerStack.PlacedLayer(300, "nat", natLayer),
            new LayerStack.PlacedLayer(
                400,
                "virtual network",
                new NetworkLayer(config.providerAddress(), config.routerMac(), this::portOf))));
  }

  /** A row for each rule that has decided about packets, by port and layer, with its counts. */
  public List<Map<String, Object>> layerRows() {
    return tables.layers();
  }

  /** A row for each VM with what it has sent and got. */
  public List<Map<String, Object>> meterRows() {
    return tables.meters();
  }

  /** Packets that hit the unified flow table. */
  public long hits() {
    return ports.values().stream().mapToLong(VmPort::hits).sum();
  }

  /** Packets that passed all layers. */
  public long misses() {
    return ports.values().stream().mapToLong(VmPort::misses).sum();
  }

  /** Packets that went on to the second machine of a rendezvous pair. */
  public long handedOn() {
    return handOver.handedOn();
  }

  public int flowCount() {
    return flows.size();
  }

  public int natBindingCount() {
    return nat.size();
  }

  /** Flows that security groups have let pass. */
  public int connectionCount() {
    return connections.size();
  }

  /**
   * Puts the virtual networks in force. Compiled flows are forgotten and NAT bindings stay; a flow
   * that a security group had let pass stays where the group keeps existing flows, and otherwise
   * where the new rules let it pass too.
   */
  public void apply(NetworkPolicy policy) {
    portsByVm.clear();
    ports.values().forEach(VmPort::block);
    Map<Integer, VirtualNetwork> networks = new TreeMap<>();
    for (VirtualNetworkConfig network : policy.networks()) {
      VirtualNetwork built = new VirtualNetwork(network, policy.networks(), policy.mappings());
      network.subnets().forEach(subnet -> networks.put(subnet.vni(), built));
    }
    for (PortPolicy portPolicy : policy.ports()) {
      VmPort port = ports.get(portPolicy.port());
      VirtualNetwork network = networks.get(portPolicy.vni());
      if (port != null && network != null) {
        port.apply(portPolicy, network, policy.securityGroupsOf(portPolicy, network));
        portsByVm.put(new VmIdentity(portPolicy.vni(), portPolicy.mac()), port);
      }
    }
    ports.values().forEach(tables::announce);
    connections.removeIf(connection -> !stillPermits(connection));
    flows.clear();
  }

  private boolean stillPermits(Connection connection) {
    for (VmPort port : ports.values()) {
      if (port.number() == connection.key().vrf()) {
        return AclLayer.stillPermits(port, connection);
      }
    }
    return false;
  }

  /** Puts the load balancer's NAT in force; compiled flows are forgotten, NAT bindings stay. */
  public void apply(NatPolicy policy) {
    natLayer.apply(policy);
    flows.clear();
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
    tables.announceLeases(pool, leases.ranges(pool));
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
      tables.announceLeases(pool, leases.ranges(pool));
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
      tables.announceLeases(pool, leases.ranges(pool));
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

  /** Forgets what has been idle for too long. */
  public void expire() {
    flows.expire();
    nat.expire(context.nowPs());
    connections.expire(context.nowPs());
  }

  /** When something will have been idle for too long. */
  public long nextExpiryPs() {
    return Math.min(flows.nextExpiryPs(), Math.min(nat.nextExpiryPs(), connections.nextExpiryPs()));
  }

  private String portOf(int vni, MacAddress mac) {
    VmPort port = portsByVm.get(new VmIdentity(vni, mac));
    return port == null ? "" : port.name();
  }

  /** A frame left the tunnel. */
  public void fromTunnel(int vni, Packet frame) {
    if (handOver.take(vni, frame)) {
      return;
    }
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
    UnifiedFlow flow = flows.flowOf(Direction.OUTBOUND, port, packet);
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
    Packet translated = apply(Direction.OUTBOUND, flow, routed);
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

  /** The distributed router's address in the port's own subnet: an appliance sends for others. */
  private static @Nullable IpAddress gatewayOf(VmPort port, IpHeader ip) {
    PortPolicy policy = port.policy();
    VirtualNetwork network = port.network();
    if (policy != null && network != null) {
      for (IpAddress own : policy.addresses()) {
        if (own.isIpv6() == ip.source().isIpv6()) {
          return network.gatewayFor(own);
        }
      }
    }
    return null;
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
    Prefix prefix = subnet == null ? null : subnet.prefixOf(destination);
    String title = prefix == null ? "outside of " + network.name() : prefix.toString();
    // What a port forwards for others, or sends through NAT, has its own next hop.
    AddressMapping to =
        network.route(policy.vni(), destination) instanceof NextHop.Machine machine
            ? machine.mapping()
            : null;
    String nextHop = (to == null ? destination : to.customerAddress()).toString();
    context.step(packet, new Step.Routed(title, nextHop, out, "virtual network", 0, 1));
  }

  private void toVm(VmPort port, Packet frame) {
    EthernetHeader ethernet = frame.ethernet();
    if (frame.ip() == null || ethernet == null) {
      context.drop(frame, CoreDrop.UNKNOWN_ETHERTYPE);
      return;
    }
    Packet packet = frame.withEthernet(null);
    UnifiedFlow flow = flows.flowOf(Direction.INBOUND, port, packet);
    if (flow != null) {
      Packet translated = apply(Direction.INBOUND, flow, packet);
      port.port().send(translated.withEthernet(ethernet));
    }
  }

  private Packet apply(Direction direction, UnifiedFlow flow, Packet packet) {
    Connection connection = flow.connection();
    if (connection != null) {
      connections.touch(context.nowPs(), connection);
    }
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

  private final class HandOverPorts implements HandOver.Ports {
    @Override
    public @Nullable VmPort portOf(int vni, MacAddress mac) {
      return portsByVm.get(new VmIdentity(vni, mac));
    }

    @Override
    public boolean knows(VmPort port, Packet packet) {
      return natLayer.knows(context.nowPs(), port, packet.withEthernet(null));
    }

    @Override
    public void toVm(VmPort port, Packet frame) {
      VirtualSwitch.this.toVm(port, frame);
    }

    @Override
    public void toUnderlay(Packet packet) {
      output.toUnderlay(packet);
    }
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
}
