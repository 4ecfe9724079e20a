package io.sdnsim.core.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.wire.CaptureDirection;
import io.sdnsim.core.wire.CapturedFrame;
import io.sdnsim.core.wire.ChecksumPolicy;
import io.sdnsim.core.wire.LinkType;
import io.sdnsim.core.wire.PcapReader;
import io.sdnsim.testkit.TsharkReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureSinkTest {
  private static final CapturePort ETH0 = port("bgpvm", "eth0");
  private static final CapturePort ETH1 = port("bgpvm", "eth1");

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void placeFile() {
    file = directory.resolve("out").resolve("test.pcapng");
  }

  @Test
  void forwardedPacket_isCapturedTwiceWithTheNodesDecisions() throws Exception {
    Packet packet = packet(1, 64);
    Packet forwarded = packet(1, 63);
    try (CaptureSink sink = new CaptureSink(file, List.of(ETH0, ETH1))) {
      sink.step(1_000, "bgpvm", packet, new Step.Received("eth0", "natvm"));
      sink.step(1_000, "bgpvm", forwarded, routed(0, 3));
      sink.step(1_000, "bgpvm", forwarded, new Step.Encapsulated("vni 5001", "udp"));
      sink.step(1_000, "bgpvm", forwarded, new Step.Queued("transmitter", 1_500_000));
      sink.step(2_000, "bgpvm", forwarded, new Step.Transmitted("eth1"));
      sink.finish();
    }
    List<CapturedFrame> frames = PcapReader.readAll(file);
    assertThat(frames).hasSize(2);
    CapturedFrame in = frames.get(0);
    assertThat(in.interfaceName()).isEqualTo("bgpvm:eth0");
    assertThat(in.direction()).isEqualTo(CaptureDirection.INBOUND);
    assertThat(in.comment()).isEqualTo("web#0 packet 3");
    assertThat(in.decode(packet.tag(), ChecksumPolicy.VERIFY)).isEqualTo(packet);
    assertThat(in.picosecondOfSecond()).isEqualTo(1_000);
    CapturedFrame out = frames.get(1);
    assertThat(out.interfaceName()).isEqualTo("bgpvm:eth1");
    assertThat(out.direction()).isEqualTo(CaptureDirection.OUTBOUND);
    assertThat(out.comment())
        .isEqualTo(
            "web#0 packet 3; Routed 192.168.133.74/32 via 192.168.233.11 (bgp, member 1 of 3); "
                + "Encapsulated vni 5001; Queued transmitter 1.5us");
    assertThat(out.decode(packet.tag(), ChecksumPolicy.VERIFY)).isEqualTo(forwarded);
    assertThat(out.picosecondOfSecond()).isEqualTo(2_000);
  }

  @Test
  void corruptedFrame_isNotCapturedButLaterOnesAre() throws IOException {
    Packet packet = packet(1, 64);
    try (CaptureSink sink = new CaptureSink(file, List.of(ETH0))) {
      sink.step(1, "bgpvm", packet, new Step.Received("eth0", "natvm"));
      sink.step(1, "bgpvm", packet, new Step.Dropped(CoreDrop.BAD_FCS, null));
      sink.step(2, "bgpvm", packet, new Step.Received("eth0", "natvm"));
      sink.step(2, "bgpvm", packet, new Step.Dropped(CoreDrop.NO_ROUTE, null));
      sink.step(3, "bgpvm", packet, new Step.Received("eth0", "natvm"));
      sink.finish();
    }
    assertThat(PcapReader.readAll(file))
        .extracting(CapturedFrame::picosecondOfSecond)
        .containsExactly(2L, 3L);
  }

  @Test
  void otherNodesAndPorts_areNotCaptured() throws IOException {
    Packet packet = packet(1, 64);
    try (CaptureSink sink = new CaptureSink(file, List.of(ETH1))) {
      sink.step(1, "natvm", packet, new Step.Transmitted("eth1"));
      sink.step(2, "bgpvm", packet, new Step.Received("eth0", "natvm"));
      sink.step(2, "bgpvm", packet, new Step.Transmitted("eth0"));
      sink.finish();
    }
    assertThat(PcapReader.readAll(file)).isEmpty();
  }

  @Test
  void packetThatComesBack_startsANewStory() throws IOException {
    Packet packet = packet(1, 64);
    try (CaptureSink sink = new CaptureSink(file, List.of(ETH1))) {
      sink.step(1, "bgpvm", packet, new Step.Originated("udp"));
      sink.step(1, "bgpvm", packet, new Step.Transmitted("eth1"));
      sink.step(2, "bgpvm", packet, new Step.Received("eth0", "natvm"));
      sink.step(2, "bgpvm", packet, routed(0, 1));
      sink.step(2, "bgpvm", packet, new Step.Transmitted("eth1"));
      sink.finish();
    }
    assertThat(PcapReader.readAll(file))
        .extracting(CapturedFrame::comment)
        .containsExactly("web#0 packet 3; Originated by udp");
    assertThat(PcapReader.readAll(passage(2)))
        .extracting(CapturedFrame::comment)
        .containsExactly("web#0 packet 3; Routed 192.168.133.74/32 via 192.168.233.11 (bgp)");
  }

  @Test
  void packetSentBackByARouter_hasAFileForEachPassage() throws IOException {
    Packet packet = packet(1, 64);
    Packet other = packet(2, 64);
    try (CaptureSink sink = new CaptureSink(file, List.of(ETH0, ETH1))) {
      sink.step(1, "bgpvm", packet, new Step.Received("eth0", "client"));
      sink.step(1, "bgpvm", packet, new Step.Transmitted("eth1"));
      sink.step(2, "bgpvm", other, new Step.Received("eth0", "client"));
      sink.step(3, "bgpvm", packet, new Step.Received("eth1", "router"));
      sink.step(3, "bgpvm", packet, new Step.Transmitted("eth0"));
      sink.step(4, "bgpvm", packet, new Step.Received("eth0", "client"));
      sink.finish();
    }
    assertThat(times(file)).containsExactly(1L, 1L, 2L);
    assertThat(times(passage(2))).containsExactly(3L, 3L);
    assertThat(times(passage(3))).containsExactly(4L);
    assertThat(PcapReader.readAll(passage(2)))
        .extracting(CapturedFrame::interfaceName)
        .containsExactly("bgpvm:eth1", "bgpvm:eth0");
  }

  @Test
  void fragmentsAndDuplicates_stayInTheirPassage() throws IOException {
    Packet packet = packet(1, 64);
    try (CaptureSink sink = new CaptureSink(file, List.of(ETH0, ETH1))) {
      for (int copy = 1; copy <= 3; copy++) {
        sink.step(copy, "bgpvm", packet, new Step.Received("eth0", "client"));
        sink.step(copy, "bgpvm", packet, new Step.Transmitted("eth1"));
      }
      sink.finish();
    }
    assertThat(times(file)).containsExactly(1L, 1L, 2L, 2L, 3L, 3L);
    assertThat(passage(2)).doesNotExist();
  }

  @Test
  void passagesThatTheCapturedPortDoesNotSee_areNotCounted() throws IOException {
    Packet packet = packet(1, 64);
    try (CaptureSink sink = new CaptureSink(file, List.of(ETH1))) {
      sink.step(1, "bgpvm", packet, new Step.Received("eth0", "client"));
      sink.step(1, "bgpvm", packet, new Step.Transmitted("eth2"));
      sink.step(2, "bgpvm", packet, new Step.Received("eth2", "router"));
      sink.step(2, "bgpvm", packet, new Step.Transmitted("eth1"));
      sink.finish();
    }
    assertThat(times(file)).containsExactly(2L);
    assertThat(passage(2)).doesNotExist();
  }

  @Test
  void packetThatCirclesOnAndOn_hasABoundedNumberOfFiles() throws IOException {
    Packet packet = packet(1, 64);
    try (CaptureSink sink = new CaptureSink(file, List.of(ETH0, ETH1))) {
      for (int time = 0; time < 40; time++) {
        sink.step(time, "bgpvm", packet, new Step.Received(time % 2 == 0 ? "eth0" : "eth1", "x"));
      }
      sink.finish();
    }
    assertThat(times(passage(15))).containsExactly(14L);
    assertThat(times(passage(16))).hasSize(25);
    assertThat(passage(17)).doesNotExist();
  }

  @Test
  void laterPassagesOfAnEarlierRun_areDeletedWithTheNewFile() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(passage(2), "old");
    try (CaptureSink sink = new CaptureSink(file, List.of(ETH1))) {
      sink.step(1, "bgpvm", packet(1, 64), new Step.Transmitted("eth1"));
      assertThat(passage(2)).exists();
      sink.finish();
    }
    assertThat(passage(2)).doesNotExist();
  }

  @Test
  void bridgedFlood_tellsItsStoryAtEveryPort() throws IOException {
    Packet packet = packet(1, 64);
    try (CaptureSink sink = new CaptureSink(file, List.of(ETH0, ETH1))) {
      sink.step(1, "bgpvm", packet, new Step.Received("eth9", "x"));
      sink.step(1, "bgpvm", packet, new Step.Bridged(7, "flood"));
      sink.step(1, "bgpvm", packet, new Step.Transmitted("eth0"));
      sink.step(1, "bgpvm", packet, new Step.Transmitted("eth1"));
      sink.finish();
    }
    assertThat(PcapReader.readAll(file))
        .extracting(CapturedFrame::comment)
        .containsOnly("web#0 packet 3; Bridged vlan 7 to flood");
  }

  @Test
  void manyWaitingPackets_keepABoundedNumberOfStories() throws IOException {
    try (CaptureSink sink = new CaptureSink(file, List.of(ETH1))) {
      for (int id = 0; id < 3000; id++) {
        sink.step(1, "bgpvm", packet(id, 64), routed(0, 1));
      }
      sink.step(2, "bgpvm", packet(0, 64), new Step.Transmitted("eth1"));
      sink.step(2, "bgpvm", packet(2999, 64), new Step.Transmitted("eth1"));
      sink.finish();
    }
    assertThat(PcapReader.readAll(file))
        .extracting(CapturedFrame::comment)
        .containsExactly(
            "web#0 packet 3", "web#0 packet 3; Routed 192.168.133.74/32 via 192.168.233.11 (bgp)");
  }

  @Test
  void frameWithoutEthernet_getsAnInterfaceOfItsOwn() throws IOException {
    Packet packet = packet(1, 64).withEthernet(null);
    try (CaptureSink sink = new CaptureSink(file, List.of(ETH1))) {
      sink.step(1, "bgpvm", packet, new Step.Transmitted("eth1"));
      sink.step(2, "bgpvm", packet(1, 64), new Step.Transmitted("eth1"));
      sink.finish();
    }
    assertThat(PcapReader.readAll(file))
        .extracting(CapturedFrame::linkType)
        .containsExactly(LinkType.RAW_IP, LinkType.ETHERNET);
  }

  @Test
  void unfinishedCapture_leavesNothingAndKeepsTheOldFile() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "old");
    try (CaptureSink sink = new CaptureSink(file, List.of(ETH1))) {
      sink.step(1, "bgpvm", packet(1, 64), new Step.Transmitted("eth1"));
    }
    assertThat(Files.readString(file)).isEqualTo("old");
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void portNamedTwice_isRefusedAndLeavesNothing() throws IOException {
    assertThatThrownBy(() -> new CaptureSink(file, List.of(ETH1, ETH1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bgpvm:eth1");
    assertThat(file.getParent()).doesNotExist();
  }

  @Test
  void sameSteps_giveTheSameBytes() throws IOException {
    byte[][] runs = new byte[2][];
    for (int run = 0; run < 2; run++) {
      Path path = directory.resolve("run" + run + ".pcapng");
      try (CaptureSink sink = new CaptureSink(path, List.of(ETH1, ETH0))) {
        sink.step(1, "bgpvm", packet(1, 64), new Step.Transmitted("eth1"));
        sink.finish();
      }
      runs[run] = Files.readAllBytes(path);
    }
    assertThat(runs[0]).isEqualTo(runs[1]);
  }

  @Test
  void directory_hasAFileForEachNodeThatWiresharkReads() throws IOException {
    try (CaptureDirectory captures =
        new CaptureDirectory(directory, List.of(ETH1, port("natvm", "eth0"), ETH0))) {
      for (int i = 0; i < 2000; i++) {
        captures.step(i, "natvm", packet(i, 64), new Step.Transmitted("eth0"));
        captures.step(i, "bgpvm", packet(i, 64), new Step.Received("eth0", "natvm"));
        captures.step(i, "elsewhere", packet(i, 64), new Step.Received("eth0", "natvm"));
      }
      captures.finish();
    }
    assertThat(TsharkReport.of(directory.resolve("bgpvm.pcapng")).assertClean().frames())
        .hasSize(2000)
        .allSatisfy(frame -> assertThat(frame.direction()).isEqualTo("inbound"))
        .allSatisfy(frame -> assertThat(frame.interfaceName()).isEqualTo("bgpvm:eth0"))
        .allSatisfy(frame -> assertThat(frame.comment()).isEqualTo("web#0 packet 3"));
    assertThat(TsharkReport.of(directory.resolve("natvm.pcapng")).frames()).hasSize(2000);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void nodeNameThatIsNoFileName_isRefused() {
    assertThatThrownBy(() -> new CaptureDirectory(directory, List.of(port("../x", "eth0"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("../x");
  }

  private Path passage(int number) {
    return file.resolveSibling("test+pass" + number + ".pcapng");
  }

  private static List<Long> times(Path capture) throws IOException {
    return PcapReader.readAll(capture).stream().map(CapturedFrame::picosecondOfSecond).toList();
  }

  private static Step routed(int member, int members) {
    return new Step.Routed("192.168.133.74/32", "192.168.233.11", "eth1", "bgp", member, members);
  }

  private static CapturePort port(String node, String name) {
    return new CapturePort(node, name, "", MacAddress.parse("02:00:00:00:00:01"));
  }

  private static Packet packet(long id, int hopLimit) {
    return Packet.of(
        EthernetHeader.of(
            MacAddress.parse("02:00:00:00:00:02"),
            MacAddress.parse("02:00:00:00:00:01"),
            EthernetHeader.TYPE_IPV4),
        Ipv4Header.of(
            IpAddress.parse("10.0.0.1"), IpAddress.parse("10.0.0.2"), hopLimit, IpProtocol.UDP),
        new UdpHeader(50001, 50002),
        Bytes.of(new byte[20]),
        new PacketTag(id, new FlowTag("web", 0, false), 3));
  }
}
