package io.sdnsim.slb.story;

import io.sdnsim.bgp.rib.DecisionConfig;
import io.sdnsim.bgp.sim.BgpProcess;
import io.sdnsim.bgp.speaker.BgpConfig;
import io.sdnsim.bgp.speaker.PeerConfig;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.device.InterfaceConfig;
import io.sdnsim.core.device.IpDevice;
import io.sdnsim.core.device.IpDeviceConfig;
import io.sdnsim.core.device.Network;
import io.sdnsim.core.device.StaticRoute;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.l3.Route;
import io.sdnsim.core.link.Link;
import io.sdnsim.core.link.LinkConfig;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.Tracer;
import io.sdnsim.core.transport.CloseReason;
import io.sdnsim.core.transport.TcpConfig;
import io.sdnsim.core.transport.TcpHandler;
import io.sdnsim.core.transport.TcpSocket;
import io.sdnsim.slb.goal.GoalState;
import io.sdnsim.slb.goal.HealthProbe;
import io.sdnsim.slb.goal.HostConfig;
import io.sdnsim.slb.goal.MuxAddress;
import io.sdnsim.slb.goal.SnatConfig;
import io.sdnsim.slb.goal.SnatPoolConfig;
import io.sdnsim.slb.goal.VipConfig;
import io.sdnsim.slb.goal.VipRule;
import io.sdnsim.slb.goal.VmPortConfig;
import io.sdnsim.slb.host.HostAgentConfig;
import io.sdnsim.slb.host.HostAgentProcess;
import io.sdnsim.slb.manager.ControllerConfig;
import io.sdnsim.slb.manager.ControllerProcess;
import io.sdnsim.slb.mux.BgpVipAdvertiser;
import io.sdnsim.slb.mux.MuxConfig;
import io.sdnsim.slb.mux.MuxProcess;
import io.sdnsim.testkit.TraceLog;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import io.sdnsim.vxlan.network.VirtualSubnetConfig;
import io.sdnsim.vxlan.vswitch.OutboundMode;
import io.sdnsim.vxlan.vswitch.ReturnPath;
import io.sdnsim.vxlan.vswitch.SnatAllocator;
import io.sdnsim.vxlan.vswitch.VirtualHost;
import io.sdnsim.vxlan.vswitch.VirtualHostConfig;
import io.sdnsim.vxlan.vswitch.VirtualSwitchProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * Real devices:
 *
 * <pre>
 * client -- router -+- mux1      (AS 64513, eBGP to the router, AS 64512)
 *                   +- mux2
 *                   +- host1 -- web1 10.0.0.4
 *                   +- host2 -- web2 10.0.0.5
 *                   +- controller
 * </pre>
 */
final class PortalNetwork {
  static final IpAddress VIP = IpAddress.parse("192.168.133.74");
  static final IpAddress CLIENT = IpAddress.parse("192.168.200.50");
  static final int WEB_PORT = 8443;

  /** What tests replace. */
  static final class Settings {
    OutboundMode outbound = OutboundMode.VIA_MUX;
    ReturnPath returnPath = ReturnPath.DIRECT;
    SnatAllocator snatAllocator = SnatAllocator.LOWEST_FREE;
    IntToLongFunction hashSeed = mux -> 0;
    HealthProbe probe;
    boolean vipEnabled = true;

    /** Ports that VMs lease in place of their own ranges. */
    SnatPoolConfig pool;

    int fabricMtuBytes = 9000;
    long seed = 1;
  }

  /** A request of 300 bytes and an answer of 20 kB, as one connection. */
  static final class Exchange implements TcpHandler {
    private static final int REQUEST_BYTES = 300;
    static final int RESPONSE_BYTES = 20_000;
    private final int number;
    int receivedBytes;
    int remotePort;
    CloseReason closed;

    Exchange(int number) {
      this.number = number;
    }

    @Override
    public void connected(TcpSocket socket) {
      socket.send(new BulkBytes(number, 0, REQUEST_BYTES));
    }

    @Override
    public void received(TcpSocket socket, Payload data) {
      receivedBytes += data.lengthBytes();
    }

    @Override
    public void closed(TcpSocket socket, CloseReason reason) {
      closed = reason;
    }

    boolean isComplete() {
      return receivedBytes == RESPONSE_BYTES && closed == CloseReason.FINISHED;
    }
  }

  /** Answers each whole request and closes. */
  private static final class Responder implements TcpHandler {
    private int requestBytes;

    @Override
    public void received(TcpSocket socket, Payload data) {
      requestBytes += data.lengthBytes();
      if (requestBytes == Exchange.REQUEST_BYTES) {
        socket.send(new BulkBytes(99, 0, Exchange.RESPONSE_BYTES));
        socket.close();
      }
    }

