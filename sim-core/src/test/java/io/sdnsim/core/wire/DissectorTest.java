package io.sdnsim.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.packet.ArpMessage;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Encapsulated;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.packet.VxlanHeader;
import io.sdnsim.testkit.PacketArbitraries;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DissectorTest {
  private static final Bytes GREETING = Bytes.of(new byte[] {'h', 'i'});

  private final Dissector dissector = new Dissector();

  @Example
  void tunnel_showsOuterAndInnerLayers() {
    Packet outer =
        Packet.of(
            TestPackets.ETHERNET.withVlanTag(0x6000 | 7),
            Ipv4Header.of(TestPackets.CLIENT, TestPackets.SERVER, 64, IpProtocol.UDP),
            new UdpHeader(50000, VxlanHeader.UDP_PORT, false),
            new Encapsulated(new VxlanHeader(5001), TestPackets.udp(new BulkBytes(1, 9, 3))),
            TestPackets.TAG);
    assertThat(dissector.summary(outer))
        .isEqualTo("ethernet / ipv4 / udp / vxlan / ethernet / ipv4 / udp / data");
    List<Layer> layers = dissector.layers(outer);
    assertThat(layers.get(0).field("vlan")).isEqualTo("7");
    assertThat(layers.get(0).field("priority")).isEqualTo("3");
    assertThat(layers.get(1).field("source")).isEqualTo("10.0.0.1");
    assertThat(layers.get(2).field("checksum")).isEqualTo("zero");
    assertThat(layers.get(3).field("vni")).isEqualTo("5001");
    assertThat(layers.get(6).field("destinationPort")).isEqualTo("7000");
    assertThat(layers.get(7)).hasToString("data lengthBytes=3, streamOffset=9");
  }

  @Example
  void registeredPort_isDissectedByItsModuleInEitherDirection() {
    dissector.register(
        Dissector.Selector.TCP_PORT,
        179,
        (packet, payload) ->
            payload.at(0) == 'h'
                ? List.of(Layer.named("bgp").with("type", "greeting").build())
                : List.of());
    assertThat(dissector.summary(tcp(40000, 179, GREETING))).isEqualTo("ipv4 / tcp / bgp");
    assertThat(dissector.summary(tcp(179, 40000, GREETING))).isEqualTo("ipv4 / tcp / bgp");
    assertThat(dissector.summary(tcp(179, 40000, Bytes.of(new byte[] {1}))))
        .isEqualTo("ipv4 / tcp / data");
    assertThat(dissector.summary(tcp(180, 40000, GREETING))).isEqualTo("ipv4 / tcp / data");
    assertThat(dissector.summary(tcp(179, 40000, Payload.EMPTY))).isEqualTo("ipv4 / tcp");
    assertThat(dissector.summary(TestPackets.udp(GREETING))).endsWith("udp / data");
    assertThatThrownBy(
            () ->
                dissector.register(
                    Dissector.Selector.TCP_PORT, 179, (packet, payload) -> List.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("179");
  }

  @Example
  void unknownIpProtocolAndEtherType_areOpenToModules() {
    PayloadDissector gre = (packet, payload) -> List.of(Layer.named("gre").build());
    PayloadDissector lldp = (packet, payload) -> List.of(Layer.named("lldp").build());
    dissector
        .register(Dissector.Selector.IP_PROTOCOL, IpProtocol.GRE, gre)
        .register(Dissector.Selector.ETHER_TYPE, 0x88CC, lldp);
    Packet ip =
        Packet.ip(
            Ipv4Header.of(TestPackets.CLIENT, TestPackets.SERVER, 64, IpProtocol.GRE),
            null,
            GREETING,
            TestPackets.TAG);
    Packet ethernet =
        Packet.of(
            EthernetHeader.of(TestPackets.SERVER_MAC, TestPackets.CLIENT_MAC, 0x88CC),
            null,
            null,
            GREETING,
            TestPackets.TAG);
    assertThat(dissector.summary(ip)).isEqualTo("ipv4 / gre");
    assertThat(dissector.summary(ethernet)).isEqualTo("ethernet / lldp");
  }

  @Example
  void arpTcpAndIcmpErrors_areNamedByTheirFields() {
    Packet arp =
        Packet.of(
            EthernetHeader.of(
                TestPackets.SERVER_MAC, TestPackets.CLIENT_MAC, EthernetHeader.TYPE_ARP),
            new ArpMessage(
                ArpMessage.REPLY,
                TestPackets.CLIENT_MAC,
                TestPackets.CLIENT,
                TestPackets.SERVER_MAC,
                TestPackets.SERVER),
            null,
            Payload.EMPTY,
            TestPackets.TAG);
    assertThat(dissector.layers(arp).get(1).field("operation")).isEqualTo("reply");
    Packet syn = tcp(1, 2, Payload.EMPTY);
    assertThat(dissector.layers(syn).get(1))
        .hasToString(
            "tcp sourcePort=1, destinationPort=2, flags=[S], sequence=4294967295, "
                + "acknowledgment=0, window=9, timestampValue=5, timestampEcho=6");
    Packet error =
        Packet.ip(
            Ipv4Header.of(TestPackets.SERVER, TestPackets.CLIENT, 64, IpProtocol.ICMP),
            new IcmpHeader(false, 3, 4, 1500),
            new Quoted(syn, 28),
            TestPackets.TAG);
    assertThat(dissector.summary(error)).isEqualTo("ipv4 / icmp / quote / ipv4 / tcp");
    assertThat(dissector.layers(error).get(1).field("rest")).isEqualTo("0x000005dc");
  }

  private static Packet tcp(int from, int to, Payload payload) {
    return Packet.ip(
        Ipv4Header.of(TestPackets.CLIENT, TestPackets.SERVER, 64, IpProtocol.TCP),
        new TcpHeader(from, to, -1, 0, TcpHeader.SYN, 9, 0, TcpOptions.timestamps(5, 6)),
        payload,
        TestPackets.TAG);
  }

  @Provide
  Arbitrary<Packet> packets() {
    return PacketArbitraries.packets();
  }

  @Property(tries = 300)
  void everyPacket_hasLayersWithNamedFields(@ForAll("packets") Packet packet) {
    assertThat(dissector.layers(packet))
        .isNotEmpty()
        .allSatisfy(layer -> assertThat(layer.name()).isNotEmpty())
        .allSatisfy(layer -> assertThat(layer.fields()).isNotEmpty());
  }
}
