package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.link.Link;
import io.sdnsim.core.link.LinkConfig;
import io.sdnsim.core.link.Port;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.packet.TransportHeader;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.packet.VxlanHeader;
import io.sdnsim.core.trace.Tracer;
import io.sdnsim.testkit.StubIpNode;
import io.sdnsim.testkit.TraceLog;
import io.sdnsim.vxlan.acl.SecurityGroup;
import io.sdnsim.vxlan.network.AddressMapping;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import io.sdnsim.vxlan.network.VirtualSubnetConfig;
import io.sdnsim.vxlan.tunnel.Vtep;
import io.sdnsim.vxlan.tunnel.VtepConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A host with VMs "portal" (10.0.0.4) and "worker" (10.0.0.5) in subnet 5001 and "db" (10.0.1.4) in
 * subnet 5002 of one network; VM "far" (10.0.0.9) lives on another host.
 */
final class SwitchFixture {
  static final IpAddress PA = IpAddress.parse("192.168.233.21");
  static final IpAddress FAR_PA = IpAddress.parse("192.168.233.22");
  static final IpAddress MUX_PA = IpAddress.parse("192.168.233.31");
  static final IpAddress VIP = IpAddress.parse("192.168.133.74");
  static final IpAddress PORTAL = IpAddress.parse("10.0.0.4");
  static final IpAddress WORKER = IpAddress.parse("10.0.0.5");
  static final IpAddress FAR = IpAddress.parse("10.0.0.9");
  static final IpAddress DB = IpAddress.parse("10.0.1.4");
  static final IpAddress CLIENT = IpAddress.parse("192.168.200.50");
  static final MacAddress ROUTER = VirtualHostConfig.DEFAULT_ROUTER_MAC;
  static final MacAddress FAR_MAC = MacAddress.parse("02:00:00:00:00:99");

  static final VirtualNetworkConfig NETWORK =
      new VirtualNetworkConfig(
          "infra",
          List.of(
              new VirtualSubnetConfig(5001, Prefix.parse("10.0.0.0/24")),
              new VirtualSubnetConfig(5002, Prefix.parse("10.0.1.0/24"))));

  final Simulation simulation = new Simulation(1);
  final TraceLog trace = new TraceLog();
  final NodeContext host;
  final StubIpNode node;
  final VirtualSwitchProcess process;
  final VirtualSwitch virtualSwitch;
  final Map<String, Port> hostPorts = new LinkedHashMap<>();
  final Map<String, Port> vmPorts = new LinkedHashMap<>();
  final Map<String, List<Packet>> delivered = new LinkedHashMap<>();

  SwitchFixture() {
    this(VirtualHostConfig.of(PA), SnatAllocator.LOWEST_FREE, ReturnPath.DIRECT);
  }

  SwitchFixture(VirtualHostConfig config, SnatAllocator allocator, ReturnPath returnPath) {
    Tracer tracer = new Tracer();
    tracer.attach(trace);
    host = new NodeContext(simulation, tracer, 0, "host1");
    node = new StubIpNode(host, PA);
    int number = 1;
    for (String vm : List.of("portal", "worker", "db")) {
      NodeContext guest = new NodeContext(simulation, tracer, number, vm);
      MacAddress mac = new MacAddress(0x02_00_00_00_00_00L + number);
      Port hostPort = new Port(host, number, "vm-" + vm, new MacAddress(0x02_11_00_00_00_00L));
      Port vmPort = new Port(guest, 0, "eth0", mac);
      Link.connect(simulation, hostPort, vmPort, new LinkConfig(0, 0, 1500, 1000, 0));
      List<Packet> arrived = new ArrayList<>();
      vmPort.attach((port, frame) -> arrived.add(frame));
      hostPorts.put(vm, hostPort);
      vmPorts.put(vm, vmPort);
      delivered.put(vm, arrived);
      number++;
    }
    process =
        new VirtualSwitchProcess(
            node, config, List.copyOf(hostPorts.values()), allocator, returnPath);
    virtualSwitch = process.virtualSwitch();
    process.start();
  }

  SwitchFixture open() {
    return filtered(null, null);
  }

