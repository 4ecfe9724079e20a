package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.l3.acl.PortRange;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.vxlan.acl.AddressMatch;
import io.sdnsim.vxlan.acl.SecurityGroup;
import io.sdnsim.vxlan.acl.SecurityRule;
import io.sdnsim.vxlan.acl.ServiceTag;
import io.sdnsim.vxlan.network.UserRoute;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import io.sdnsim.vxlan.network.VirtualSubnetConfig;
import io.sdnsim.vxlan.tunnel.Encapsulation;
import io.sdnsim.vxlan.vswitch.OutboundMode;
import java.util.List;

/** Two hosts, three VMs, two Muxes, the portal VIP with two backends and a SNAT range each. */
public final class SampleGoal {
  public static final IpAddress VIP = IpAddress.parse("192.168.133.74");
  public static final IpAddress PUBLIC1 = IpAddress.parse("203.0.113.90");
  public static final IpAddress PUBLIC2 = IpAddress.parse("203.0.113.91");
  public static final IpAddress HOST1 = IpAddress.parse("192.168.233.21");
  public static final IpAddress HOST2 = IpAddress.parse("192.168.233.22");
  public static final IpAddress MUX1 = IpAddress.parse("192.168.233.31");
  public static final IpAddress MUX2 = IpAddress.parse("192.168.233.32");

  private SampleGoal() {}

  public static GoalState goal() {
    return goal(List.of(portal(List.of("web1", "web2"))), snat());
  }

  public static GoalState goal(List<VipConfig> vips, List<SnatConfig> snat) {
    return new GoalState(
        List.of(
            new VirtualNetworkConfig(
                "infra",
                List.of(
                    new VirtualSubnetConfig(
                        "web",
                        5001,
                        List.of(Prefix.parse("10.0.0.0/24")),
                        "web",
                        List.of(
                            new UserRoute(
                                Prefix.DEFAULT_IPV4,
                                UserRoute.Kind.APPLIANCE,
                                IpAddress.parse("10.0.0.9")),
                            new UserRoute(
                                Prefix.parse("10.9.0.0/16"), UserRoute.Kind.NONE, null)))),
                List.of("hub")),
            new VirtualNetworkConfig(
                "hub",
                List.of(new VirtualSubnetConfig(5101, Prefix.parse("10.8.0.0/24"))),
                List.of("infra")),
            new VirtualNetworkConfig(
                "tenant", List.of(new VirtualSubnetConfig(6001, Prefix.parse("10.0.0.0/24"))))),
        List.of(new HostConfig("host1", HOST1), new HostConfig("host2", HOST2)),
        List.of(
            vm("web1", "host1", "vm0", 5001, 4),
            vm("web2", "host2", "vm0", 5001, 5),
            vm("other", "host2", "vm1", 6001, 4)),
        List.of(new MuxAddress("mux1", MUX1), new MuxAddress("mux2", MUX2)),
        vips,
        snat,
        List.of(),
        List.of(securityGroup("web"), securityGroup("unused")));
  }

  /** The same with the network of the VIP's backends on NVGRE. */
  public static GoalState onNvgre() {
    GoalState goal = goal();
    VirtualNetworkConfig infra = goal.networks().get(0);
    return new GoalState(
            List.of(
                new VirtualNetworkConfig(
                    infra.name(), infra.subnets(), infra.peers(), Encapsulation.NVGRE),
                goal.networks().get(1),
                goal.networks().get(2)),
            goal.hosts(),
            goal.vms(),
            goal.muxes(),
            goal.vips(),
            goal.snat())
        .withSecurityGroups(goal.securityGroups());
  }

  /** The network of web1 and web2 with IPv6 addresses, too; nothing else is in it. */
  public static VirtualNetworkConfig dualStack() {
    return new VirtualNetworkConfig(
        "infra",
        List.of(
            new VirtualSubnetConfig(
                "web",
                5001,
                List.of(Prefix.parse("10.0.0.0/24"), Prefix.parse("fd00:1::/64")),
                null,
                List.of())));
  }

  private static SecurityGroup securityGroup(String name) {
    return new SecurityGroup(
        name,
        SecurityGroup.ExistingFlows.REEVALUATE,
        List.of(
            new SecurityRule(
                "https",
                100,
                true,
                IpProtocol.TCP,
                List.of(AddressMatch.ANY, new AddressMatch.Network(Prefix.parse("fd00::/64"))),
                SecurityRule.ALL_PORTS,
                List.of(new AddressMatch.Network(Prefix.parse("10.0.0.0/24"))),
                List.of(PortRange.of(80), new PortRange(8443, 8450)))),
        List.of(
            new SecurityRule(
                "none",
                4096,
                false,
                SecurityRule.ANY_PROTOCOL,
                List.of(AddressMatch.ANY),
                SecurityRule.ALL_PORTS,
                List.of(new AddressMatch.Tag(ServiceTag.INTERNET)),
                SecurityRule.ALL_PORTS)));
  }

  public static VipConfig portal(List<String> backends) {
    return new VipConfig(
        "portal", VIP, false, List.of(new VipRule(IpProtocol.TCP, 443, 8443, backends)));
  }

  /** The portal with other settings of its rule. */
  public static VipConfig portal(List<String> backends, RuleSettings settings) {
    VipConfig portal = portal(backends);
    return portal.withRules(List.of(portal.rules().get(0).withSettings(settings)));
  }

  public static List<SnatConfig> snat() {
    return List.of(
        new SnatConfig("portal", "web1", 1024, 8, OutboundMode.VIA_MUX),
        new SnatConfig("portal", "web2", 1032, 8, OutboundMode.VIA_MUX));
  }

  /** An address of the outside world for each of web1 and web2, on both hosts. */
  public static List<PublicIp> publicIps() {
    return List.of(
        new PublicIp("web1", PUBLIC1, OutboundMode.DIRECT),
        new PublicIp("web2", PUBLIC2, OutboundMode.VIA_MUX));
  }

  /** As {@link #goal()}, and both VMs lease ports 2048 to 2079 of the VIP, in four ranges of 8. */
  public static GoalState leasing() {
    return leasing(new SnatPoolConfig.Limits(8, 0, 16, 1_000, 4, 1_000_000));
  }

  public static GoalState leasing(SnatPoolConfig.Limits limits) {
    GoalState goal = goal();
    SnatPoolConfig pool =
        new SnatPoolConfig(
            "portal", List.of("web1", "web2"), 2048, 2079, OutboundMode.DIRECT, limits);
    return new GoalState(
            goal.networks(), goal.hosts(), goal.vms(), goal.muxes(), goal.vips(), List.of())
        .withPools(List.of(pool))
        .withSecurityGroups(goal.securityGroups());
  }

  private static VmPortConfig vm(String name, String host, String port, int vni, int number) {
    return new VmPortConfig(
        name,
        host,
        port,
        vni,
        new MacAddress(0x02_00_00_00_00_00L + ((long) vni << 8) + number),
        List.of(IpAddress.ofIpv4(0x0A000000 + number)));
  }
}
