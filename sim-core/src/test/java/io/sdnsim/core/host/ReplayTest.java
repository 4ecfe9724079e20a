package io.sdnsim.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.packet.UdpHeader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ReplayTest {
  private static final long US = SimTime.MICROSECOND;
  private static final long MS = SimTime.MILLISECOND;
  private static final Path PORTAL = Path.of("src/test/resources/captures/portal-session.pcap");

  private static final IpAddress CLIENT = IpAddress.parse("192.168.200.50");
  private static final IpAddress VIP = IpAddress.parse("192.168.133.74");
  private static final IpAddress PORTAL_VM = IpAddress.parse("10.9.0.4");

  /** A client, a backend and a wire that translates the VIP to the backend and back. */
  private static final class Lab {
    final FakeWorld world;
    final FakeWorld.Host client;
    final FakeWorld.Host backend;
    final ReplayRun run;
    final List<Packet> fromClient = new ArrayList<>();
    final List<Packet> fromServer = new ArrayList<>();

    Lab(ReplayPlan plan, long delayPs) {
      world = new FakeWorld(delayPs);
      client = world.host(CLIENT.toString());
      backend = world.host(PORTAL_VM.toString());
      client.answersEcho = false;
      backend.answersEcho = false;
      run = new ReplayRun(plan);
      world.wire = this::translate;
      ReplayApp.server(backend, run).start();
      ReplayApp.client(client, run).start();
    }

    private Packet translate(Packet packet) {
      if (packet.ip().source().equals(CLIENT)) {
        fromClient.add(packet);
        return packet.withHeaders(
            packet.ip().withAddresses(CLIENT, PORTAL_VM), ports(packet, +1_000, 8_443));
      }
      // The backend knows nothing of the VIP: it answers from where it was addressed.
      assertThat(packet.ip().source()).isEqualTo(PORTAL_VM);
      if (!(packet.transport() instanceof IcmpHeader)) {
        assertThat(packet.transport().sourcePort()).isEqualTo(8_443);
      }
      fromServer.add(packet);
      return packet.withHeaders(packet.ip().withAddresses(VIP, CLIENT), ports(packet, -1_000, 443));
    }

    /** Another client port and another server port, as NAT on the way makes them. */
    private static io.sdnsim.core.packet.TransportHeader ports(
        Packet packet, int shift, int serverPort) {
      if (packet.transport() instanceof IcmpHeader) {
        return packet.transport();
      }
      return shift > 0
          ? packet.transport().withPorts(packet.transport().sourcePort() + shift, serverPort)
          : packet.transport().withPorts(serverPort, packet.transport().destinationPort() + shift);
    }
  }

  private static ReplayConfig toVip() {
    return ReplayConfig.of("replayed", new Endpoint(VIP, 443), 6 * SimTime.SECOND);
  }

  @Test
  void portalSession_plan_hasWhatTheCaptureHas() throws Exception {
    ReplayPlan plan = CaptureImport.read(PORTAL).plan(toVip());
    assertThat(plan.capturedFrames()).isEqualTo(777);
    assertThat(plan.replayedFrames()).isEqualTo(764);
    assertThat(plan.packets()).isEqualTo(764);
    assertThat(plan.skipped().values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(13);
    assertThat(plan.capturedClient()).isEqualTo(CLIENT);
    assertThat(plan.capturedServer()).isEqualTo(IpAddress.parse("192.168.200.74"));
    assertThat(plan.conversations())
        .filteredOn(each -> each.protocol() == IpProtocol.TCP)
        .hasSize(14);
    assertThat(plan.conversations())
        .filteredOn(each -> each.protocol() == IpProtocol.ICMP)
        .hasSize(4);
  }

  @Test
  void portalSession_slowTranslatedPath_everyByteArrivesBothWaysInOrder() throws Exception {
    Lab lab = new Lab(CaptureImport.read(PORTAL).plan(toVip()), 300 * US);
    lab.world.run(30 * SimTime.SECOND);
    ReplayResult result = lab.run.result();
    assertThat(result.isFaithful()).isTrue();
    assertThat(result.clientToServer().received()).isEqualTo(365);
    assertThat(result.serverToClient().received()).isEqualTo(399);
    assertThat(result.clientToServer().streamBytesDelivered())
        .isEqualTo(6 * 92 + 6 * 91 + 90 + 89 + 4 * 56);
    assertThat(result.serverToClient().streamBytesDelivered())
        .isEqualTo(6 * 218 + 6 * 27_213 + 300_204 + 520 + 4 * 56);
    assertThat(result.conversations()).allMatch(ReplayResult.ConversationResult::isIntact);
    assertThat(result.flow().connections().completed()).isEqualTo(14);
    assertThat(lab.world.accounts().get("created")).isEqualTo(764);
    assertThat(lab.world.accounts().get("ended")).isEqualTo(764);
    assertThat(lab.client.context.ledger().dropped()).isZero();
  }

  @Test
  void portalSession_fastPath_keepsTheCapturedDuration() throws Exception {
    Lab lab = new Lab(CaptureImport.read(PORTAL).plan(toVip()), 1);
    lab.world.run(30 * SimTime.SECOND);
    long lastPs = 0;
    for (ReplayFrame frame : lab.run.plan().frames()) {
      lastPs = Math.max(lastPs, lab.run.side(!frame.fromClient()).arrivalPs(frame.index()));
    }
    // The capture lasts 702.273 ms; each of its 764 packets adds at most the wire's picosecond.
    assertThat(lastPs - 6 * SimTime.SECOND).isBetween(702_273 * US, 702_273 * US + 764);
  }

  @Test
  void portalSession_pingsDroppedOnTheWay_restIsWholeAndNothingHangs() throws Exception {
    Lab lab = new Lab(CaptureImport.read(PORTAL).plan(toVip()), 300 * US);
    var translate = lab.world.wire;
    lab.world.wire =
        packet -> packet.transport() instanceof IcmpHeader ? null : translate.apply(packet);
    lab.world.run(30 * SimTime.SECOND);
    ReplayResult result = lab.run.result();
    assertThat(result.clientToServer().sent()).isEqualTo(365);
    assertThat(result.clientToServer().lost()).isEqualTo(4);
    assertThat(result.serverToClient().notSent()).isEqualTo(4);
    assertThat(result.serverToClient().lost()).isZero();
    assertThat(result.serverToClient().streamBytesDelivered()).isEqualTo(465_310);
    assertThat(result.conversations())
        .filteredOn(each -> each.conversation().protocol() == IpProtocol.TCP)
        .allMatch(ReplayResult.ConversationResult::isIntact);
    assertThat(result.flow().connections().completed()).isEqualTo(14);
    assertThat(result.isFaithful()).isFalse();
    assertThat(result.clientToServer().sentOutOfOrder()).isZero();
    // Pings 2 to 4 went out although the answer to an earlier one was missing.
    assertThat(result.clientToServer().sentPastMissing()).isEqualTo(3);
  }

  @Test
  void oneConversationLosesASegment_othersAreWholeAndItStopsThere() throws Exception {
    Lab lab = new Lab(CaptureImport.read(PORTAL).plan(toVip()), 300 * US);
    var translate = lab.world.wire;
    lab.world.wire =
        packet ->
            packet.transport() instanceof TcpHeader tcp
                    && tcp.sourcePort() == 57_050
                    && packet.payload().lengthBytes() > 0
                ? null
                : translate.apply(packet);
    lab.world.run(60 * SimTime.SECOND);
    ReplayResult result = lab.run.result();
    assertThat(result.clientToServer().lost()).isEqualTo(1);
    assertThat(result.flow().connections())
        .isEqualTo(new FlowResult.Connections(14, 14, 13, 1, 0, 0));
    assertThat(result.conversations()).filteredOn(each -> !each.isIntact()).hasSize(1);
    // SYN, ACK and the request were sent; SYN-ACK came back.
    assertThat(result.clientToServer().notSent()).isEqualTo(3);
    assertThat(result.serverToClient().notSent()).isEqualTo(5);
  }

  @Test
  void frameComesAfterTheTolerance_itsConversationGoesOn() throws Exception {
    Lab lab = new Lab(CaptureImport.read(PORTAL).plan(toVip()), 300 * US);
    lab.world.extraDelay =
        packet ->
            packet.transport() instanceof TcpHeader tcp
                    && tcp.sourcePort() == 57_050
                    && packet.payload().lengthBytes() > 0
                ? 3 * SimTime.SECOND
                : 0;
    lab.world.run(60 * SimTime.SECOND);
    ReplayResult result = lab.run.result();
    assertThat(result.conversations()).allMatch(ReplayResult.ConversationResult::isIntact);
    assertThat(result.clientToServer().received()).isEqualTo(365);
    assertThat(result.serverToClient().sentPastMissing()).isPositive();
  }

  @Property(tries = 60)
  void anyLossesAndDelays_noFrameIsSentBeforeWhatItsConversationHadReceived(
      @ForAll long seed,
      @ForAll @IntRange(max = 5) int lossPercent,
      @ForAll @LongRange(min = 1, max = 2_000_000_000L) long maxExtraPs)
      throws Exception {
    Lab lab = new Lab(CaptureImport.read(PORTAL).plan(toVip()), 50 * US);
    var random = new io.sdnsim.core.engine.RandomStreams(seed).stream("test");
    var translate = lab.world.wire;
    lab.world.wire =
        packet -> random.nextBoolean(lossPercent / 100.0) ? null : translate.apply(packet);
    lab.world.extraDelay = packet -> random.nextLong(maxExtraPs);
    lab.world.run(120 * SimTime.SECOND);

    ReplayPlan plan = lab.run.plan();
    for (ReplayFrame frame : plan.frames()) {
      ReplaySide sender = lab.run.side(frame.fromClient());
      if (sender.sentPs(frame.index()) < 0) {
        continue;
      }
      for (ReplayFrame before : plan.frames().subList(0, frame.index())) {
        if (before.conversation() != frame.conversation()) {
          continue;
        }
        if (before.fromClient() == frame.fromClient()) {
          assertThat(sender.sentPs(before.index())).isBetween(0L, sender.sentPs(frame.index()));
        } else {
          assertThat(sender.arrivalPs(before.index())).isBetween(0L, sender.sentPs(frame.index()));
        }
      }
    }
    ReplayResult result = lab.run.result();
    if (lossPercent == 0) {
      assertThat(result.isFaithful()).isTrue();
      assertThat(result.clientToServer().received()).isEqualTo(365);
    }
    ReplayResult.Direction up = result.clientToServer();
    assertThat(up.sent() + up.notSent()).isEqualTo(up.packets());
    assertThat(up.received() + up.lost()).isEqualTo(up.sent());
    assertThat(up.unexpected() + up.altered() + up.duplicates()).isZero();
    // Nothing more is to happen: whoever still has frames waits for one that was lost.
    if (up.lost() + result.serverToClient().lost() == 0) {
      assertThat(up.notSent() + result.serverToClient().notSent()).isZero();
    }
  }

  @Test
  void payloadChangedOnTheWay_isFoundOut() throws Exception {
    Lab lab = new Lab(CaptureImport.read(PORTAL).plan(toVip()), 300 * US);
    var translate = lab.world.wire;
    int[] count = {0};
    lab.world.wire =
        packet -> {
          Packet translated = translate.apply(packet);
          boolean hit =
              packet.transport() instanceof TcpHeader
                  && packet.payload().lengthBytes() > 0
                  && ++count[0] == 20;
          return hit
              ? translated.withPayload(Bytes.of(new byte[packet.payload().lengthBytes()]))
              : translated;
        };
    lab.world.run(30 * SimTime.SECOND);
    ReplayResult result = lab.run.result();
    assertThat(result.clientToServer().altered() + result.serverToClient().altered()).isEqualTo(1);
    assertThat(result.conversations()).filteredOn(each -> !each.isIntact()).hasSize(1);
    assertThat(result.isFaithful()).isFalse();
  }

  @Test
  void duplicatedOnTheWay_isCountedAndHarmless() throws Exception {
    Lab lab = new Lab(CaptureImport.read(PORTAL).plan(toVip()), 300 * US);
    var translate = lab.world.wire;
    boolean[] done = {false};
    lab.world.wire =
        packet -> {
          Packet translated = translate.apply(packet);
          if (!done[0] && packet.payload().lengthBytes() == 92) {
            done[0] = true;
            lab.client.context.copied(packet, "test", 1);
            lab.world.at(lab.world.simulation.nowPs() + MS, () -> lab.backend.deliver(translated));
          }
          return translated;
        };
    lab.world.run(30 * SimTime.SECOND);
    ReplayResult result = lab.run.result();
    assertThat(result.clientToServer().duplicates()).isEqualTo(1);
    assertThat(result.conversations()).allMatch(ReplayResult.ConversationResult::isIntact);
  }

  @Test
  void timeScale_stretchesThinkTimes() throws Exception {
    long[] ends = new long[2];
    for (int i = 0; i < 2; i++) {
      ReplayConfig config = toVip().withTimeScale(i == 0 ? 0 : 10);
      Lab lab = new Lab(CaptureImport.read(PORTAL).plan(config), US);
      lab.world.run(60 * SimTime.SECOND);
      assertThat(lab.run.result().isFaithful()).isTrue();
      for (ReplayFrame frame : lab.run.plan().frames()) {
        ends[i] = Math.max(ends[i], lab.run.side(!frame.fromClient()).arrivalPs(frame.index()));
      }
    }
    assertThat(ends[0] - 6 * SimTime.SECOND).isLessThan(2 * MS);
    assertThat(ends[1] - 6 * SimTime.SECOND).isGreaterThan(7 * SimTime.SECOND);
  }

  private static final IpAddress A = IpAddress.parse("10.0.0.1");
  private static final IpAddress B = IpAddress.parse("10.0.0.2");

  private static CapturedDatagram tcp(
      long timePs, boolean fromA, int sequence, int flags, int mss, byte[] data) {
    TcpOptions options =
        new TcpOptions(
            mss, TcpOptions.ABSENT, false, false, 0, 0, List.of(), Ipv4Header.noOptions());
    TcpHeader header =
        new TcpHeader(fromA ? 1111 : 80, fromA ? 80 : 1111, sequence, 0, flags, 100, 0, options);
    return new CapturedDatagram(
        timePs,
        Packet.ip(
            Ipv4Header.of(fromA ? A : B, fromA ? B : A, 64, IpProtocol.TCP),
            header,
            Bytes.of(data),
            new PacketTag(0, null, 0)));
  }

  private static byte[] data(int length) {
    byte[] data = new byte[length];
    for (int i = 0; i < length; i++) {
      data[i] = (byte) (i * 31);
    }
    return data;
  }

  @Test
  void offloadedSegment_isCutToTheReceiversMss_andStreamStaysTheSame() {
    List<CapturedDatagram> capture =
        List.of(
            tcp(0, true, -3, TcpHeader.SYN, 1460, data(0)),
            tcp(1, false, 50, TcpHeader.SYN | TcpHeader.ACK, 1000, data(0)),
            tcp(2, true, -2, TcpHeader.ACK | TcpHeader.PSH, TcpOptions.ABSENT, data(2_500)),
            tcp(3, false, 51, TcpHeader.ACK | TcpHeader.FIN, TcpOptions.ABSENT, data(4_000)));
    ReplayPlan plan = ReplayPlan.of(toVip(), capture, new TreeMap<>());
    assertThat(plan.replayedFrames()).isEqualTo(4);
    assertThat(plan.packets()).isEqualTo(2 + 3 + 3);
    List<ReplayFrame> pieces = plan.frames().subList(2, 5);
    assertThat(pieces)
        .extracting(piece -> ((TcpHeader) piece.packet().transport()).sequence())
        .containsExactly(-2, 998, 1998);
    assertThat(pieces)
        .extracting(piece -> ((TcpHeader) piece.packet().transport()).has(TcpHeader.PSH))
        .containsExactly(false, false, true);
    assertThat(pieces)
        .extracting(piece -> piece.packet().payload().lengthBytes())
        .containsExactly(1000, 1000, 500);

    Lab lab = new Lab(plan, US);
    lab.world.run(30 * SimTime.SECOND);
    assertThat(lab.run.result().isFaithful()).isTrue();
    assertThat(lab.run.result().clientToServer().streamBytesDelivered()).isEqualTo(2_500);
  }

  @Test
  void maxDatagram_cutsWhereNoSynWasCaptured() {
    List<CapturedDatagram> capture =
        List.of(tcp(0, true, 7, TcpHeader.ACK, TcpOptions.ABSENT, data(5_000)));
    assertThat(ReplayPlan.of(toVip(), capture, new TreeMap<>()).packets()).isEqualTo(1);
    ReplayPlan plan = ReplayPlan.of(toVip().withMaxDatagram(1500), capture, new TreeMap<>());
    assertThat(plan.packets()).isEqualTo(4);
    assertThat(plan.frames()).allMatch(frame -> frame.packet().networkLengthBytes() <= 1500);
  }

  @Test
  void retransmissionInTheCapture_isReplayed_andItsBytesCountOnce() {
    List<CapturedDatagram> capture =
        List.of(
            tcp(0, true, 100, TcpHeader.ACK, TcpOptions.ABSENT, data(200)),
            tcp(MS, true, 100, TcpHeader.ACK, TcpOptions.ABSENT, data(200)),
            tcp(2 * MS, true, 300, TcpHeader.ACK, TcpOptions.ABSENT, data(10)));
    Lab lab = new Lab(ReplayPlan.of(toVip(), capture, new TreeMap<>()), US);
    lab.world.run(30 * SimTime.SECOND);
    assertThat(lab.run.result().isFaithful()).isTrue();
    assertThat(lab.run.result().clientToServer().received()).isEqualTo(3);
    assertThat(lab.run.result().clientToServer().streamBytesDelivered()).isEqualTo(210);
  }

  @Test
  void portsUsedAgain_areTwoConversations() {
    List<CapturedDatagram> capture =
        List.of(
            tcp(0, true, 100, TcpHeader.SYN, 1460, data(0)),
            tcp(1, true, 100, TcpHeader.SYN, 1460, data(0)),
            tcp(2, true, 900, TcpHeader.SYN, 1460, data(0)));
    ReplayPlan plan = ReplayPlan.of(toVip(), capture, new TreeMap<>());
    assertThat(plan.conversations()).hasSize(2);
    Lab lab = new Lab(plan, US);
    lab.world.run(30 * SimTime.SECOND);
    assertThat(lab.run.result().isFaithful()).isTrue();
  }

  @Test
  void plan_nothingToReplay_isRefusedWithAReason() {
    CapturedDatagram dns =
        new CapturedDatagram(
            0,
            Packet.ip(
                Ipv4Header.of(A, IpAddress.parse("224.0.0.251"), 64, IpProtocol.UDP),
                new UdpHeader(5353, 5353),
                Bytes.of(data(10)),
                new PacketTag(0, null, 0)));
    assertThatThrownBy(() -> ReplayPlan.of(toVip(), List.of(dns), new TreeMap<>()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("replayed: the capture has no TCP, UDP or ICMP echo packet");
    assertThatThrownBy(() -> toVip().withTimeScale(-1))
        .hasMessage("replayed.time-scale=-1.0: must be 0 to 1000000");
  }

  @Test
  void foreignTraffic_onTheSameNode_reachesItsTransport() throws Exception {
    Lab lab = new Lab(CaptureImport.read(PORTAL).plan(toVip()), 300 * US);
    UdpServerApp echo =
        new UdpServerApp(lab.backend, UdpServerConfig.echo("echo", 7), new FlowRegistry());
    echo.start();
    List<Packet> answers = new ArrayList<>();
    lab.world.at(
        6 * SimTime.SECOND + MS,
        () -> {
          lab.world.wire = packet -> packet;
          lab.client
              .bindUdp(null, 9_000, (socket, datagram) -> answers.add(datagram))
              .send(PORTAL_VM, 7, Bytes.of(data(5)), null, 0, 64);
        });
    lab.world.run(7 * SimTime.SECOND);
    assertThat(answers).hasSize(1);
  }
}
