package io.sdnsim.vxlan.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Encapsulated;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.NvgreHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.packet.VxlanHeader;
import io.sdnsim.core.wire.ChecksumPolicy;
import io.sdnsim.core.wire.VxlanCodec;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reaches the port of a tunnel end point as bytes. */
class DecapsulationTest {
  private static final IpAddress A = IpAddress.parse("192.168.233.1");
  private static final IpAddress B = IpAddress.parse("192.168.233.21");
  private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:01");
  private static final PacketTag TAG = new PacketTag(1, null, 0);

  private static Packet frame() {
    return Packet.of(
        EthernetHeader.of(MAC, MAC, EthernetHeader.TYPE_IPV4),
        Ipv4Header.of(IpAddress.parse("10.0.0.4"), IpAddress.parse("10.0.0.5"), 64, IpProtocol.UDP),
        new UdpHeader(1000, 53),
        Bytes.of(new byte[] {1, 2, 3}),
        TAG);
  }

  private static byte[] tunneled() {
    return VxlanCodec.encode(new VxlanHeader(5001), frame());
  }

  private static Decapsulation received(Payload payload) {
    return Decapsulation.of(
        Packet.ip(
            Ipv4Header.of(A, B, 64, IpProtocol.UDP), new UdpHeader(50_000, 4789), payload, TAG));
  }

  private static VxlanDrop reason(Payload payload) {
    return (VxlanDrop) ((Decapsulation.Refused) received(payload)).reason();
  }

  @Test
  void bytesOfAVxlanPacket_areItsFrame() {
    assertThat(received(Bytes.of(tunneled())))
        .isEqualTo(new Decapsulation.Frame(Encapsulation.VXLAN, 5001, frame()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x08, 0xFF, 0x88, 0x0C})
  void otherFlagsAndReservedFields_areIgnored(int flags) {
    byte[] data = tunneled();
    data[0] = (byte) flags;
    data[1] = 1;
    data[3] = (byte) 0xFF;
    data[7] = (byte) 0xFF;
    assertThat(received(Bytes.of(data)))
        .isEqualTo(new Decapsulation.Frame(Encapsulation.VXLAN, 5001, frame()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0xF7, 0x04})
  void withoutTheFlagOfTheVni_isRefused(int flags) {
    byte[] data = tunneled();
    data[0] = (byte) flags;
    assertThat(reason(Bytes.of(data))).isEqualTo(VxlanDrop.NO_VNI_FLAG);
  }

  @Test
  void shorterThanItsHeader_isRefused_andWithoutAWholeFrameToo() {
    byte[] data = tunneled();
    for (int length = 0; length < data.length; length++) {
      assertThat(reason(Bytes.of(Arrays.copyOf(data, length))))
          .isEqualTo(length < 8 ? VxlanDrop.VXLAN_TOO_SHORT : VxlanDrop.BAD_INNER_FRAME);
    }
    assertThat(reason(Payload.EMPTY)).isEqualTo(VxlanDrop.VXLAN_TOO_SHORT);
    assertThat(reason(new BulkBytes(1, 0, 7))).isEqualTo(VxlanDrop.VXLAN_TOO_SHORT);
  }

  /**
   * What is no NVGRE: a GRE packet with another protocol in it, with a checksum, or none at all.
   */
  @Test
  void greOfAnotherKind_isRefused() {
    for (Payload payload : new Payload[] {Payload.EMPTY, Bytes.of(new byte[] {0x20, 0, 8, 0})}) {
      Packet packet = Packet.ip(Ipv4Header.of(A, B, 64, IpProtocol.GRE), null, payload, TAG);
      assertThat(((Decapsulation.Refused) Decapsulation.of(packet)).reason())
          .isEqualTo(VxlanDrop.BAD_NVGRE_HEADER);
    }
  }

  /** RFC 7348 6.1, RFC 7637 3.3: a virtual subnet has no VLANs in it. */
  @Test
  void frameWithAVlanTag_isRefused() {
    Packet tagged = frame().withEthernet(new EthernetHeader(MAC, MAC, 5, EthernetHeader.TYPE_IPV4));
    assertThat(reason(new Encapsulated(new VxlanHeader(1), tagged)))
        .isEqualTo(VxlanDrop.INNER_VLAN_TAG);
    assertThat(reason(Bytes.of(VxlanCodec.encode(new VxlanHeader(1), tagged))))
        .isEqualTo(VxlanDrop.INNER_VLAN_TAG);
    Packet nvgre =
        Packet.ip(
            Ipv4Header.of(A, B, 64, IpProtocol.GRE),
            null,
            new Encapsulated(new NvgreHeader(5001, 0), tagged),
            TAG);
    assertThat(((Decapsulation.Refused) Decapsulation.of(nvgre)).reason())
        .isEqualTo(VxlanDrop.INNER_VLAN_TAG);
  }

  @Test
  void packetWithoutEthernet_isRefused() {
    Packet packet = frame().withEthernet(null);
    assertThat(reason(new Encapsulated(new VxlanHeader(1), packet)))
        .isEqualTo(VxlanDrop.BAD_INNER_FRAME);
  }

  @Property
  void anyBytes_areAFrameOrRefused(@ForAll byte[] data) {
    Decapsulation found = Decapsulation.ofBytes(data, TAG, ChecksumPolicy.VERIFY);
    if (found instanceof Decapsulation.Frame inner) {
      assertThat(data[0] & 0x08).isNotZero();
      assertThat(inner.frame().ethernet()).isNotNull();
    }
  }
}
