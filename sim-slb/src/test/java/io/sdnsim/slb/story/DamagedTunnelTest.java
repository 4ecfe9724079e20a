package io.sdnsim.slb.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.link.Port;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.packet.VxlanHeader;
import io.sdnsim.core.wire.ChecksumPolicy;
import io.sdnsim.core.wire.DecodeException;
import io.sdnsim.core.wire.FrameCodec;
import io.sdnsim.core.wire.LinkType;
import io.sdnsim.core.wire.VxlanCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Bytes that somebody puts on the wire to a host's tunnel, beside the connections of the VIP. */
class DamagedTunnelTest {
  private static final int VXLAN = 14 + 20 + 8;
  private static final int UDP_CHECKSUM = 14 + 20 + 6;
  private static final int PORT_TO_HOST1 = 3;

  private final PortalNetwork network = new PortalNetwork(new PortalNetwork.Settings());
  private int sent;
  private int seenDrops;
  private int received;

  DamagedTunnelTest() {
    network.vms.get(0).transport().bindUdp(null, 9, (socket, datagram) -> received++);
  }

  /** A whole VXLAN packet from the router to host1, around a datagram for web1. */
  private byte[] datagram(boolean checksum) {
    Port port = network.router.ports().get(PORT_TO_HOST1);
    MacAddress vm = network.vms.get(0).ports().get(0).mac();
    PacketTag tag = new PacketTag(0, null, 0);
    Packet inner =
        Packet.of(
            EthernetHeader.of(vm, MacAddress.parse("02:00:00:00:00:99"), EthernetHeader.TYPE_IPV4),
            Ipv4Header.of(IpAddress.parse("10.0.0.9"), ipOf("10.0.0.4"), 64, IpProtocol.UDP),
            new UdpHeader(1000, 9),
            Bytes.of(new byte[100]),
            tag);
    return FrameCodec.encode(
        Packet.of(
            EthernetHeader.of(hostMac(), port.mac(), EthernetHeader.TYPE_IPV4),
            Ipv4Header.of(ipOf("192.168.233.20"), ipOf("192.168.233.21"), 64, IpProtocol.UDP),
            new UdpHeader(50_000, VxlanHeader.UDP_PORT, checksum),
            Bytes.of(VxlanCodec.encode(new VxlanHeader(5001), inner)),
            tag));
  }

  private static IpAddress ipOf(String text) {
    return IpAddress.parse(text);
  }

  private MacAddress hostMac() {
    return network.hosts.get(0).ports().get(0).mac();
  }

  private void send(boolean checksum, Consumer<byte[]> damage) throws DecodeException {
    byte[] frame = datagram(checksum);
    damage.accept(frame);
    Port port = network.router.ports().get(PORT_TO_HOST1);
    PacketTag tag = port.owner().newTag(new FlowTag("raw", 0, false), sent++);
    Packet packet =
        FrameCodec.decode(frame, 0, frame.length, LinkType.ETHERNET, tag, ChecksumPolicy.KEEP);
    port.owner().created(packet, "test");
    port.send(packet);
  }

  @Test
  void eachIsDroppedWithItsReason_andConnectionsGoOn() throws DecodeException {
    network.runSeconds(10);
    List<PortalNetwork.Exchange> exchanges = new ArrayList<>(network.fetchMany("web", 20));
    seenDrops = network.trace.drops().size();

    send(false, frame -> frame[VXLAN] = 0);
    assertDrops("NoVniFlag");
    send(true, frame -> frame[UDP_CHECKSUM] ^= 1);
    assertDrops("BadUdpChecksum");
    send(true, frame -> frame[frame.length - 1] ^= 1);
    assertDrops("BadUdpChecksum");
    send(false, frame -> frame[VXLAN + 4] = 1);
    assertDrops("UnknownVni");
    send(false, frame -> cut(frame, 7));
    assertDrops("VxlanTooShort");
    send(false, frame -> cut(frame, 30));
    assertDrops("BadInnerFrame");
    send(true, frame -> {});
    assertDrops();
    assertThat(received).isOne();
    exchanges.addAll(network.fetchMany("web", 20));
    network.runSeconds(10);
    assertThat(exchanges).allMatch(PortalNetwork.Exchange::isComplete);
    assertThat(network.network.conservation().isBalanced()).isTrue();
  }

  /** Other flags and the reserved fields are ignored (RFC 7348 5): the frame reaches its VM. */
  @Test
  void reservedBits_areIgnored() throws DecodeException {
    network.runSeconds(10);
    seenDrops = network.trace.drops().size();
    send(
        false,
        frame -> {
          frame[VXLAN] = (byte) 0xFF;
          frame[VXLAN + 1] = 1;
          frame[VXLAN + 7] = 1;
        });
    assertDrops();
    assertThat(received).isOne();
  }

  private void assertDrops(String... reasons) {
    network.runSeconds(1);
    List<String> drops = network.trace.drops();
    assertThat(drops.subList(seenDrops, drops.size())).containsExactly(reasons);
    seenDrops = drops.size();
  }

  /** Shortens UDP's data to this many bytes; IP's rest is padding. */
  private static void cut(byte[] frame, int dataBytes) {
    frame[14 + 20 + 4] = 0;
    frame[14 + 20 + 5] = (byte) (8 + dataBytes);
  }
}
