package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.link.Port;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.ArpMessage;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.trace.Step;
import io.sdnsim.vxlan.network.VirtualNetwork;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import io.sdnsim.vxlan.tunnel.Tunnel;
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
 * <p>Broadcasts and multicasts of a VM go as unicasts to each other VM of its subnet. Policy comes
 * from outside, whole each time.
 */
public final class VirtualSwitch {
  /** How frames and packets leave the switch. */
  public interface Output {
    /**
     * Encapsulates a frame and sends it, or drops it.
     *
     * @return {@link TunnelEndpoint#NOTHING_TO_REPORT}, or the MTU to report to the sender
     */
    int toTunnel(Packet frame, Tunnel tunnel);

    /**
     * Sends a packet, without an Ethernet header, by the host's own routes, or drops it.
     *
     * @return {@link TunnelEndpoint#NOTHING_TO_REPORT}, or the MTU to report to the sender
     */
    int toUnderlay(Packet packet);

    /**
     * Asks for more ports of a pool; {@link SnatLeasing#granted} or {@link SnatLeasing#refused}
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
  private final Fastpath fastpath;
  private final NatLayer natLayer;
  private final SnatLeasing leasing;
  private final ConnectionTable connections;
  private final UnifiedFlowTable flows;
  private final FlowExpiry expiry;
  private final NeighborAgent neighborAgent;
  private final DistributedRouter router;
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
    SnatLeases leases = new SnatLeases();
    this.fastpath =
        new Fastpath(
            context, config, nat, tables, (vni, mac) -> portsByVm.get(new VmIdentity(vni, mac)));
    this.natLayer = new NatLayer(nat, leases, allocator, returnPath, config.routerMac(), fastpath);
    this.leasing =
        new SnatLeasing(context, nat, natLayer, leases, tables, output::requestPorts, this::resume);
    this.connections = new ConnectionTable(config);
    this.flows =
        new UnifiedFlowTable(context, config, stack(), tables::announce, tables::announceGone);
    this.expiry = new FlowExpiry(context, flows, nat, connections);
    this.neighborAgent = new NeighborAgent(context, config.routerMac());
    this.router = new DistributedRouter(context, config.routerMac());
    this.handOver = new HandOver(context, new HandOverPorts());
  }

  /** ACL nearest to the VM, the virtual network outermost (VFP). */
  private LayerStack stack() {
    return new LayerStack(
        context,
        nat,
        connections,
        leasing.waiting(),
        List.of(
            new LayerStack.PlacedLayer(100, "acl", new AclLayer(connections)),
            new LayerStack.PlacedLayer(200, "metering", new MeteringLayer()),
            new LayerStack.PlacedLayer(250, "host agent", new AgentLayer()),
            new LayerStack.PlacedLayer(300, "nat", natLayer),
            new LayerStack.PlacedLayer(
                400,
                "virtual network",
                new NetworkLayer(
                    config.providerAddresses(),
                    config.routerMac(),
                    this::portOf,
                    () -> natLayer.policy().muxes()))));
  }

  /** The ports that the host's VMs lease. */
  public SnatLeasing leasing() {
    return leasing;
  }

  /** The connections that go past the Muxes. */
  public Fastpath fastpath() {
    return fastpath;
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
    fastpath.apply(policy.redirectors());
    flows.clear();
  }

  /** The end of its process: nothing is forgotten any more, for nothing is known. */
  void stop() {
    expiry.stop();
  }

  private String portOf(int vni, MacAddress mac) {
    VmPort port = portsByVm.get(new VmIdentity(vni, mac));
    return port == null ? "" : port.name();
  }

  /** A frame left the tunnel. */
  public void fromTunnel(int vni, Packet frame) {
    if (handOver.take(vni, frame)) {
      expiry.arm();
      return;
    }
    EthernetHeader ethernet = frame.ethernet();
    VmPort port =
        ethernet == null ? null : portsByVm.get(new VmIdentity(vni, ethernet.destination()));
    if (port != null) {
      toVm(port, frame);
      expiry.arm();
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
      expiry.arm();
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
    if (ethernet.destination().isGroup() && !network.isGroup(policy.vni(), ip.destination())) {
      context.drop(frame, VxlanDrop.BROADCAST_NOT_CARRIED, ip.destination().toString());
      return;
    }
    forward(port, frame.withEthernet(null));
    expiry.arm();
  }

  private void resume(SnatWaiting.Held held) {
    forward(held.port(), held.packet());
    expiry.arm();
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
    Packet routed = isRouted(destination) ? router.lowerHopLimit(port, packet) : packet;
    if (routed == null) {
      return;
    }
    Packet translated = apply(Direction.OUTBOUND, flow, routed);
    int mtuBytes = send(port, destination, translated);
    if (mtuBytes != TunnelEndpoint.NOTHING_TO_REPORT) {
      router.reportTooBig(port, packet, mtuBytes);
    }
  }

  private static boolean isRouted(Destination destination) {
    if (destination instanceof Destination.Vm vm) {
      return vm.routed();
    }
    if (destination instanceof Destination.Overlay overlay) {
      return overlay.routed();
    }
    return destination instanceof Destination.Underlay;
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
      router.trace(port, packet, overlay.routed(), port.encapsulation().label());
      Packet frame = framed(packet, overlay.source(), overlay.destination());
      return output.toTunnel(
          frame,
          new Tunnel(
              port.encapsulation(),
              overlay.vni(),
              port.providerAddress(config.providerAddresses()),
              overlay.providerAddress()));
    }
    if (destination instanceof Destination.Replicated replicated) {
      replicate(port, replicated.members(), packet);
      return TunnelEndpoint.NOTHING_TO_REPORT;
    }
    if (destination instanceof Destination.Vm vm) {
      VmPort other = ports.get(vm.port());
      Packet frame = framed(packet, vm.source(), vm.destination());
      if (other == null) {
        context.drop(frame, VxlanDrop.PORT_BLOCKED, vm.destination().toString());
      } else {
        router.trace(port, packet, vm.routed(), vm.port());
        toVm(other, frame);
      }
      return TunnelEndpoint.NOTHING_TO_REPORT;
    }
    throw new IllegalStateException("unknown destination " + destination);
  }

  /** Nobody is told that a broadcast is too big for a tunnel (RFC 1122 3.2.2). */
  private void replicate(VmPort port, List<Destination> members, Packet packet) {
    if (members.isEmpty()) {
      context.drop(packet, CoreDrop.NO_OTHER_PORT, "no other VM in the subnet");
      return;
    }
    if (members.size() > 1) {
      context.copied(packet, "replication in the virtual subnet", members.size() - 1);
    }
    members.forEach(member -> send(port, member, packet));
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
      FlowKey before = FlowKey.of(0, packet);
      FlowKey after = FlowKey.of(0, translated);
      // A floating IP is the VM's own: nothing is rewritten.
      if (!before.equals(after)) {
        context.step(
            translated, new Step.Translated(binding.title(), before.toString(), after.toString()));
      }
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
