package io.sdnsim.scenarios.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.external.ExternalConnections.UnknownEndpointException;
import io.sdnsim.core.external.ExternalInput;
import io.sdnsim.core.external.ExternalNetwork;
import io.sdnsim.core.packet.ArpMessage;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.VxlanHeader;
import io.sdnsim.core.wire.FrameCodec;
import io.sdnsim.core.wire.LinkType;
import io.sdnsim.core.wire.VxlanCodec;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.read.Library;
import io.sdnsim.scenarios.result.DropCount;
import io.sdnsim.scenarios.result.RunResult;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.run.ScenarioRun;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** VMs behind a tunnel end point that is not ours: here a socket of the test. */
@Timeout(60)
class LiveVtepTest {
  private static final int VNI = 5001;
  private static final MacAddress LAB_MAC = MacAddress.parse("02:4c:41:42:00:01");
  private static final IpAddress LAB = IpAddress.parse("10.0.1.9");
  private static final IpAddress WEB = IpAddress.parse("10.0.1.4");
  private static final PacketTag TAG = new PacketTag(0, null, 0);

  @TempDir private Path folder = Path.of("");
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  private static InetAddress loopback(int last) throws Exception {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
  }

  private static Scenario scenario() throws Exception {
    return Library.read("vxlan-live", Map.of());
  }

  private static Packet arpRequest() {
    return Packet.of(
        EthernetHeader.of(MacAddress.BROADCAST, LAB_MAC, EthernetHeader.TYPE_ARP),
        new ArpMessage(ArpMessage.REQUEST, LAB_MAC, LAB, new MacAddress(0), WEB),
        null,
        Bytes.of(new byte[0]),
        TAG);
  }

  private static Packet echoRequest(MacAddress web, int sequence) {
    IcmpHeader icmp = new IcmpHeader(false, IcmpHeader.V4_ECHO_REQUEST, 0, 7 << 16 | sequence);
    return Packet.ip(
            Ipv4Header.of(LAB, WEB, 64, IpProtocol.ICMP), icmp, Bytes.of(new byte[] {1, 2, 3}), TAG)
        .withEthernet(EthernetHeader.of(web, LAB_MAC, EthernetHeader.TYPE_IPV4));
  }

  private static byte[] tunneled(int vni, Packet frame) {
    return VxlanCodec.encode(new VxlanHeader(vni), frame);
  }

  private static Packet frameOf(byte[] datagram) throws Exception {
    assertThat(VxlanCodec.decode(datagram).vni()).isEqualTo(VNI);
    return FrameCodec.decode(
        Arrays.copyOfRange(datagram, 8, datagram.length), LinkType.ETHERNET, TAG);
  }

  /** Receives until a frame is of interest. */
  private static Packet next(DatagramSocket socket, java.util.function.Predicate<Packet> wanted)
      throws Exception {
    DatagramPacket datagram = new DatagramPacket(new byte[2000], 2000);
    while (true) {
      socket.receive(datagram);
      Packet frame =
          frameOf(
              Arrays.copyOfRange(datagram.getData(), datagram.getOffset(), datagram.getLength()));
      if (wanted.test(frame)) {
        return frame;
      }
    }
  }

  private static SortedMap<String, Long> drops(RunResult result) {
    SortedMap<String, Long> drops = new TreeMap<>();
    for (DropCount each : result.drops()) {
      drops.put(each.node() + " " + each.reason(), each.packets());
    }
    return drops;
  }

