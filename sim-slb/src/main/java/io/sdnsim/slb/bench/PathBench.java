package io.sdnsim.slb.bench;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.bench.ConstantRateSource;
import io.sdnsim.core.bench.CountingSink;
import io.sdnsim.core.device.InterfaceConfig;
import io.sdnsim.core.device.IpDevice;
import io.sdnsim.core.device.IpDeviceConfig;
import io.sdnsim.core.device.Network;
import io.sdnsim.core.device.ProcessFactory;
import io.sdnsim.core.device.StaticRoute;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.l3.acl.PortRange;
import io.sdnsim.core.l3.nat.NatConfig;
import io.sdnsim.core.l3.nat.NatTimeouts;
import io.sdnsim.core.l3.nat.SourceNatRule;
import io.sdnsim.core.link.LinkConfig;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.trace.Tracer;
import io.sdnsim.slb.goal.GoalState;
import io.sdnsim.slb.goal.HostConfig;
import io.sdnsim.slb.goal.MuxAddress;
import io.sdnsim.slb.goal.VipConfig;
import io.sdnsim.slb.goal.VipRule;
import io.sdnsim.slb.goal.VmPortConfig;
import io.sdnsim.slb.host.HostAgentConfig;
import io.sdnsim.slb.host.HostAgentProcess;
import io.sdnsim.slb.manager.ControllerConfig;
import io.sdnsim.slb.manager.ControllerProcess;
import io.sdnsim.slb.mux.MuxConfig;
import io.sdnsim.slb.mux.MuxProcess;
import io.sdnsim.slb.mux.VipAdvertiser;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import io.sdnsim.vxlan.network.VirtualSubnetConfig;
import io.sdnsim.vxlan.vswitch.ReturnPath;
import io.sdnsim.vxlan.vswitch.SnatAllocator;
import io.sdnsim.vxlan.vswitch.VirtualHost;
import io.sdnsim.vxlan.vswitch.VirtualHostConfig;
import io.sdnsim.vxlan.vswitch.VirtualSwitchProcess;
import java.util.ArrayList;
import java.util.List;

/**
 * Constant-rate UDP flows from a client through a NAT, a TOR, a Mux and the overlay to VMs on two
 * hosts, programmed by a controller; everything as in scenarios, but the VIP's route is static.
 */
final class PathBench {
  /** Links on the way: client - NAT - TOR - Mux - TOR - host - VM. */
  static final int HOPS = 6;

  private static final int PACKETS_PER_SECOND = 10_000;
  private static final long BEGIN_PS = 5 * SimTime.SECOND;
  private static final long WARM_UP_PS = 4 * SimTime.SECOND;
  private static final long MEASURED_PS = 6 * SimTime.SECOND;
  private static final IpAddress VIP = IpAddress.parse("20.0.0.1");
  private static final LinkConfig LINK =
      LinkConfig.ethernet(100_000_000_000L, 5 * SimTime.MICROSECOND).withMtu(9000);

  private final Simulation simulation = new Simulation(0);
  private final Network network = new Network(simulation, new Tracer());
  private final List<ConstantRateSource> sources = new ArrayList<>();
  private final List<CountingSink> sinks = new ArrayList<>();
  private final List<IpDevice> vms = new ArrayList<>();
  private final int flows;
  private double wallSeconds;
  private double cpuSeconds;
  private long sentBefore;
  private long receivedBefore;

  private PathBench(int flows) {
    this.flows = flows;
  }

  static PathBench measure(int flows) {
    PathBench bench = new PathBench(flows);
    bench.build();
    bench.run();
    return bench;
  }

  long sent() {
    return sources.stream().mapToLong(ConstantRateSource::sent).sum() - sentBefore;
  }

  long received() {
    return sinks.stream().mapToLong(CountingSink::received).sum() - receivedBefore;
  }

  double wallSeconds() {
    return wallSeconds;
  }

  double cpuSeconds() {
    return cpuSeconds;
  }

  /** The warm-up is the first part of the same run; what is on its way then is measured too. */
  private void run() {
    simulation.runUntil(BEGIN_PS + WARM_UP_PS);
    sentBefore = sent();
    receivedBefore = sentBefore;
    long cpuBegan = MuxBench.threadCpuNanos();
    long began = System.nanoTime();
    simulation.runUntil(BEGIN_PS + WARM_UP_PS + MEASURED_PS + SimTime.SECOND);
    wallSeconds = (System.nanoTime() - began) / 1e9;
    cpuSeconds = (MuxBench.threadCpuNanos() - cpuBegan) / 1e9;
    if (!network.conservation().isBalanced()) {
      throw new IllegalStateException("packets are not conserved: " + network.conservation());
    }
  }