    @Override
    public void peerClosed(TcpSocket socket) {}

    @Override
    public void closed(TcpSocket socket, CloseReason reason) {}
  }

  final TraceLog trace = new TraceLog();
  final Simulation simulation;
  final Network network;
  final IpDevice client;
  final IpDevice router;
  final List<IpDevice> muxes = new ArrayList<>();
  final List<VirtualHost> hosts = new ArrayList<>();
  final List<IpDevice> vms = new ArrayList<>();
  final IpDevice controller;
  final List<Integer> remotePortsAtClient = new ArrayList<>();
  private final Settings settings;
  ControllerProcess controllerProcess;

  PortalNetwork(Settings settings) {
    this.settings = settings;
    simulation = new Simulation(settings.seed);
    Tracer tracer = new Tracer();
    tracer.attach(trace);
    network = new Network(simulation, tracer);
    client =
        network.add(
            IpDeviceConfig.host("client", InterfaceConfig.of("eth0", "192.168.200.50/24"))
                .withRoutes(StaticRoute.via("0.0.0.0/0", "192.168.200.1")));
    router = network.add(routerConfig());
    muxes.add(addMux("mux1", 0, "192.168.233.31/31", "192.168.233.30"));
    muxes.add(addMux("mux2", 1, "192.168.233.32/31", "192.168.233.33"));
    hosts.add(addHost("host1", "192.168.233.21/31", "192.168.233.20"));
    hosts.add(addHost("host2", "192.168.233.22/31", "192.168.233.23"));
    vms.add(addVm("web1", "10.0.0.4/24"));
    vms.add(addVm("web2", "10.0.0.5/24"));
    controller =
        network.add(
            IpDeviceConfig.host("controller", InterfaceConfig.of("eth0", "192.168.233.5/31"))
                .withRoutes(StaticRoute.via("0.0.0.0/0", "192.168.233.4"))
                .withProcesses(
                    node -> {
                      controllerProcess = new ControllerProcess(node, ControllerConfig.of(goal(2)));
                      return controllerProcess;
                    }));
    cable();
    network.bootAll();
    vms.forEach(
        vm -> vm.transport().listen(TcpConfig.LINUX, null, WEB_PORT, socket -> new Responder()));
    client
        .transport()
        .listen(
            TcpConfig.LINUX,
            null,
            80,
            socket -> {
              remotePortsAtClient.add(socket.remotePort());
              return new Responder();
            });
  }

  private static IpDeviceConfig routerConfig() {
    PeerConfig toMux = PeerConfig.builder(64_513).datacenter().build();
    BgpConfig bgp =
        BgpConfig.builder(64_512, IpAddress.parse("192.168.200.1"))
            .neighbor(IpAddress.parse("192.168.233.31"), toMux)
            .neighbor(IpAddress.parse("192.168.233.32"), toMux)
            .decision(new DecisionConfig(8, 1, true, false))
            .build();
    return IpDeviceConfig.router(
            "router",
            InterfaceConfig.of("clients", "192.168.200.1/24"),
            InterfaceConfig.of("mux1", "192.168.233.30/31"),
            InterfaceConfig.of("mux2", "192.168.233.33/31"),
            InterfaceConfig.of("host1", "192.168.233.20/31"),
            InterfaceConfig.of("host2", "192.168.233.23/31"),
            InterfaceConfig.of("controller", "192.168.233.4/31"))
        .withProcesses(BgpProcess.factory(bgp));
  }

  private IpDevice addMux(String name, int number, String address, String gateway) {
    BgpConfig bgp =
        BgpConfig.builder(64_513, IpAddress.parse(address.replaceAll("/.*", "")))
            .neighbor(IpAddress.parse(gateway), PeerConfig.builder(64_512).datacenter().build())
            .build();
    List<BgpProcess> made = new ArrayList<>();
    return network.add(
        IpDeviceConfig.host(name, InterfaceConfig.of("eth0", address))
            .withRoutes(StaticRoute.via("0.0.0.0/0", gateway))
            .withProcesses(
                BgpProcess.factory(bgp, made::add),
                node ->
                    new MuxProcess(
                        node,
                        MuxConfig.DEFAULT.withHashSeed(settings.hashSeed.applyAsLong(number)),
                        new BgpVipAdvertiser(made.get(made.size() - 1)))));
  }

  private VirtualHost addHost(String name, String address, String gateway) {
    IpAddress providerAddress = IpAddress.parse(address.replaceAll("/.*", ""));
    return network.add(
        name,
        context ->
            VirtualHost.of(
                context,
                IpDeviceConfig.host(name, InterfaceConfig.of("eth0", address))
                    .withRoutes(StaticRoute.via("0.0.0.0/0", gateway)),
                List.of("vm0"),
                (node, ports) ->
                    new HostAgentProcess(
                        node,
                        HostAgentConfig.of(IpAddress.parse("192.168.233.5")),
                        new VirtualSwitchProcess(
                            node,
                            VirtualHostConfig.of(providerAddress),
                            ports,
                            settings.snatAllocator,
                            settings.returnPath))));
  }