  @Test
  void aRealVm_resolvesAndPingsASimulatedOne_andTheSameRunAgainFromTheRecord() throws Exception {
    Scenario scenario = scenario();
    Path file = folder.resolve("record.jsonl");
    try (DatagramSocket vtep = new DatagramSocket(0, loopback(2));
        DatagramSocket stranger = new DatagramSocket(0, loopback(3));
        LiveRun live =
            new LiveRun(
                List.of(),
                LiveVteps.of(scenario, List.of("host2=127.0.0.2:" + vtep.getLocalPort())),
                lines::add)) {
      vtep.setSoTimeout(10_000);
      InetSocketAddress at = live.listenForTunnels(new InetSocketAddress(loopback(1), 0));
      live.recordTo(file, scenario, scenario.seed());
      RunResult result =
          LiveFixture.run(
              live,
              scenario,
              () -> {
                Thread.sleep(200); // Until the host has its policy.
                send(vtep, at, tunneled(VNI, arpRequest()));
                Packet reply = next(vtep, frame -> frame.network() instanceof ArpMessage);
                ArpMessage arp = (ArpMessage) reply.network();
                assertThat(arp.senderIp()).isEqualTo(WEB);
                send(vtep, at, tunneled(VNI, echoRequest(arp.senderMac(), 1)));
                Packet echo = next(vtep, frame -> frame.transport() instanceof IcmpHeader);
                assertThat(echo.ip().source()).isEqualTo(WEB);
                assertThat(((IcmpHeader) echo.transport()).type())
                    .isEqualTo(IcmpHeader.V4_ECHO_REPLY);
                send(vtep, at, "garbage".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                send(vtep, at, tunneled(4711, echoRequest(arp.senderMac(), 2)));
                send(stranger, at, tunneled(VNI, echoRequest(arp.senderMac(), 3)));
                send(vtep, at, tunneled(VNI, echoRequest(arp.senderMac(), 4)));
                next(
                    vtep,
                    frame ->
                        frame.transport() instanceof IcmpHeader icmp
                            && (icmp.rest() & 0xFFFF) == 4);
                return null;
              });

      assertThat(drops(result))
          .containsEntry("host2 VxlanTooShort", 1L)
          .containsEntry("host2 UnknownVni", 1L);
      assertThat(live.vmSummaries())
          .singleElement()
          .satisfies(
              vm -> {
                assertThat(vm.vm()).isEqualTo("labvm");
                assertThat(vm.sent()).isEqualTo(3);
                assertThat(vm.received()).isGreaterThanOrEqualTo(3);
              });
      assertThat(lines)
          .anyMatch(line -> line.contains("labvm: address 10.0.1.9, vni 5001, mac " + LAB_MAC))
          .anyMatch(line -> line.contains("datagrams from 127.0.0.3 are ignored"));

      Replay replay = new Replay(RecordReader.read(file));
      ScenarioRun again = new ScenarioRun(scenario, replay.options(RunOptions.of(replay.seed())));
      replay.prepare(again);
      assertThat(again.finish()).isEqualTo(result);
    }
  }

  private static void send(DatagramSocket from, InetSocketAddress to, byte[] data)
      throws Exception {
    from.send(new DatagramPacket(data, data.length, to));
  }

  /** Cut, changed and random datagrams: each is a frame or is dropped with a reason. */
  @Test
  void noDatagram_disturbsTheSimulation() throws Exception {
    Random random = new Random(4789);
    Scenario scenario = scenario();
    LiveVtep vtep = LiveVteps.of(scenario, List.of("host2=127.0.0.2")).get(0);
    ScenarioRun run =
        new ScenarioRun(
            scenario,
            RunOptions.of(1)
                .withExternal(List.of(), List.of(vtep.endpoint()), ExternalNetwork.NONE));
    int count = 20_000;
    for (int i = 0; i < count; i++) {
      byte[] data = tunneled(VNI, i % 2 == 0 ? arpRequest() : echoRequest(LAB_MAC, i & 0xFFFF));
      for (int changes = random.nextInt(4); changes > 0; changes--) {
        data[random.nextInt(data.length)] = (byte) random.nextInt(256);
      }
      byte[] cut =
          Arrays.copyOf(data, random.nextInt(8) == 0 ? random.nextInt(data.length) : data.length);
      run.external()
          .schedule(
              1_000_000_000L + i * 1_000_000L,
              new ExternalInput.Datagram("host2", 4789, Bytes.of(cut)));
    }
    RunResult result = run.finish();

    SortedMap<String, Long> drops = drops(result);
    assertThat(drops.get("host2 NoVniFlag")).isBetween(100L, count / 2L);
    assertThat(drops.get("host2 VxlanTooShort")).isBetween(100L, count / 2L);
    assertThat(drops.get("host2 UnknownVni")).isBetween(100L, count / 2L);
    assertThat(drops.get("host2 UnknownInnerMac")).isBetween(100L, count / 2L);
    assertThat(drops.get("host2 BadInnerFrame")).isBetween(100L, count / 2L);
    assertThat(result.expectations().get(0).passed()).as("the web server's pages").isTrue();
  }

  @Test
  void aDatagramForAHostWithoutEndpoint_isOfAnotherRun() throws Exception {
    ScenarioRun run = new ScenarioRun(scenario(), RunOptions.of(1));
    run.external().schedule(1, new ExternalInput.Datagram("host2", 4789, Bytes.of(new byte[] {1})));

    assertThatThrownBy(run::finish)
        .isInstanceOf(UnknownEndpointException.class)
        .hasMessageContaining("host2, which has no endpoint in this run");
  }
}
