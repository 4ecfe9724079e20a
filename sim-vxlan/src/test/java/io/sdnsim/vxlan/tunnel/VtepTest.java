package io.sdnsim.vxlan.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.packet.ArpMessage;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Encapsulated;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.NvgreHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.packet.VxlanHeader;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class VtepTest {
  private static final IpAddress A = IpAddress.parse("192.168.233.1");
  private static final IpAddress B = IpAddress.parse("192.168.233.21");
  private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:01");

  private final Vtep vtep = new Vtep(VtepConfig.DEFAULT);

  private static Packet frame(int sourcePort, int bytes) {
    return Packet.of(
        EthernetHeader.of(MAC, MAC, EthernetHeader.TYPE_IPV4),
        Ipv4Header.of(IpAddress.parse("10.0.0.4"), IpAddress.parse("10.0.0.5"), 64, IpProtocol.UDP),
        new UdpHeader(sourcePort, 53),
        new BulkBytes(1, 0, bytes),
        new PacketTag(7, null, 0));
  }

  @Test
  void overIpv4_adds50Bytes_withDontFragmentAndNoChecksum() {
    Packet inner = frame(1000, 100);
    Packet outer = vtep.encapsulate(inner, 5001, A, B);

    assertThat(outer.lengthBytes()).isEqualTo(inner.networkLengthBytes() + 50);
    assertThat(outer.network()).isEqualTo(Ipv4Header.of(A, B, 64, IpProtocol.UDP));
    assertThat(((Ipv4Header) outer.ip()).dontFragment()).isTrue();
    UdpHeader udp = (UdpHeader) outer.transport();
    assertThat(udp.checksumPresent()).isFalse();
    assertThat(udp.destinationPort()).isEqualTo(4789);
    assertThat(outer.payload()).isEqualTo(new Encapsulated(new VxlanHeader(5001), inner));
    assertThat(outer.tag()).isSameAs(inner.tag());
  }

  @Test
  void overIpv6_adds70Bytes() {
    Packet inner = frame(1000, 100);
    Packet outer =
        vtep.encapsulate(inner, 5001, IpAddress.parse("fd00::1"), IpAddress.parse("fd00::2"));
    assertThat(outer.lengthBytes()).isEqualTo(inner.networkLengthBytes() + 70);
    assertThat(Encapsulation.VXLAN.innerMtuBytes(1500, A)).isEqualTo(1450);
    assertThat(Encapsulation.VXLAN.innerMtuBytes(1500, IpAddress.parse("fd00::1"))).isEqualTo(1430);
  }

  @Test
  void nvgre_adds42Bytes_or62OverIpv6_andHasNoPorts() {
    Packet inner = frame(1000, 100);
    Packet outer = vtep.encapsulate(inner, new Tunnel(Encapsulation.NVGRE, 5001, A, B));
    assertThat(outer.lengthBytes()).isEqualTo(inner.networkLengthBytes() + 42);
    assertThat(outer.network()).isEqualTo(Ipv4Header.of(A, B, 64, IpProtocol.GRE));
    assertThat(outer.transport()).isNull();
    NvgreHeader header = (NvgreHeader) ((Encapsulated) outer.payload()).header();
    assertThat(header.vni()).isEqualTo(5001);
    assertThat(Decapsulation.of(outer))
        .isEqualTo(new Decapsulation.Frame(Encapsulation.NVGRE, 5001, inner));
    assertThat(Encapsulation.NVGRE.innerMtuBytes(1500, B)).isEqualTo(1458);
    assertThat(Encapsulation.NVGRE.innerMtuBytes(1500, IpAddress.parse("fd00::1"))).isEqualTo(1438);
  }

  /** What routers hash is the same for all flows between two hosts, but for the key's FlowID. */
  @Test
  void nvgre_flowsDifferInTheFlowIdOnly() {
    TreeSet<Integer> flowIds = new TreeSet<>();
    TreeSet<String> keys = new TreeSet<>();
    for (int port = 0; port < 2000; port++) {
      Packet outer = vtep.encapsulate(frame(port, 1), new Tunnel(Encapsulation.NVGRE, 5001, A, B));
      flowIds.add(((NvgreHeader) ((Encapsulated) outer.payload()).header()).flowId());
      keys.add(FlowKey.of(0, outer).toString());
    }
    assertThat(keys).hasSize(1);
    assertThat(flowIds).hasSizeGreaterThan(200);
  }

  @Test
  void dontFragmentOff_leavesItClear() {
    Vtep permissive = new Vtep(new VtepConfig(4789, 64, false, true));
    Ipv4Header outer = (Ipv4Header) permissive.encapsulate(frame(1, 1), 1, A, B).network();
    assertThat(outer.dontFragment()).isFalse();
    assertThat(outer.isFragment()).isFalse();
  }

  @Property
  void sourcePort_isOfTheDynamicRange_andOfTheFlowAlone(@ForAll @IntRange(max = 65_535) int port) {
    int chosen = Vtep.sourcePort(frame(port, 10));
    assertThat(chosen).isBetween(49_152, 65_535);
    assertThat(Vtep.sourcePort(frame(port, 999))).isEqualTo(chosen);
  }

  @Test
  void sourcePorts_spreadOverTheRange() {
    int[] quarters = new int[4];
    for (int port = 0; port < 4000; port++) {
      quarters[(Vtep.sourcePort(frame(port, 1)) - 49_152) / 4096]++;
    }
    for (int count : quarters) {
      assertThat(count).isBetween(900, 1100);
    }
  }

  @Test
  void arpFrame_isCarried() {
    Packet arp =
        Packet.of(
            EthernetHeader.of(MacAddress.BROADCAST, MAC, EthernetHeader.TYPE_ARP),
            new ArpMessage(ArpMessage.REQUEST, MAC, A, MacAddress.ZERO, B),
            null,
            Payload.EMPTY,
            new PacketTag(1, null, 0));
    Packet outer = vtep.encapsulate(arp, 1, A, B);
    assertThat(outer.transport().sourcePort()).isBetween(49_152, 65_535);
    assertThat(Decapsulation.of(outer))
        .isEqualTo(new Decapsulation.Frame(Encapsulation.VXLAN, 1, arp));
  }

  @Property
  void decapsulate_isTheInverse(
      @ForAll @IntRange(max = VxlanHeader.MAX_VNI) int vni,
      @ForAll @IntRange(max = 8000) int size) {
    Packet inner = frame(5, size);
    assertThat(Decapsulation.of(vtep.encapsulate(inner, vni, A, B)))
        .isEqualTo(new Decapsulation.Frame(Encapsulation.VXLAN, vni, inner));
  }

  @Test
  void packetWithoutEthernet_isRefused() {
    assertThatThrownBy(() -> vtep.encapsulate(frame(1, 1).withEthernet(null), 1, A, B))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
