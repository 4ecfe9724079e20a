package io.sdnsim.slb.goal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import io.sdnsim.vxlan.network.VirtualSubnetConfig;
import io.sdnsim.vxlan.vswitch.OutboundMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal states that contradict themselves, one way each. */
class GoalCheckTest {
  private static final VipConfig PORTAL = SampleGoal.portal(List.of("web1", "web2"));

  private static void refused(String why, GoalState goal) {
    assertThatThrownBy(() -> new GoalCompiler(goal))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  private static GoalState with(VipConfig... vips) {
    return SampleGoal.goal(List.of(vips), List.of());
  }

  private static VipConfig other(String address) {
    return new VipConfig("other", IpAddress.parse(address), false, List.of());
  }

  private static GoalState with(
      List<VirtualNetworkConfig> networks, List<VmPortConfig> vms, List<MuxAddress> muxes) {
    GoalState goal = SampleGoal.goal();
    return new GoalState(networks, goal.hosts(), vms, muxes, goal.vips(), goal.snat())
        .withSecurityGroups(goal.securityGroups());
  }

  private static GoalState withVm(VmPortConfig vm) {
    GoalState goal = SampleGoal.goal();
    List<VmPortConfig> vms = new ArrayList<>(goal.vms());
    vms.add(vm);
    return with(goal.networks(), vms, goal.muxes());
  }

  private static VmPortConfig vm(String port, int vni, String address, String group) {
    return new VmPortConfig(
        "more",
        "host2",
        port,
        vni,
        new MacAddress(77),
        List.of(IpAddress.parse(address)),
        group,
        false);
  }

  private static GoalState withNetwork(VirtualNetworkConfig network) {
    GoalState goal = SampleGoal.goal();
    List<VirtualNetworkConfig> networks = new ArrayList<>(goal.networks());
    networks.add(network);
    return with(networks, goal.vms(), goal.muxes());
  }

  private static VirtualNetworkConfig network(String name, int vni, String... peers) {
    return new VirtualNetworkConfig(
        name, List.of(new VirtualSubnetConfig(vni, Prefix.parse("10.7.0.0/24"))), List.of(peers));
  }

  @Test
  void addressOfTwoVips_isRefused_evenWhereOneIsOutOfService() {
    refused("VIPs portal and other", with(PORTAL, other("192.168.133.74")));
    refused("VIPs portal and other", with(PORTAL, other("192.168.133.74").withEnabled(false)));
    refused(
        "VIPs one and other",
        with(
            PORTAL,
            new VipConfig("one", IpAddress.parse("10.0.0.100"), false, List.of()).within("infra"),
            other("10.0.0.100").within("infra")));
    // Another network may have the same addresses.
    new GoalCompiler(
        with(
            PORTAL,
            new VipConfig("one", IpAddress.parse("10.0.0.100"), false, List.of()).within("infra"),
            other("10.0.0.100").within("tenant")));
  }

  @Test
  void internalVipThatIsAVms_isRefused() {
    refused("is VM web1's", with(PORTAL, other("10.0.0.4").within("infra")));
  }

  @Test
  void rulesOfOnePort_orABackendTwice_areRefused() {
    VipRule rule = PORTAL.rules().get(0);
    refused("two rules of VIP portal are for tcp/443", with(PORTAL.withRules(List.of(rule, rule))));
    refused("VM web1 twice", with(SampleGoal.portal(List.of("web1", "web1"))));
  }

  @Test
  void tcpResetOfAPair_isRefused() {
    refused(
        "resets",
        with(
            SampleGoal.portal(
                List.of("web1"),
                RuleSettings.DEFAULT
                    .withSelection(SelectionMethod.RENDEZVOUS_PAIR)
                    .withTcpReset(true))));
  }

  @Test
  void vmInNoSubnet_orOutsideOfItsOwn_isRefused() {
    refused("VM more is in no virtual subnet", withVm(vm("vm2", 9999, "10.0.0.7", null)));
    refused("10.9.0.7 of VM more is outside", withVm(vm("vm2", 5001, "10.9.0.7", null)));
  }

  @Test
  void addressOrPortOfTwoVms_isRefused() {
    refused("VMs web1 and more have 10.0.0.4", withVm(vm("vm2", 5001, "10.0.0.4", null)));
    refused("VMs web2 and more are behind vm0 of host2", withVm(vm("vm0", 5001, "10.0.0.7", null)));
  }

  @Test
  void unknownSecurityGroupOrPeer_isRefused() {
    refused("no security group is named nothing", withVm(vm("vm2", 5001, "10.0.0.7", "nothing")));
    refused("no virtual network is named nowhere", withNetwork(network("more", 7001, "nowhere")));
  }

  @Test
  void nameOrVniOfTwoNetworks_isRefused() {
    refused("two virtual networks are named infra", withNetwork(network("infra", 7001)));
    refused("VNI 6001", withNetwork(network("more", 6001)));
  }

  @Test
  void nameOrAddressOfTwoMuxes_isRefused() {
    GoalState goal = SampleGoal.goal();
    refused(
        "two Muxes are named mux1",
        with(
            goal.networks(),
            goal.vms(),
            List.of(goal.muxes().get(0), new MuxAddress("mux1", SampleGoal.MUX2))));
    refused(
        "is taken",
        with(
            goal.networks(),
            goal.vms(),
            List.of(goal.muxes().get(0), new MuxAddress("mux2", SampleGoal.HOST1))));
  }

  @Test
  void portsBeyondTheLast_areRefused_howeverMany() {
    assertThatThrownBy(
            () -> new SnatConfig("portal", "web1", 1, Integer.MAX_VALUE, OutboundMode.DIRECT))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SnatPoolConfig.Limits(Integer.MIN_VALUE, 0, 8, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    SnatPoolConfig.Limits limits = new SnatPoolConfig.Limits(8, 0, 8, 1, 1, 1);
    assertThatThrownBy(
            () ->
                new SnatPoolConfig(
                    "portal", List.of("web1", "web1"), 2048, 2079, OutboundMode.DIRECT, limits))
        .hasMessageContaining("VM web1 twice");
  }

  @Test
  void protocolsHavePortsOfTheirOwn() {
    VipRule rule = PORTAL.rules().get(0);
    new GoalCompiler(
        with(
            PORTAL.withRules(
                List.of(rule, new VipRule(IpProtocol.UDP, 443, 8443, List.of("web1"))))));
  }
}
