package io.sdnsim.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Encapsulated;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.FragmentPayload;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Fragment;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.NvgreHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.packet.VxlanHeader;
import io.sdnsim.testkit.Json;
import io.sdnsim.testkit.PacketArbitraries;
import io.sdnsim.testkit.TsharkReport;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.RandomGenerator;

/** Wireshark's dissectors accept what we write, and see in it what we meant. */
class TsharkTest {
  private static final int PACKETS = 900;

  /** Below these ports Wireshark would read random payload as some registered protocol. */
  private static final int FIRST_UNREGISTERED_PORT = 50_000;

  /**
   * As many packets of every kind, the same in every run: drawn one by one, for a list drawn as a
   * whole may be one edge case many times.
   */
  private static List<Packet> packetsOfEveryKind() {
    List<Arbitrary<Packet>> kinds =
        List.of(
            PacketArbitraries.arpFrames(),
            PacketArbitraries.frames(),
            PacketArbitraries.datagrams(),
            PacketArbitraries.icmpErrors(),
            PacketArbitraries.tunnels());
    Random random = new Random(1);
    List<Packet> packets = new ArrayList<>();
    for (Arbitrary<Packet> kind : kinds) {
      RandomGenerator<Packet> generator =
          kind.filter(packet -> !misleadsWireshark(packet)).generator(PACKETS);
      for (int i = 0; i < PACKETS / kinds.size(); i++) {
        packets.add(generator.next(random).value());
      }
    }
    return packets;
  }

  /** An example and not a property: of a property that is skipped, jqwik says that it failed. */
  @Example
  void generatedPackets_areCleanForWireshark() throws IOException {
    List<Packet> packets = packetsOfEveryKind();
    withCapture(
        packets,
        file -> {
          List<TsharkReport.Frame> frames = TsharkReport.of(file).assertClean().frames();
          assertThat(frames).hasSameSizeAs(packets);
          assertThat(frames.stream().mapToLong(TsharkReport.Frame::goodChecksums).sum())
              .isGreaterThan(PACKETS / 2);
        });
  }

  private static boolean misleadsWireshark(Packet packet) {
    if (packet.payload() instanceof Encapsulated tunnel) {
      return misleadsWireshark(tunnel.inner());
    } else if (packet.payload() instanceof Quoted quoted) {
      return misleadsWireshark(quoted.original());
    }
    return packet.transport() != null
        && !(packet.transport() instanceof IcmpHeader)
        && packet.payload().lengthBytes() > 0
        && Math.min(packet.transport().sourcePort(), packet.transport().destinationPort())
            < FIRST_UNREGISTERED_PORT;
  }

  @Example
  void nvgre_isGreAroundEthernet_withTheVsidAndTheFlowIdAsItsKey() throws IOException {
    Packet inner = TestPackets.udp(Bytes.of(new byte[] {1, 2, 3}));
    Packet packet =
        Packet.of(
            EthernetHeader.of(
                TestPackets.SERVER_MAC, TestPackets.CLIENT_MAC, EthernetHeader.TYPE_IPV4),
            Ipv4Header.of(
                IpAddress.parse("192.0.2.1"), IpAddress.parse("192.0.2.2"), 64, IpProtocol.GRE),
            null,
            new Encapsulated(new NvgreHeader(5001, 0xA7), inner),
            TestPackets.TAG);
    withCapture(
        List.of(packet),
        file -> {
          Object layers = TsharkReport.of(file).assertClean().layers("gre").get(0);
          assertThat(Json.at(layers, "gre", "gre.proto")).isEqualTo("0x6558");
          // A VSID of 5001 and a FlowID of 0xa7.
          assertThat(Json.at(layers, "gre", "gre.key")).isEqualTo("0x001389a7");
          assertThat(Json.at(layers, "ip", "1", "ip.dst")).isEqualTo("10.0.0.2");
          assertThat(Json.at(layers, "udp", "udp.checksum.status")).isEqualTo("1");
        });
  }