  private void build() {
    List<ProcessFactory> processes = new ArrayList<>();
    long gapPs = SimTime.SECOND / PACKETS_PER_SECOND;
    for (int i = 0; i < flows; i++) {
      int flow = i;
      processes.add(
          node -> {
            ConstantRateSource source =
                new ConstantRateSource(
                    node,
                    IpAddress.parse("192.168.1.2"),
                    VIP,
                    flow,
                    10_000 + flow,
                    BEGIN_PS + gapPs * flow / flows,
                    gapPs,
                    WARM_UP_PS + MEASURED_PS);
            sources.add(source);
            return source;
          });
    }
    network.add(
        IpDeviceConfig.host("client", InterfaceConfig.of("eth0", "192.168.1.2/24"))
            .withRoutes(StaticRoute.via("0.0.0.0/0", "192.168.1.1"))
            .withProcesses(processes.toArray(ProcessFactory[]::new)));
    network.add(
        IpDeviceConfig.router(
                "nat",
                InterfaceConfig.of("in", "192.168.1.1/24"),
                InterfaceConfig.of("out", "10.0.0.2/24"))
            .withRoutes(StaticRoute.via("0.0.0.0/0", "10.0.0.1"))
            .withNat(sourceNat()));
    network.add(
        IpDeviceConfig.router(
                "tor",
                InterfaceConfig.of("nat", "10.0.0.1/24"),
                InterfaceConfig.of("mux", "10.0.1.1/24"),
                InterfaceConfig.of("host1", "10.0.2.1/24"),
                InterfaceConfig.of("host2", "10.0.3.1/24"),
                InterfaceConfig.of("controller", "10.0.4.1/24"))
            .withRoutes(StaticRoute.via(VIP + "/32", "10.0.1.2")));
    network.add(
        device("mux", "10.0.1.2/24", "10.0.1.1")
            .withProcesses(node -> new MuxProcess(node, MuxConfig.DEFAULT, SILENT)));
    addHost("host1", "10.0.2.2", "10.0.2.1");
    addHost("host2", "10.0.3.2", "10.0.3.1");
    addVm("vm1", "10.9.0.4");
    addVm("vm2", "10.9.0.5");
    network.add(
        device("controller", "10.0.4.2/24", "10.0.4.1")
            .withProcesses(node -> new ControllerProcess(node, ControllerConfig.of(goal()))));
    network.connect("client", "eth0", "nat", "in", LINK);
    network.connect("nat", "out", "tor", "nat", LINK);
    for (String name : List.of("mux", "host1", "host2", "controller")) {
      network.connect(name, "eth0", "tor", name, LINK);
    }
    LinkConfig virtual = new LinkConfig(0, 0, 1500, 1000, 0);
    network.connect("host1", "vm0", "vm1", "eth0", virtual);
    network.connect("host2", "vm0", "vm2", "eth0", virtual);
    network.bootAll();
  }

  private static final VipAdvertiser SILENT =
      new VipAdvertiser() {
        @Override
        public void advertise(Prefix vip) {}

        @Override
        public void withdraw(Prefix vip) {}
      };

  private static NatConfig sourceNat() {
    return new NatConfig(
        List.of(
            new SourceNatRule(
                "out",
                "out",
                null,
                null,
                SourceNatRule.ANY_PROTOCOL,
                List.of(),
                new PortRange(1024, 65_535))),
        List.of(),
        false,
        65_536,
        NatTimeouts.DEFAULT);
  }

  private static IpDeviceConfig device(String name, String address, String gateway) {
    return IpDeviceConfig.host(name, InterfaceConfig.of("eth0", address))
        .withRoutes(StaticRoute.via("0.0.0.0/0", gateway));
  }

  private void addHost(String name, String address, String gateway) {
    network.add(
        name,
        context ->
            VirtualHost.of(
                context,
                device(name, address + "/24", gateway),
                List.of("vm0"),
                (node, ports) ->
                    new HostAgentProcess(
                        node,
                        HostAgentConfig.of(IpAddress.parse("10.0.4.2")),
                        new VirtualSwitchProcess(
                            node,
                            VirtualHostConfig.of(IpAddress.parse(address)),
                            ports,
                            SnatAllocator.LOWEST_FREE,
                            ReturnPath.DIRECT))));
  }

  private void addVm(String name, String address) {
    vms.add(
        network.add(
            device(name, address + "/24", "10.9.0.1")
                .withProcesses(
                    node -> {
                      CountingSink sink = new CountingSink(node);
                      sinks.add(sink);
                      return sink;
                    })));
  }

  private GoalState goal() {
    return new GoalState(
        List.of(
            new VirtualNetworkConfig(
                "infra", List.of(new VirtualSubnetConfig(5001, Prefix.parse("10.9.0.0/24"))))),
        List.of(
            new HostConfig("host1", IpAddress.parse("10.0.2.2")),
            new HostConfig("host2", IpAddress.parse("10.0.3.2"))),
        List.of(vm("vm1", "host1", 0), vm("vm2", "host2", 1)),
        List.of(new MuxAddress("mux", IpAddress.parse("10.0.1.2"))),
        List.of(
            new VipConfig(
                "web",
                VIP,
                false,
                List.of(
                    new VipRule(
                        IpProtocol.UDP,
                        CountingSink.PORT,
                        CountingSink.PORT,
                        List.of("vm1", "vm2"))))),
        List.of());
  }

  private VmPortConfig vm(String name, String host, int number) {
    MacAddress mac = vms.get(number).ports().get(0).mac();
    return new VmPortConfig(
        name, host, "vm0", 5001, mac, List.of(IpAddress.parse("10.9.0.4").plus(number)));
  }
}