  private IpDevice addVm(String name, String address) {
    return network.add(
        IpDeviceConfig.host(name, InterfaceConfig.of("eth0", address))
            .withRoutes(StaticRoute.via("0.0.0.0/0", "10.0.0.1")));
  }

  private void cable() {
    LinkConfig fabric =
        LinkConfig.ethernet(10_000_000_000L, 5 * SimTime.MICROSECOND)
            .withMtu(settings.fabricMtuBytes);
    LinkConfig access = LinkConfig.ethernet(10_000_000_000L, 5 * SimTime.MICROSECOND);
    network.connect("client", "eth0", "router", "clients", access);
    for (String name : List.of("mux1", "mux2", "host1", "host2", "controller")) {
      network.connect(name, "eth0", "router", name, fabric);
    }
    LinkConfig virtual = new LinkConfig(0, 0, 1500, 1000, 0);
    network.connect("host1", "vm0", "web1", "eth0", virtual);
    network.connect("host2", "vm0", "web2", "eth0", virtual);
  }

  /** The goal state with this many backends. */
  GoalState goal(int backends) {
    List<String> names = List.of("web1", "web2").subList(0, backends);
    VipRule rule = new VipRule(IpProtocol.TCP, 443, WEB_PORT, names).withProbe(settings.probe);
    return new GoalState(
        List.of(
            new VirtualNetworkConfig(
                "infra", List.of(new VirtualSubnetConfig(5001, Prefix.parse("10.0.0.0/24"))))),
        List.of(
            new HostConfig("host1", IpAddress.parse("192.168.233.21")),
            new HostConfig("host2", IpAddress.parse("192.168.233.22"))),
        List.of(vm("web1", "host1", 0), vm("web2", "host2", 1)),
        List.of(
            new MuxAddress("mux1", IpAddress.parse("192.168.233.31")),
            new MuxAddress("mux2", IpAddress.parse("192.168.233.32"))),
        List.of(
            new VipConfig("portal", VIP, false, List.of(rule)).withEnabled(settings.vipEnabled)),
        settings.pool == null
            ? List.of(
                new SnatConfig("portal", "web1", 1024, 8, settings.outbound),
                new SnatConfig("portal", "web2", 1032, 8, settings.outbound))
            : List.of(),
        settings.pool == null ? List.of() : List.of(settings.pool),
        List.of());
  }

  private VmPortConfig vm(String name, String host, int number) {
    MacAddress mac = vms.get(number).ports().get(0).mac();
    return new VmPortConfig(
        name, host, "vm0", 5001, mac, List.of(IpAddress.ofIpv4(0x0A000004 + number)));
  }

  void runSeconds(long seconds) {
    simulation.runUntil(simulation.nowPs() + seconds * SimTime.SECOND);
  }

  int vipNextHops() {
    Route route = router.routes().exact(Prefix.host(VIP));
    return route == null ? 0 : route.nextHops().size();
  }

  /** The client opens a connection to the VIP. */
  Exchange fetch(String flow, int number) {
    Exchange exchange = new Exchange(number);
    client
        .transport()
        .connect(TcpConfig.LINUX, null, 0, VIP, 443, new FlowTag(flow, number, false), exchange);
    return exchange;
  }

  List<Exchange> fetchMany(String flow, int count) {
    List<Exchange> exchanges = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      exchanges.add(fetch(flow, i));
    }
    return exchanges;
  }

  /** A VM opens a connection to the client's own web server. */
  Exchange browse(int vm, int localPort) {
    Exchange exchange = new Exchange(vm);
    vms.get(vm)
        .transport()
        .connect(
            TcpConfig.LINUX,
            null,
            localPort,
            CLIENT,
            80,
            new FlowTag("out" + vm, 0, false),
            exchange);
    return exchange;
  }

  /** The nodes that packets of a flow came through in one direction, each once, in order. */
  List<String> path(String flow, boolean reply) {
    return trace.entries().stream()
        .filter(
            entry ->
                entry.step() instanceof Step.Transmitted
                    && entry.packet().tag().flow() != null
                    && entry.packet().tag().flow().flow().equals(flow)
                    && entry.packet().tag().flow().reply() == reply)
        .map(TraceLog.Entry::node)
        .distinct()
        .toList();
  }

  Link link(String node) {
    return network.links().stream()
        .filter(each -> each.a().owner().name().equals(node))
        .findFirst()
        .orElseThrow();
  }
}
