package io.sdnsim.vxlan.vswitch;

import static io.sdnsim.vxlan.vswitch.SwitchFixture.CLIENT;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.FAR;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.FAR_MAC;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.FAR_PA;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.PA;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.PORTAL;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.VIP;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Encapsulated;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.packet.TransportHeader;
import io.sdnsim.vxlan.network.AddressMapping;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import io.sdnsim.vxlan.network.VirtualSubnetConfig;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A VM with an IPv4 and an IPv6 address in one subnet, behind a VIP of each family. */
class DualStackSwitchTest {
  private static final IpAddress PORTAL6 = IpAddress.parse("fd00:1::4");
  private static final IpAddress FAR6 = IpAddress.parse("fd00:1::9");
  private static final IpAddress CLIENT6 = IpAddress.parse("2001:db8:200::50");
  private static final IpAddress VIP6 = IpAddress.parse("2001:db8:133::74");
  private static final IpAddress PUBLIC6 = IpAddress.parse("2001:db8:133::90");

  private final SwitchFixture fixture = new SwitchFixture();

  @BeforeEach
  void open() {
    VirtualSubnetConfig web =
        new VirtualSubnetConfig(
            "web",
            5001,
            List.of(Prefix.parse("10.0.0.0/24"), Prefix.parse("fd00:1::/64")),
            null,
            List.of());
    fixture.virtualSwitch.apply(
        new NetworkPolicy(
            List.of(new VirtualNetworkConfig("infra", List.of(web))),
            List.of(
                new AddressMapping(PORTAL, 5001, fixture.mac("portal"), PA),
                new AddressMapping(PORTAL6, 5001, fixture.mac("portal"), PA),
                new AddressMapping(FAR, 5001, FAR_MAC, FAR_PA),
                new AddressMapping(FAR6, 5001, FAR_MAC, FAR_PA)),
            List.of(
                new PortPolicy(
                    "vm-portal",
                    "portal",
                    5001,
                    fixture.mac("portal"),
                    List.of(PORTAL, PORTAL6)))));
  }

  private void balanced(List<PublicAddress> publicAddresses) {
    fixture.virtualSwitch.apply(
        new NatPolicy(
            List.of(
                new DnatRule("vm-portal", "web4", VIP, IpProtocol.TCP, 443, PORTAL, 8443, 0),
                new DnatRule("vm-portal", "web6", VIP6, IpProtocol.TCP, 443, PORTAL6, 8443, 0)),
            List.of(
                new SnatRange("vm-portal", "web4", VIP, PORTAL, 1024, 8, OutboundMode.DIRECT),
                new SnatRange("vm-portal", "web6", VIP6, PORTAL6, 2048, 8, OutboundMode.DIRECT)),
            List.of(),
            List.of(),
            publicAddresses));
  }

  private Packet tcp6(IpAddress from, int fromPort, IpAddress to, int toPort, int flags) {
    return ip6(
        from,
        to,
        IpProtocol.TCP,
        new TcpHeader(fromPort, toPort, 1, 0, flags, 1000, 0, TcpOptions.NONE));
  }

  private Packet ip6(IpAddress from, IpAddress to, int protocol, TransportHeader transport) {
    return Packet.ip(
        Ipv6Header.of(from, to, 64, protocol),
        transport,
        new BulkBytes(1, 0, 10),
        fixture.host.newTag(null, 0));
  }

  private static String flow(Packet packet) {
    return FlowKey.of(0, packet).toString();
  }

  @Test
  void bothAddresses_sendWithinTheSubnet_withoutCostingAHop() {
    fixture.fromVm("portal", fixture.udp(PORTAL, 1, FAR, 2, 10));
    assertThat(fixture.node.takeSent().ip().destination()).isEqualTo(FAR_PA);
    fixture.fromVm("portal", tcp6(PORTAL6, 1, FAR6, 2, TcpHeader.SYN));
    Packet outer = fixture.node.takeSent();
    assertThat(outer.ip().destination()).as("the tunnel stays IPv4").isEqualTo(FAR_PA);
    Packet inner = ((Encapsulated) outer.payload()).inner();
    assertThat(inner.ethernet())
        .isEqualTo(EthernetHeader.of(FAR_MAC, fixture.mac("portal"), EthernetHeader.TYPE_IPV6));
    assertThat(inner.ip().hopLimit()).isEqualTo(64);
  }

