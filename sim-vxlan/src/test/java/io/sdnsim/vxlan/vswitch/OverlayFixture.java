package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.link.Link;
import io.sdnsim.core.link.LinkConfig;
import io.sdnsim.core.link.Port;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.VxlanHeader;
import io.sdnsim.core.trace.Tracer;
import io.sdnsim.testkit.StubIpNode;
import io.sdnsim.testkit.TraceLog;
import io.sdnsim.vxlan.network.AddressMapping;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Several hosts whose tunnels reach each other at once, with VMs of several tenants. */
final class OverlayFixture {
  /** A VM, and what it has got. */
  static final class Vm {
    final String name;
    final int host;
    final int vni;
    final IpAddress address;
    final Port port;
    final List<Packet> arrived = new ArrayList<>();
    boolean ipForwarding;

    Vm(String name, int host, int vni, IpAddress address, Port port) {
      this.name = name;
      this.host = host;
      this.vni = vni;
      this.address = address;
      this.port = port;
    }
  }

  private record Host(NodeContext context, StubIpNode node, IpAddress address, List<Port> ports) {}

  final Simulation simulation = new Simulation(1);
  final TraceLog trace = new TraceLog();
  final Map<String, Vm> vms = new LinkedHashMap<>();
  private final Tracer tracer = new Tracer();
  private final List<Host> hosts = new ArrayList<>();
  private final List<VirtualSwitchProcess> switches = new ArrayList<>();

  OverlayFixture(int hostCount) {
    tracer.attach(trace);
    for (int i = 0; i < hostCount; i++) {
      NodeContext context = new NodeContext(simulation, tracer, i, "host" + i);
      IpAddress address = IpAddress.ofIpv4(0xC0A80100 + i);
      hosts.add(new Host(context, new StubIpNode(context, address), address, new ArrayList<>()));
    }
  }

  Vm addVm(String name, int host, int vni, IpAddress address) {
    Host home = hosts.get(host);
    int number = hosts.size() + vms.size();
    NodeContext guest = new NodeContext(simulation, tracer, number, name);
    int portNumber = 1 + home.ports().size();
    Port hostPort =
        new Port(home.context(), portNumber, "vm-" + name, new MacAddress(0x02_11_00_00_00_00L));
    Port vmPort = new Port(guest, 0, "eth0", new MacAddress(0x02_00_00_00_00_00L + number));
    Link.connect(simulation, hostPort, vmPort, new LinkConfig(0, 0, 1500, 1000, 0));
    home.ports().add(hostPort);
    Vm vm = new Vm(name, host, vni, address, vmPort);
    vmPort.attach((port, frame) -> vm.arrived.add(frame));
    vms.put(name, vm);
    return vm;
  }

  /** Starts the switches, and tells each the whole of these networks. */
  OverlayFixture open(List<VirtualNetworkConfig> networks) {
    List<AddressMapping> mappings = new ArrayList<>();
    for (Vm vm : vms.values()) {
      mappings.add(
          new AddressMapping(vm.address, vm.vni, vm.port.mac(), hosts.get(vm.host).address()));
    }
    for (int i = 0; i < hosts.size(); i++) {
      Host host = hosts.get(i);
      VirtualSwitchProcess process =
          new VirtualSwitchProcess(host.node(), VirtualHostConfig.of(host.address()), host.ports());
      process.start();
      List<PortPolicy> ports = new ArrayList<>();
      for (Vm vm : vms.values()) {
        if (vm.host == i) {
          ports.add(
              new PortPolicy(
                  "vm-" + vm.name,
                  vm.name,
                  vm.vni,
                  vm.port.mac(),
                  List.of(vm.address),
                  null,
                  vm.ipForwarding));
        }
      }
      process.virtualSwitch().apply(new NetworkPolicy(networks, mappings, ports));
      switches.add(process);
    }
    return this;
  }

  VirtualSwitch virtualSwitch(int host) {
    return switches.get(host).virtualSwitch();
  }

  /** The provider address of a VM's host. */
  IpAddress addressOf(Vm vm) {
    return hosts.get(vm.host).address();
  }

  NodeContext contextOf(Vm vm) {
    return hosts.get(vm.host).context();
  }

  /** A VM sends a packet in a frame to this MAC address; everything arrives at once. */
  void send(Vm from, MacAddress to, Packet packet) {
    Packet frame =
        packet.withEthernet(EthernetHeader.of(to, from.port.mac(), packet.network().etherType()));
    from.port.owner().created(frame, "test");
    from.port.send(frame);
    settle();
  }

  /** Delivers whatever hosts have sent, and what comes of that. */
  void settle() {
    simulation.runUntil(simulation.nowPs());
    for (boolean moved = true; moved; ) {
      moved = false;
      for (Host host : hosts) {
        List<Packet> sent = List.copyOf(host.node().sent());
        host.node().sent().clear();
        for (Packet outer : sent) {
          deliver(outer);
          moved = true;
        }
      }
      simulation.runUntil(simulation.nowPs());
    }
  }

  private void deliver(Packet outer) {
    for (Host host : hosts) {
      if (host.address().equals(outer.ip().destination())) {
        host.node().udpHandlers().get(VxlanHeader.UDP_PORT).received(null, outer);
      }
    }
  }
}