  @Example
  void vxlan_hasTheVniAndTheInnerFlowThatWeWrote() throws IOException {
    Packet inner = TestPackets.udp(Bytes.of(new byte[] {1, 2, 3}));
    withCapture(
        List.of(vxlan(5001, inner)),
        file -> {
          Object layers = TsharkReport.of(file).assertClean().layers("vxlan").get(0);
          assertThat(Json.at(layers, "vxlan", "vxlan.vni")).isEqualTo("5001");
          assertThat(Json.at(layers, "ip", "0", "ip.dst")).isEqualTo("192.0.2.2");
          assertThat(Json.at(layers, "ip", "1", "ip.src")).isEqualTo("10.0.0.1");
          assertThat(Json.at(layers, "ip", "1", "ip.dst")).isEqualTo("10.0.0.2");
          assertThat(Json.at(layers, "udp", "1", "udp.dstport")).isEqualTo("7000");
          assertThat(Json.at(layers, "udp", "1", "udp.checksum.status")).isEqualTo("1");
          assertThat(Json.at(layers, "eth", "1", "eth.dst")).isEqualTo("02:00:00:00:00:02");
        });
  }

  @Example
  void fragments_areReassembledWithARightChecksum() throws IOException {
    Packet datagram = TestPackets.udp(new BulkBytes(1, 0, 4000));
    Ipv4Header ip = (Ipv4Header) Objects.requireNonNull(datagram.ip());
    List<Packet> fragments = new ArrayList<>();
    for (int from = 0; from < 4008; from += 1480) {
      int length = Math.min(1480, 4008 - from);
      fragments.add(
          Packet.of(
              TestPackets.ETHERNET,
              ip.withFragment(77, false, from + length < 4008, from),
              null,
              new FragmentPayload(datagram, from, length),
              TestPackets.TAG));
    }
    withCapture(
        fragments,
        file -> {
          TsharkReport report = TsharkReport.of(file).assertClean();
          assertThat(report.frames()).hasSize(3);
          Object last = report.layers("ip.fragments").get(0);
          assertThat(Json.at(last, "udp", "udp.checksum.status")).isEqualTo("1");
          assertThat(Json.at(last, "udp", "udp.length")).isEqualTo("4008");
        });
  }

  @Example
  void ipv6Fragments_areReassembledWithARightChecksum() throws IOException {
    Ipv6Header ip =
        Ipv6Header.of(
            IpAddress.parse("2001:db8::1"), IpAddress.parse("2001:db8::2"), 64, IpProtocol.UDP);
    Packet datagram =
        Packet.ip(ip, new UdpHeader(50001, 50002), new BulkBytes(1, 0, 2000), TestPackets.TAG);
    List<Packet> fragments = new ArrayList<>();
    for (int from = 0; from < 2008; from += 1448) {
      int length = Math.min(1448, 2008 - from);
      boolean more = from + length < 2008;
      fragments.add(
          Packet.ip(
              ip.withFragment(new Ipv6Fragment(5, from, more)),
              null,
              new FragmentPayload(datagram, from, length),
              TestPackets.TAG));
    }
    withCapture(
        fragments,
        file -> {
          Object last = TsharkReport.of(file).assertClean().layers("ipv6.fragments").get(0);
          assertThat(Json.at(last, "udp", "udp.checksum.status")).isEqualTo("1");
        });
  }

  /** A quote that is cut behind eight bytes of the original's payload, as RFC 792 has it. */
  @Example
  void cutQuote_isNotMalformed() throws IOException {
    Packet original = TestPackets.udp(new BulkBytes(1, 0, 500)).withEthernet(null);
    Packet error =
        Packet.of(
            TestPackets.ETHERNET,
            Ipv4Header.of(TestPackets.SERVER, TestPackets.CLIENT, 64, IpProtocol.ICMP),
            new IcmpHeader(false, IcmpHeader.V4_TIME_EXCEEDED, 0, 0),
            new Quoted(original, 28),
            TestPackets.TAG);
    withCapture(
        List.of(error),
        file -> {
          Object layers = TsharkReport.of(file).assertClean().layers("icmp").get(0);
          assertThat(Json.at(layers, "icmp", "ip", "ip.dst")).isEqualTo("10.0.0.2");
          assertThat(Json.at(layers, "icmp", "udp", "udp.dstport")).isEqualTo("7000");
        });
  }