  @Test
  void addressOfAnotherMachine_isSpoofed_inIpv6Too() {
    fixture.fromVm("portal", tcp6(FAR6, 1, FAR6, 2, TcpHeader.SYN));
    assertThat(fixture.trace.drops()).containsExactly("SpoofedSource");
  }

  @Test
  void eachVip_leadsToTheAddressOfItsFamily_andBack() {
    balanced(List.of());
    fixture.fromMux("portal", 5001, fixture.tcp(CLIENT, 5000, VIP, 443, TcpHeader.SYN));
    assertThat(flow(fixture.takeDelivered("portal")))
        .isEqualTo("tcp 192.168.200.50:5000 > 10.0.0.4:8443");
    fixture.fromMux("portal", 5001, tcp6(CLIENT6, 5000, VIP6, 443, TcpHeader.SYN));
    assertThat(flow(fixture.takeDelivered("portal")))
        .isEqualTo("tcp [2001:db8:200::50]:5000 > [fd00:1::4]:8443");
    fixture.fromVm("portal", tcp6(PORTAL6, 8443, CLIENT6, 5000, TcpHeader.SYN | TcpHeader.ACK));
    assertThat(flow(fixture.node.takeSent()))
        .isEqualTo("tcp [2001:db8:133::74]:443 > [2001:db8:200::50]:5000");
  }

  @Test
  void outbound_usesThePortsOfItsFamilysVip() {
    balanced(List.of());
    fixture.fromVm("portal", tcp6(PORTAL6, 5000, CLIENT6, 80, TcpHeader.SYN));
    assertThat(flow(fixture.node.takeSent()))
        .isEqualTo("tcp [2001:db8:133::74]:2048 > [2001:db8:200::50]:80");
    fixture.fromVm("portal", fixture.tcp(PORTAL, 5000, CLIENT, 80, TcpHeader.SYN));
    assertThat(flow(fixture.node.takeSent()))
        .isEqualTo("tcp 192.168.133.74:1024 > 192.168.200.50:80");
  }

  /** RFC 8201: without it the VM would send what is too big for ever. */
  @Test
  void packetTooBig_aboutAnAnswer_reachesTheVm_withTheQuotationTranslated() {
    balanced(List.of());
    fixture.fromMux("portal", 5001, tcp6(CLIENT6, 5000, VIP6, 443, TcpHeader.SYN));
    fixture.takeDelivered("portal");
    Packet answer = tcp6(VIP6, 443, CLIENT6, 5000, TcpHeader.ACK);
    Packet error =
        Packet.ip(
            Ipv6Header.of(IpAddress.parse("2001:db8:233::1"), VIP6, 64, IpProtocol.ICMPV6),
            new IcmpHeader(true, IcmpHeader.V6_PACKET_TOO_BIG, 0, 1400),
            new Quoted(answer, 70),
            fixture.host.newTag(null, 0));
    fixture.fromMux("portal", 5001, error);
    Packet told = fixture.takeDelivered("portal");
    assertThat(told.ip().destination()).isEqualTo(PORTAL6);
    assertThat(flow(((Quoted) told.payload()).original()))
        .isEqualTo("tcp [fd00:1::4]:8443 > [2001:db8:200::50]:5000");
  }

  @Test
  void publicAddress_isOfOneFamily_theOtherUsesItsSnatRange() {
    balanced(
        List.of(new PublicAddress("vm-portal", "portal", PUBLIC6, PORTAL6, OutboundMode.DIRECT)));
    fixture.fromVm("portal", tcp6(PORTAL6, 5000, CLIENT6, 80, TcpHeader.SYN));
    assertThat(flow(fixture.node.takeSent()))
        .isEqualTo("tcp [2001:db8:133::90]:5000 > [2001:db8:200::50]:80");
    fixture.fromVm("portal", fixture.tcp(PORTAL, 5000, CLIENT, 80, TcpHeader.SYN));
    assertThat(flow(fixture.node.takeSent()))
        .isEqualTo("tcp 192.168.133.74:1024 > 192.168.200.50:80");
    fixture.fromMux(
        "portal",
        5001,
        ip6(CLIENT6, PUBLIC6, IpProtocol.ICMPV6, IcmpHeader.echoRequest(true, 7, 1)));
    assertThat(fixture.takeDelivered("portal").ip().destination()).isEqualTo(PORTAL6);
  }
}
