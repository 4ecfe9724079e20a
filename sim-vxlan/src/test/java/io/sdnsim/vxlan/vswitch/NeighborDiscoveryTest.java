package io.sdnsim.vxlan.vswitch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.NeighborDiscovery;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.vxlan.network.AddressMapping;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import io.sdnsim.vxlan.network.VirtualSubnetConfig;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NeighborDiscoveryTest {
  private static final IpAddress VM = IpAddress.parse("fd00:1::4");
  private static final IpAddress OTHER = IpAddress.parse("fd00:1::9");
  private static final IpAddress GATEWAY = IpAddress.parse("fd00:1::1");

  private final SwitchFixture fixture = new SwitchFixture();

  @BeforeEach
  void aSubnetOfIpv6() {
    fixture.virtualSwitch.apply(
        new NetworkPolicy(
            List.of(
                new VirtualNetworkConfig(
                    "six", List.of(new VirtualSubnetConfig(7001, Prefix.parse("fd00:1::/64"))))),
            List.of(
                new AddressMapping(VM, 7001, fixture.mac("portal"), SwitchFixture.PA),
                new AddressMapping(OTHER, 7001, SwitchFixture.FAR_MAC, SwitchFixture.FAR_PA)),
            List.of(
                new PortPolicy("vm-portal", "portal", 7001, fixture.mac("portal"), List.of(VM)))));
  }

  private void solicit(IpAddress source, IpAddress target) {
    IpAddress group = IpAddress.parse("ff02::1:ff00:9");
    fixture.frameFromVm(
        "portal",
        Packet.of(
            EthernetHeader.of(
                MacAddress.ofMulticast(group), fixture.mac("portal"), EthernetHeader.TYPE_IPV6),
            Ipv6Header.of(source, group, 255, IpProtocol.ICMPV6),
            new IcmpHeader(true, IcmpHeader.V6_NEIGHBOR_SOLICITATION, 0, 0),
            new NeighborDiscovery(target, fixture.mac("portal")),
            fixture.host.newTag(null, 0)));
  }

  private static int flags(Packet advertisement) {
    return ((IcmpHeader) advertisement.transport()).rest() >>> 29;
  }

  @Test
  void neighborOfTheSubnet_isAdvertised() {
    solicit(VM, OTHER);
    Packet advertisement = fixture.takeDelivered("portal");
    assertThat(advertisement.payload())
        .isEqualTo(new NeighborDiscovery(OTHER, SwitchFixture.FAR_MAC));
    assertThat(advertisement.ip().hopLimit()).isEqualTo(255);
    assertThat(flags(advertisement)).isEqualTo(0b011);
  }

  @Test
  void gateway_isAdvertisedAsARouter() {
    solicit(VM, GATEWAY);
    Packet advertisement = fixture.takeDelivered("portal");
    assertThat(advertisement.payload())
        .isEqualTo(new NeighborDiscovery(GATEWAY, SwitchFixture.ROUTER));
    assertThat(flags(advertisement)).isEqualTo(0b111);
  }

  @Test
  void unknownAddress_getsNoAnswer() {
    solicit(VM, IpAddress.parse("fd00:1::77"));
    assertThat(fixture.delivered.get("portal")).isEmpty();
    assertThat(fixture.trace.drops()).containsExactly("UnknownCustomerAddress");
  }

  @Test
  void duplicateAddressDetection_findsNoDuplicate() {
    solicit(IpAddress.parse("::"), VM);
    assertThat(fixture.delivered.get("portal")).isEmpty();
    assertThat(fixture.trace.drops()).isEmpty();
  }

  @Test
  void foreignSource_getsNoAnswer() {
    solicit(OTHER, GATEWAY);
    assertThat(fixture.delivered.get("portal")).isEmpty();
    assertThat(fixture.trace.drops()).containsExactly("SpoofedSource");
  }
}
