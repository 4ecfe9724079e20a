package io.sdnsim.core.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.l3.IpConfig;
import io.sdnsim.core.l3.NeighborConfig;
import io.sdnsim.testkit.TestNetwork;
import io.sdnsim.testkit.TestNetwork.Inbox;
import org.junit.jupiter.api.Test;

/** One port, several routing domains. */
class VlanAndVrfTest {
  private final TestNetwork net = new TestNetwork(1);

  @Test
  void tenantsWithTheSameAddresses_stayApart() {
    IpDevice left =
        net.add(
            IpDeviceConfig.host(
                "left",
                InterfaceConfig.vlan("eth0", 10, "10.0.0.1/24"),
                InterfaceConfig.vlan("eth0", 20, "10.0.0.1/24").withVrf(2)));
    IpDevice right =
        net.add(
            IpDeviceConfig.host(
                "right",
                InterfaceConfig.vlan("eth0", 10, "10.0.0.2/24"),
                InterfaceConfig.vlan("eth0", 20, "10.0.0.2/24").withVrf(2)));
    net.link("left:eth0", "right:eth0");
    net.boot();
    Inbox common = net.listen(right);
    Inbox tenant = new Inbox();
    right.transport(2).bindUdp(null, TestNetwork.PORT, tenant);

    net.send(left, "10.0.0.2", 10, 64);
    net.run(SimTime.SECOND);
    assertThat(common.datagrams).hasSize(1);
    assertThat(tenant.datagrams).isEmpty();
    assertThat(net.recorder().row("left", "fib", "vrf 2 10.0.0.0/24")).isNotNull();
  }

  @Test
  void frameOfAnotherVlan_isDropped() {
    IpDevice left =
        net.add(IpDeviceConfig.host("left", InterfaceConfig.vlan("eth0", 10, "10.0.0.1/24")));
    IpDevice right =
        net.add(IpDeviceConfig.host("right", InterfaceConfig.of("eth0", "10.0.0.2/24")));
    net.link("left:eth0", "right:eth0");
    net.boot();
    net.send(left, "10.0.0.2", 10, 64);
    net.run(SimTime.SECOND);

    assertThat(right.context().ledger().dropsByReason()).containsKey("UnknownVlan");
    assertThat(left.context().ledger().dropsByReason()).containsKey("UnknownVlan");
  }

  @Test
  void proxyArp_answersForWhatLiesBehindAnotherInterface() {
    IpDevice left = net.add(IpDeviceConfig.host("left", InterfaceConfig.of("eth0", "10.0.1.2/16")));
    net.add(
        IpDeviceConfig.router(
                "router",
                InterfaceConfig.of("a", "10.0.1.1/24"),
                InterfaceConfig.of("b", "10.0.2.1/24"))
            .withIp(IpConfig.ROUTER.withNeighbors(NeighborConfig.DEFAULT.withProxy(true))));
    IpDevice right =
        net.add(
            IpDeviceConfig.host("right", InterfaceConfig.of("eth0", "10.0.2.2/24"))
                .withRoutes(StaticRoute.via("0.0.0.0/0", "10.0.2.1")));
    net.link("left:eth0", "router:a");
    net.link("router:b", "right:eth0");
    net.boot();
    Inbox inbox = net.listen(right);
    net.send(left, "10.0.2.2", 10, 64);
    net.run(SimTime.SECOND);

    assertThat(inbox.datagrams).hasSize(1);
    assertThat(left.output().sourceFor(IpAddress.parse("10.0.2.2")))
        .isEqualTo(IpAddress.parse("10.0.1.2"));
  }
}