  @Example
  void interfacesDirectionsCommentsAndPicoseconds_areRead() throws IOException {
    Path file = Files.createTempFile("sdnsim", ".pcapng");
    try (PcapngWriter writer = new PcapngWriter(Files.newOutputStream(file))) {
      int eth0 =
          writer.addInterface(
              new CaptureInterface(
                  "bgpvm:eth0", "link to mux1:eth0", LinkType.ETHERNET, TestPackets.CLIENT_MAC));
      int eth1 =
          writer.addInterface(new CaptureInterface("bgpvm:eth1", "", LinkType.ETHERNET, null));
      byte[] frame = FrameCodec.encode(TestPackets.udp(Bytes.of(new byte[] {1})));
      writer.write(eth0, 1, CaptureDirection.INBOUND, frame, "web#0 packet 3");
      writer.write(
          eth1, 5_000_017_123_456L, CaptureDirection.OUTBOUND, frame, "nächster Sprung \u2192 b");
      writer.write(eth1, 3_600_000_000_000_999L, CaptureDirection.UNKNOWN, frame, null);
    }
    List<TsharkReport.Frame> frames = TsharkReport.of(file).assertClean().frames();
    assertThat(frames)
        .extracting(TsharkReport.Frame::interfaceName)
        .containsExactly("bgpvm:eth0", "bgpvm:eth1", "bgpvm:eth1");
    assertThat(frames)
        .extracting(TsharkReport.Frame::direction)
        .containsExactly("inbound", "outbound", "");
    assertThat(frames)
        .extracting(TsharkReport.Frame::comment)
        .containsExactly("web#0 packet 3", "nächster Sprung \u2192 b", "");
    assertThat(frames)
        .extracting(TsharkReport.Frame::epochSeconds)
        .containsExactly("0.000000000", "5.000017123", "3600.000000000");
    Files.delete(file);
  }

  /** The report itself must not overlook what it is there to find. */
  @Example
  void report_findsBadChecksumsAndMalformedFrames() throws IOException {
    byte[] badChecksum = FrameCodec.encode(TestPackets.udp(Bytes.of(new byte[] {1, 2, 3, 4})));
    badChecksum[badChecksum.length - 1]++;
    byte[] malformed =
        FrameCodec.encode(vxlan(1, TestPackets.udp(Bytes.of(new byte[] {1, 2, 3, 4}))));
    int innerTotalLength = malformed.length - 4 - 8 - 20 + 3;
    malformed[innerTotalLength] = (byte) (malformed[innerTotalLength] + 40);
    Path file = Files.createTempFile("sdnsim", ".pcapng");
    try (PcapngWriter writer = new PcapngWriter(Files.newOutputStream(file))) {
      writer.addInterface(new CaptureInterface("eth0", "", LinkType.ETHERNET, null));
      writer.write(0, 0, CaptureDirection.UNKNOWN, badChecksum, null);
      writer.write(0, 1, CaptureDirection.UNKNOWN, malformed, null);
      byte[] cut = Arrays.copyOf(badChecksum, 30);
      writer.write(0, 2, CaptureDirection.UNKNOWN, cut, null);
    }
    TsharkReport report = TsharkReport.of(file);
    assertThat(report.badChecksums()).extracting(TsharkReport.Frame::number).containsExactly(1, 2);
    assertThat(report.malformed()).extracting(TsharkReport.Frame::number).containsExactly(3);
    Files.delete(file);
  }

  private static Packet vxlan(int vni, Packet inner) {
    return Packet.of(
        EthernetHeader.of(TestPackets.SERVER_MAC, TestPackets.CLIENT_MAC, EthernetHeader.TYPE_IPV4),
        Ipv4Header.of(
            IpAddress.parse("192.0.2.1"), IpAddress.parse("192.0.2.2"), 64, IpProtocol.UDP),
        new UdpHeader(50000, VxlanHeader.UDP_PORT, false),
        new Encapsulated(new VxlanHeader(vni), inner),
        TestPackets.TAG);
  }

  private interface Check {
    void on(Path file) throws IOException;
  }

  private static void withCapture(List<Packet> packets, Check check) throws IOException {
    Path file = Files.createTempFile("sdnsim", ".pcapng");
    try (PcapngWriter writer =
        new PcapngWriter(new BufferedOutputStream(Files.newOutputStream(file)))) {
      int ethernet = writer.addInterface(new CaptureInterface("eth0", "", LinkType.ETHERNET, null));
      int raw = writer.addInterface(new CaptureInterface("tun0", "", LinkType.RAW_IP, null));
      long timePs = 0;
      for (Packet packet : packets) {
        timePs += 1_234_567_891L;
        writer.write(
            packet.ethernet() == null ? raw : ethernet,
            timePs,
            CaptureDirection.OUTBOUND,
            FrameCodec.encode(packet),
            null);
      }
    }
    check.on(file);
    Files.delete(file); // kept when the check fails
  }
}
