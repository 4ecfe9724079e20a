package io.sdnsim.vxlan.vswitch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.trace.Step;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import io.sdnsim.vxlan.network.VirtualSubnetConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Broadcasts and multicasts of VMs, replicated as unicasts. */
class BroadcastTest {
  private static final Prefix WEB = Prefix.parse("10.0.0.0/24");
  private static final Prefix WEB_IPV6 = Prefix.parse("fd00::/64");

  private final OverlayFixture fixture = new OverlayFixture(3);

  private void open() {
    add("a1", 0, 5001, "10.0.0.4");
    add("a2", 0, 5001, "10.0.0.5");
    add("b1", 1, 5001, "10.0.0.6");
    add("b2", 1, 5001, "10.0.0.7");
    add("b6", 1, 5001, "fd00::6");
    add("c6", 2, 5001, "fd00::7");
    add("db", 1, 5002, "10.0.1.4");
    add("foreign", 2, 6001, "10.0.0.6");
    add("hermit", 2, 6002, "10.0.1.4");
    fixture.open(
        List.of(
            new VirtualNetworkConfig(
                "contoso",
                List.of(
                    new VirtualSubnetConfig("web", 5001, List.of(WEB, WEB_IPV6), null, List.of()),
                    new VirtualSubnetConfig(5002, Prefix.parse("10.0.1.0/24")))),
            new VirtualNetworkConfig(
                "fabrikam",
                List.of(
                    new VirtualSubnetConfig(6001, WEB),
                    new VirtualSubnetConfig(6002, Prefix.parse("10.0.1.0/24"))))));
  }

  private void add(String name, int host, int vni, String address) {
    fixture.addVm(name, host, vni, IpAddress.parse(address));
  }

  private OverlayFixture.Vm vm(String name) {
    return fixture.vms.get(name);
  }

  private void send(String from, String source, String to, MacAddress mac) {
    IpAddress own = IpAddress.parse(source);
    IpAddress group = IpAddress.parse(to);
    Packet packet =
        Packet.ip(
            own.isIpv4()
                ? Ipv4Header.of(own, group, 1, IpProtocol.UDP)
                : Ipv6Header.of(own, group, 1, IpProtocol.UDP),
            new UdpHeader(67, 68),
            new BulkBytes(1, 0, 100),
            fixture.contextOf(vm(from)).newTag(new FlowTag("hello", 0, false), 0));
    fixture.send(vm(from), mac, packet);
  }

  private void assertArrivedAt(String... names) {
    for (OverlayFixture.Vm vm : fixture.vms.values()) {
      assertThat(vm.arrived).as(vm.name).hasSize(List.of(names).contains(vm.name) ? 1 : 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"255.255.255.255", "10.0.0.255", "224.0.0.251"})
  void aBroadcast_reachesEachOtherVmOfItsSubnet_once_asAUnicastFrame(String group) {
    open();
    MacAddress mac =
        group.startsWith("224")
            ? MacAddress.ofMulticast(IpAddress.parse(group))
            : MacAddress.BROADCAST;
    send("a1", "10.0.0.4", group, mac);

    assertArrivedAt("a2", "b1", "b2");
    for (String name : List.of("a2", "b1", "b2")) {
      Packet frame = vm(name).arrived.get(0);
      assertThat(frame.ethernet().destination()).isEqualTo(vm(name).port.mac());
      assertThat(frame.ethernet().source()).isEqualTo(vm("a1").port.mac());
      assertThat(frame.ip().destination()).isEqualTo(IpAddress.parse(group));
      assertThat(frame.ip().hopLimit()).isOne();
    }
    assertThat(fixture.trace.steps(Step.Encapsulated.class)).hasSize(2);
    assertThat(fixture.trace.steps(Step.Copied.class))
        .singleElement()
        .satisfies(copied -> assertThat(copied.copies()).isEqualTo(2));
    assertThat(fixture.contextOf(vm("a1")).ledger().copied()).isEqualTo(2);
    assertThat(fixture.trace.drops()).isEmpty();
  }

  @Test
  void ipv6Multicast_reachesThoseWithAnIpv6Address() {
    open();
    IpAddress group = IpAddress.parse("ff02::fb");
    send("b6", "fd00::6", "ff02::fb", MacAddress.ofMulticast(group));
    assertArrivedAt("c6");
  }

  @Test
  void spoofedBroadcast_isDropped() {
    open();
    send("a1", "10.0.0.5", "255.255.255.255", MacAddress.BROADCAST);
    assertArrivedAt();
    assertThat(fixture.trace.drops()).containsExactly("SpoofedSource");
  }

  @Test
  void broadcastOfASubnetsOnlyVm_isDropped() {
    open();
    send("hermit", "10.0.1.4", "10.0.1.255", MacAddress.BROADCAST);
    assertArrivedAt();
    assertThat(fixture.trace.drops()).containsExactly("NoOtherPort");
  }

  /** RFC 1812 5.3.5.2: a broadcast directed at another subnet is not forwarded. */
  @Test
  void broadcastOfAnotherSubnet_isNobodys() {
    open();
    send("a1", "10.0.0.4", "10.0.1.255", VirtualHostConfig.DEFAULT_ROUTER_MAC);
    assertArrivedAt();
    assertThat(fixture.trace.drops()).containsExactly("UnknownCustomerAddress");
  }

  @Test
  void packetForOneMachine_inABroadcastFrame_isDropped() {
    open();
    send("a1", "10.0.0.4", "10.0.0.6", MacAddress.BROADCAST);
    assertArrivedAt();
    assertThat(fixture.trace.drops()).containsExactly("BroadcastNotCarried");
  }
}