  /** A security group at portal's network card, and one at the subnet of portal and worker. */
  SwitchFixture filtered(@Nullable SecurityGroup card, @Nullable SecurityGroup subnet) {
    VirtualSubnetConfig web =
        new VirtualSubnetConfig(
            "web",
            5001,
            List.of(Prefix.parse("10.0.0.0/24")),
            subnet == null ? null : subnet.name(),
            List.of());
    virtualSwitch.apply(
        new NetworkPolicy(
            List.of(new VirtualNetworkConfig("infra", List.of(web, NETWORK.subnets().get(1)))),
            List.of(
                new AddressMapping(PORTAL, 5001, mac("portal"), PA),
                new AddressMapping(WORKER, 5001, mac("worker"), PA),
                new AddressMapping(DB, 5002, mac("db"), PA),
                new AddressMapping(FAR, 5001, FAR_MAC, FAR_PA)),
            List.of(
                policy("portal", 5001, PORTAL, card == null ? null : card.name()),
                policy("worker", 5001, WORKER, null),
                policy("db", 5002, DB, null)),
            Stream.of(card, subnet).filter(Objects::nonNull).toList()));
    return this;
  }

  private PortPolicy policy(String vm, int vni, IpAddress address, @Nullable String group) {
    return new PortPolicy("vm-" + vm, vm, vni, mac(vm), List.of(address), group, false);
  }

  /** The VIP's port 443 goes to port 8443 of portal; portal and worker have two SNAT ports each. */
  SwitchFixture balanced(OutboundMode outbound) {
    virtualSwitch.apply(
        new NatPolicy(
            List.of(new DnatRule("vm-portal", "portal", VIP, IpProtocol.TCP, 443, PORTAL, 8443, 0)),
            List.of(
                new SnatRange("vm-portal", "portal", VIP, PORTAL, 1024, 2, outbound),
                new SnatRange("vm-worker", "portal", VIP, WORKER, 1026, 2, outbound)),
            List.of(MUX_PA)));
    return this;
  }

  MacAddress mac(String vm) {
    return vmPorts.get(vm).mac();
  }

  Packet tcp(IpAddress from, int fromPort, IpAddress to, int toPort, int flags) {
    return packet(
        from, to, new TcpHeader(fromPort, toPort, 1, 0, flags, 1000, 0, TcpOptions.NONE), 0);
  }

  Packet udp(IpAddress from, int fromPort, IpAddress to, int toPort, int bytes) {
    return packet(from, to, new UdpHeader(fromPort, toPort), bytes);
  }

  Packet packet(IpAddress from, IpAddress to, TransportHeader transport, int bytes) {
    int protocol = transport instanceof UdpHeader ? IpProtocol.UDP : IpProtocol.TCP;
    return Packet.ip(
        Ipv4Header.of(from, to, 64, protocol),
        transport,
        new BulkBytes(1, 0, bytes),
        host.newTag(new FlowTag("web", 0, false), 0));
  }

  /** A VM sends a packet to its gateway. */
  void fromVm(String vm, Packet packet) {
    frameFromVm(
        vm, packet.withEthernet(EthernetHeader.of(ROUTER, mac(vm), packet.network().etherType())));
  }

  void frameFromVm(String vm, Packet frame) {
    vmPorts.get(vm).owner().created(frame, "test");
    vmPorts.get(vm).send(frame);
    settle();
  }

  /** A Mux's packet for a VM leaves the tunnel. */
  void fromMux(String vm, int vni, Packet packet) {
    Packet frame =
        packet.withEthernet(EthernetHeader.of(mac(vm), ROUTER, packet.network().etherType()));
    Packet outer = new Vtep(VtepConfig.DEFAULT).encapsulate(frame, vni, MUX_PA, PA);
    node.udpHandlers().get(VxlanHeader.UDP_PORT).received(null, outer);
    settle();
  }

  void settle() {
    simulation.runUntil(simulation.nowPs());
  }

  void pass(long timePs) {
    simulation.runUntil(simulation.nowPs() + timePs);
  }

  void passMinutes(int minutes) {
    pass(60L * minutes * SimTime.SECOND);
  }

  Packet takeDelivered(String vm) {
    List<Packet> arrived = delivered.get(vm);
    return arrived.remove(arrived.size() - 1);
  }
}
