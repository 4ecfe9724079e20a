package io.sdnsim.core.transport;

import static io.sdnsim.core.engine.SimTime.MILLISECOND;
import static io.sdnsim.core.engine.SimTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.trace.Fingerprint;
import io.sdnsim.testkit.Pair;
import io.sdnsim.testkit.Pair.Sent;
import io.sdnsim.testkit.RecordingTcpHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Sockets of two nodes: demultiplexing, errors, limits, the life of a node. */
final class TransportStackTest {
  private static final FlowTag FLOW = new FlowTag("test", 7, false);

  private static Pair pair() {
    return new Pair(Pair.Options.latency(10 * MILLISECOND));
  }

  private static class UdpRecorder implements UdpHandler {
    private final List<Packet> received = new ArrayList<>();
    private final List<Packet> errors = new ArrayList<>();

    @Override
    public void received(UdpSocket socket, Packet datagram) {
      received.add(datagram);
    }

    @Override
    public void failed(UdpSocket socket, Packet error) {
      errors.add(error);
    }
  }

  private static final class EchoRecorder implements EchoHandler {
    private final List<Packet> replies = new ArrayList<>();
    private final List<Packet> errors = new ArrayList<>();

    @Override
    public void replied(EchoSocket socket, Packet reply) {
      replies.add(reply);
    }

    @Override
    public void failed(EchoSocket socket, Packet error) {
      errors.add(error);
    }
  }

  private static TcpSocket connect(Pair pair, int port, TcpHandler handler) {
    return pair.client()
        .stack()
        .connect(TcpConfig.RFC, null, 0, pair.server().address(), port, FLOW, handler);
  }

  private static long dropped(Pair.End end, String reason) {
    return end.context().ledger().dropsByReason().getOrDefault(reason, 0L);
  }

  private static void assertConserved(Pair pair) {
    assertThat(pair.missingPackets()).isZero();
  }

  // ------------------------------------------------------------ UDP

  @Test
  void datagram_reachesTheBoundPort_withItsFlowAndHopLimit() {
    Pair pair = pair();
    UdpRecorder server = new UdpRecorder();
    pair.server().stack().bindUdp(null, 53, server);
    UdpSocket client = pair.client().stack().bindUdp(null, 0, new UdpRecorder());
    assertThat(client.localPort()).isEqualTo(49_152);
    client.send(pair.server().address(), 53, Bytes.of(new byte[] {1, 2}), FLOW, 3, 17);
    pair.runUntil(SECOND);
    assertThat(server.received).hasSize(1);
    Packet datagram = server.received.get(0);
    assertThat(datagram.transport()).isEqualTo(new UdpHeader(49_152, 53));
    assertThat(datagram.tag().flow()).isEqualTo(FLOW);
    assertThat(datagram.tag().number()).isEqualTo(3);
    assertThat(Objects.requireNonNull(datagram.ip()).hopLimit()).isEqualTo(17);
    assertConserved(pair);
  }

  /** RFC 6935 5: over IPv6 a port has to say that it takes datagrams without a checksum. */
  @Test
  void checksum_isAbsentOverIpv4OrInTunnels_andNeverWrong() {
    for (boolean ipv6 : new boolean[] {false, true}) {
      Pair.Options options = Pair.Options.latency(10 * MILLISECOND);
      Pair pair = new Pair(ipv6 ? options.overIpv6() : options);
      UdpRecorder plain = new UdpRecorder();
      UdpRecorder tunnel =
          new UdpRecorder() {
            @Override
            public boolean takesZeroChecksum() {
              return true;
            }
          };
      pair.server().stack().bindUdp(null, 53, plain);
      pair.server().stack().bindUdp(null, 4789, tunnel);
      for (int port : new int[] {53, 4789}) {
        deliver(pair, new UdpHeader(1, port, false));
        deliver(pair, new UdpHeader(1, port, true).withChecksumError(0x4000));
      }
      pair.runUntil(SECOND);
      assertThat(plain.received).hasSize(ipv6 ? 0 : 1);
      assertThat(tunnel.received).hasSize(1);
      assertThat(dropped(pair.server(), "BadUdpChecksum")).isEqualTo(ipv6 ? 3 : 2);
      assertConserved(pair);
    }
  }

  private static void deliver(Pair pair, UdpHeader header) {
    IpAddress from = pair.client().address();
    IpAddress to = pair.server().address();
    IpHeader ip =
        from.isIpv6()
            ? Ipv6Header.of(from, to, 9, IpProtocol.UDP)
            : Ipv4Header.of(from, to, 9, IpProtocol.UDP);
    Packet datagram = Packet.ip(ip, header, Payload.EMPTY, pair.server().context().newTag(null, 0));
    pair.server().deliverLater(datagram);
  }

  @Test
  void datagramToAClosedPort_isDroppedAndReported() {
    for (boolean ipv6 : new boolean[] {false, true}) {
      Pair.Options options = Pair.Options.latency(10 * MILLISECOND);
      Pair pair = new Pair(ipv6 ? options.overIpv6() : options);
      UdpRecorder client = new UdpRecorder();
      UdpSocket socket = pair.client().stack().bindUdp(null, 4000, client);
      socket.send(pair.server().address(), 33_434, Bytes.of(new byte[1000]), FLOW, 0, 64);
      pair.runUntil(SECOND);
      assertThat(dropped(pair.server(), "NoListener")).isOne();
      assertThat(client.errors).hasSize(1);
      Packet error = client.errors.get(0);
      IcmpHeader header = (IcmpHeader) Objects.requireNonNull(error.transport());
      assertThat(header.type())
          .isEqualTo(ipv6 ? IcmpHeader.V6_UNREACHABLE : IcmpHeader.V4_UNREACHABLE);
      assertThat(header.code()).isEqualTo(ipv6 ? 4 : IcmpHeader.V4_CODE_PORT);
      assertThat(error.lengthBytes()).isEqualTo(ipv6 ? 40 + 8 + 1048 : 576);
      assertConserved(pair);
    }
  }

  @Test
  void datagramToAGroup_isNotReported() {
    Pair pair = pair();
    IpAddress group = IpAddress.parse("224.0.0.5");
    pair.client()
        .deliverLater(
            Packet.ip(
                Ipv4Header.of(pair.server().address(), group, 1, IpProtocol.UDP),
                new UdpHeader(1, 2),
                Payload.EMPTY,
                pair.client().context().newTag(null, 0)));
    pair.runUntil(SECOND);
    assertThat(dropped(pair.client(), "NoListener")).isOne();
    assertThat(pair.client().sent()).isEmpty();
    assertConserved(pair);
  }

  @Test
  void portOfOneAddress_goesBeforeTheWildcard_andAPortIsTakenOnce() {
    Pair pair = pair();
    UdpRecorder wildcard = new UdpRecorder();
    UdpRecorder exact = new UdpRecorder();
    TransportStack server = pair.server().stack();
    server.bindUdp(null, 53, wildcard);
    UdpSocket bound = server.bindUdp(pair.server().address(), 53, exact);
    assertThatThrownBy(() -> server.bindUdp(null, 53, wildcard))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("udp *:53 is taken");
    UdpSocket client = pair.client().stack().bindUdp(null, 0, new UdpRecorder());
    client.send(pair.server().address(), 53, Payload.EMPTY, null, 0, 64);
    pair.runUntil(SECOND);
    bound.close();
    client.send(pair.server().address(), 53, Payload.EMPTY, null, 1, 64);
    pair.runFor(SECOND);
    assertThat(exact.received).hasSize(1);
    assertThat(wildcard.received).hasSize(1);
  }

  @Test
  void datagramWithoutARoute_isDropped() {
    Pair pair = pair();
    UdpSocket socket = pair.client().stack().bindUdp(null, 0, new UdpRecorder());
    socket.send(Pair.NOWHERE, 1, Payload.EMPTY, FLOW, 0, 64);
    assertThat(dropped(pair.client(), "NoRoute")).isOne();
    assertConserved(pair);
  }

  @Test
  void unknownProtocol_isReportedAsUnreachable() {
    Pair pair = pair();
    pair.client()
        .send(
            created(
                pair.client(),
                Packet.ip(
                    Ipv4Header.of(pair.client().address(), pair.server().address(), 9, 132),
                    null,
                    Bytes.of(new byte[12]),
                    pair.client().context().newTag(FLOW, 0))));
    pair.runUntil(SECOND);
    assertThat(dropped(pair.server(), "NoListener")).isOne();
    IcmpHeader answer =
        (IcmpHeader) Objects.requireNonNull(pair.server().sent().get(0).packet().transport());
    assertThat(answer.code()).isEqualTo(IcmpHeader.V4_CODE_PROTOCOL);
  }

  private static Packet created(Pair.End end, Packet packet) {
    end.context().created(packet, "test");
    return packet;
  }

  // ------------------------------------------------------------ echo

  @Test
  void echo_isAnsweredWithSameDataAndReversedFlow() {
    for (boolean ipv6 : new boolean[] {false, true}) {
      Pair.Options options = Pair.Options.latency(10 * MILLISECOND);
      Pair pair = new Pair(ipv6 ? options.overIpv6() : options);
      EchoRecorder recorder = new EchoRecorder();
      EchoSocket socket = pair.client().stack().openEcho(recorder);
      socket.sendRequest(pair.server().address(), 5, 56, FLOW, 30);
      pair.runUntil(20 * MILLISECOND);
      assertThat(recorder.replies).hasSize(1);
      Packet reply = recorder.replies.get(0);
      IcmpHeader header = (IcmpHeader) Objects.requireNonNull(reply.transport());
      assertThat(header.echoIdentifier()).isEqualTo(socket.identifier());
      assertThat(header.echoSequence()).isEqualTo(5);
      assertThat(reply.payload()).isEqualTo(new BulkBytes(socket.identifier(), 0, 56));
      assertThat(reply.tag().flow()).isEqualTo(FLOW.reversed());
      assertThat(reply.tag().number()).isEqualTo(5);
      assertConserved(pair);
    }
  }

  @Test
  void timeExceeded_reachesTheSocketWhoseRequestItQuotes() {
    Pair pair = pair();
    EchoRecorder asked = new EchoRecorder();
    EchoRecorder other = new EchoRecorder();
    EchoSocket socket = pair.client().stack().openEcho(asked);
    pair.client().stack().openEcho(other);
    socket.sendRequest(pair.server().address(), 1, 0, FLOW, 1);
    Packet request = pair.client().sent().get(0).packet();
    IpAddress router = IpAddress.parse("198.51.100.1");
    IcmpHeader exceeded = new IcmpHeader(false, IcmpHeader.V4_TIME_EXCEEDED, 0, 0);
    pair.client().deliverLater(pair.client().icmp(router, exceeded, request));
    pair.runUntil(SECOND);
    assertThat(asked.errors).hasSize(1);
    assertThat(Objects.requireNonNull(asked.errors.get(0).ip()).source()).isEqualTo(router);
    assertThat(other.errors).isEmpty();
    socket.close();
    pair.client().deliverLater(pair.client().icmp(router, exceeded, request));
    pair.runFor(SECOND);
    assertThat(dropped(pair.client(), "NoConnection")).isOne();
    assertConserved(pair);
  }

  @Test
  void replyToNobody_isDropped() {
    Pair pair = pair();
    EchoRecorder recorder = new EchoRecorder();
    EchoSocket socket = pair.client().stack().openEcho(recorder);
    socket.sendRequest(pair.server().address(), 1, 0, FLOW, 64);
    socket.close();
    pair.runUntil(SECOND);
    assertThat(recorder.replies).isEmpty();
    assertThat(dropped(pair.client(), "NoListener")).isOne();
  }

  // ------------------------------------------------------------ TCP: refusal and errors

  @Test
  void connectToAClosedPort_isRefused() {
    Pair pair = pair();
    RecordingTcpHandler handler = new RecordingTcpHandler();
    connect(pair, 81, handler);
    pair.runUntil(SECOND);
    assertThat(handler.events()).containsExactly("closed REFUSED");
    assertThat(dropped(pair.server(), "NoListener")).isOne();
    Packet reset = pair.server().sent().get(0).packet();
    assertThat(reset.tag().flow()).isEqualTo(FLOW.reversed());
    assertConserved(pair);
  }

  @Test
  void acceptorThatDeclines_refusesTheConnection() {
    Pair pair = pair();
    pair.server().stack().listen(TcpConfig.RFC, null, 80, socket -> null);
    RecordingTcpHandler handler = new RecordingTcpHandler();
    connect(pair, 80, handler);
    pair.runUntil(SECOND);
    assertThat(handler.closeReason()).isEqualTo(CloseReason.REFUSED);
    assertThat(pair.server().stack().connectionCount()).isZero();
  }

  @Test
  void segmentOfNoConnection_isAnsweredWithAResetThatItsSenderAccepts() {
    Pair pair = pair();
    TcpHeader stray = new TcpHeader(1000, 2000, 77, 88, TcpHeader.ACK, 500, 0, TcpOptions.NONE);
    pair.client()
        .send(
            created(
                pair.client(),
                Packet.ip(
                    Ipv4Header.of(
                        pair.client().address(), pair.server().address(), 9, IpProtocol.TCP),
                    stray,
                    Payload.EMPTY,
                    pair.client().context().newTag(FLOW, 4))));
    pair.runUntil(SECOND);
    assertThat(dropped(pair.server(), "NoConnection")).isOne();
    TcpHeader reset = Objects.requireNonNull(pair.server().sent().get(0).tcp());
    assertThat(reset.flags()).isEqualTo(TcpHeader.RST);
    assertThat(reset.sequence()).isEqualTo(88);
    // A reset is never answered.
    assertThat(dropped(pair.client(), "NoConnection")).isOne();
    assertThat(pair.client().sent()).hasSize(1);
  }

  @Test
  void connectWithoutARoute_isUnreachable_afterConnectReturned() {
    Pair pair = pair();
    RecordingTcpHandler handler = new RecordingTcpHandler();
    pair.client().stack().connect(TcpConfig.RFC, null, 0, Pair.NOWHERE, 80, FLOW, handler);
    assertThat(handler.closeReason()).isNull();
    pair.runUntil(0);
    assertThat(handler.closeReason()).isEqualTo(CloseReason.UNREACHABLE);
  }

  @Test
  void icmpUnreachable_whileConnecting_hardEndsAndSoftNamesTheReason() {
    Pair pair = pair();
    pair.client().cut(true);
    RecordingTcpHandler hard = new RecordingTcpHandler();
    RecordingTcpHandler soft = new RecordingTcpHandler();
    connect(pair, 80, hard);
    connect(pair, 81, soft);
    IpAddress router = IpAddress.parse("198.51.100.1");
    reportUnreachable(pair, router, 0, IcmpHeader.V4_CODE_PORT);
    reportUnreachable(pair, router, 1, IcmpHeader.V4_CODE_HOST);
    pair.runUntil(SECOND);
    assertThat(hard.closeReason()).isEqualTo(CloseReason.UNREACHABLE);
    assertThat(soft.closeReason()).isNull();
    pair.runUntil(63 * SECOND);
    assertThat(soft.closeReason()).isEqualTo(CloseReason.UNREACHABLE);
    assertConserved(pair);
  }

  private static void reportUnreachable(Pair pair, IpAddress router, int index, int code) {
    Packet syn = pair.client().sent().get(index).packet();
    IcmpHeader error = new IcmpHeader(false, IcmpHeader.V4_UNREACHABLE, code, 0);
    pair.client().deliverLater(pair.client().icmp(router, error, syn));
  }

  @Test
  void icmpUnreachable_onAnOpenConnection_changesNothing() {
    Conversation conversation = Conversation.established();
    Pair pair = conversation.pair;
    conversation.clientSends(100);
    Packet data = pair.client().sentData().get(0).packet();
    IcmpHeader error = new IcmpHeader(false, IcmpHeader.V4_UNREACHABLE, IcmpHeader.V4_CODE_PORT, 0);
    pair.client().deliverLater(pair.client().icmp(pair.server().address(), error, data));
    pair.runFor(SECOND);
    assertThat(conversation.client.closeReason()).isNull();
    conversation.assertAllDelivered();
    assertConserved(pair);
  }

  @Test
  void smallPathMtu_isLearnedWithoutATimeout() {
    Pair pair = new Pair(Pair.Options.latency(10 * MILLISECOND).withPathMtu(1000));
    Conversation conversation = new Conversation(pair, TcpConfig.RFC, TcpConfig.RFC);
    conversation.clientSends(50_000);
    pair.runUntil(900 * MILLISECOND);
    conversation.assertAllDelivered();
    assertThat(dropped(pair.client(), "FragmentationNeeded")).isEqualTo(10);
    List<Sent> data = pair.client().sentData();
    assertThat(data.subList(10, data.size())).allMatch(s -> s.packet().lengthBytes() <= 1000);
    assertConserved(pair);
  }

  @Test
  void quotedPacketOfNobody_isDropped() {
    Pair pair = pair();
    Packet foreign =
        Packet.ip(
            Ipv4Header.of(pair.client().address(), pair.server().address(), 9, IpProtocol.TCP),
            new TcpHeader(1, 2, 3, 4, TcpHeader.ACK, 5, 0, TcpOptions.NONE),
            Payload.EMPTY,
            pair.client().context().newTag(null, 0));
    IcmpHeader error = new IcmpHeader(false, IcmpHeader.V4_TIME_EXCEEDED, 0, 0);
    pair.client().deliverLater(pair.client().icmp(pair.server().address(), error, foreign));
    pair.runUntil(SECOND);
    assertThat(dropped(pair.client(), "NoConnection")).isOne();
    assertConserved(pair);
  }

  // ------------------------------------------------------------ TCP: ports, tags, limits

  @Test
  void segments_carryTheFlowAndTheirNumber_andTheAnswersTheReversedFlow() {
    Conversation conversation = Conversation.established();
    conversation.clientSends(5000);
    conversation.serverSends(5000);
    conversation.pair.runFor(SECOND);
    checkTags(conversation.pair.client(), new FlowTag("web", 0, false));
    checkTags(conversation.pair.server(), new FlowTag("web", 0, true));
    assertThat(conversation.server.socket().tag()).isEqualTo(new FlowTag("web", 0, true));
  }

  private static void checkTags(Pair.End end, FlowTag flow) {
    for (int i = 0; i < end.sent().size(); i++) {
      assertThat(end.sent().get(i).packet().tag().flow()).isEqualTo(flow);
      assertThat(end.sent().get(i).packet().tag().number()).isEqualTo(i);
    }
  }

  @Test
  void ephemeralPorts_areDynamicDifferentAndRepeatable() {
    List<Integer> first = ephemeralPorts();
    assertThat(first).isEqualTo(ephemeralPorts());
    assertThat(new TreeSet<>(first)).hasSize(1000);
    assertThat(first).allMatch(port -> port >= 49_152 && port <= 65_535);
  }

  private static List<Integer> ephemeralPorts() {
    Pair pair = pair();
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      ports.add(connect(pair, 80, new RecordingTcpHandler()).localPort());
    }
    return ports;
  }

  @Test
  void portsExhausted_endsTheAttemptOnly() {
    Pair pair = pair();
    pair.client().cut(true);
    for (int i = 0; i < 16_384; i++) {
      connect(pair, 80, new RecordingTcpHandler());
    }
    RecordingTcpHandler one = new RecordingTcpHandler();
    connect(pair, 80, one);
    RecordingTcpHandler elsewhere = new RecordingTcpHandler();
    connect(pair, 81, elsewhere);
    pair.runUntil(MILLISECOND);
    assertThat(one.closeReason()).isEqualTo(CloseReason.EXHAUSTED);
    assertThat(elsewhere.closeReason()).isNull();
  }

  @Test
  void portInTimeWait_isNotChosenAgain_butANewSynFromThePeerTakesOver() {
    Conversation conversation = Conversation.established();
    Pair pair = conversation.pair;
    // The server closes first and keeps TIME-WAIT.
    conversation.server.socket().close();
    pair.runFor(SECOND);
    assertThat(conversation.client.closeReason()).isEqualTo(CloseReason.FINISHED);
    assertThat(pair.server().stack().connectionCount()).isOne();
    assertThat(pair.client().stack().connectionCount()).isZero();
    RecordingTcpHandler again = new RecordingTcpHandler();
    pair.client()
        .stack()
        .connect(
            TcpConfig.RFC,
            null,
            conversation.socket.localPort(),
            pair.server().address(),
            Conversation.PORT,
            FLOW,
            again);
    pair.runFor(25 * MILLISECOND);
    assertThat(again.isConnected()).isTrue();
    assertThat(pair.server().stack().connectionCount()).isOne();
    assertConserved(pair);
  }

  @Test
  void fixedPortInUse_isExhausted() {
    Conversation conversation = Conversation.established();
    RecordingTcpHandler again = new RecordingTcpHandler();
    conversation
        .pair
        .client()
        .stack()
        .connect(
            TcpConfig.RFC,
            null,
            conversation.socket.localPort(),
            conversation.pair.server().address(),
            Conversation.PORT,
            FLOW,
            again);
    conversation.pair.runFor(MILLISECOND);
    assertThat(again.closeReason()).isEqualTo(CloseReason.EXHAUSTED);
  }

  @Test
  void backlogAndConnectionLimit_dropFurtherSyns() {
    TransportLimits limits = new TransportLimits(3, 2, 10, 10, 10);
    Pair pair = new Pair(Pair.Options.latency(10 * MILLISECOND), limits);
    pair.server().stack().listen(TcpConfig.RFC, null, 80, socket -> new RecordingTcpHandler());
    pair.server().cut(true);
    for (int i = 0; i < 3; i++) {
      connect(pair, 80, new RecordingTcpHandler());
    }
    RecordingTcpHandler fourth = new RecordingTcpHandler();
    connect(pair, 80, fourth);
    pair.runUntil(500 * MILLISECOND);
    assertThat(dropped(pair.server(), "BacklogFull")).isOne();
    assertThat(fourth.closeReason()).isEqualTo(CloseReason.EXHAUSTED);
    assertThat(pair.server().stack().connectionCount()).isEqualTo(2);
    pair.server().cut(false);
    pair.runUntil(10 * SECOND);
    assertThat(pair.server().stack().connectionCount()).isEqualTo(3);
  }

  @Test
  void listener_isClosedWithoutItsConnections() throws Exception {
    Pair pair = pair();
    RecordingTcpHandler server = new RecordingTcpHandler();
    AutoCloseable listener =
        pair.server().stack().listen(TcpConfig.RFC, null, 80, socket -> server);
    assertThatThrownBy(() -> pair.server().stack().listen(TcpConfig.RFC, null, 80, s -> null))
        .isInstanceOf(IllegalStateException.class);
    RecordingTcpHandler first = new RecordingTcpHandler();
    TcpSocket socket = connect(pair, 80, first);
    pair.runUntil(SECOND);
    listener.close();
    RecordingTcpHandler second = new RecordingTcpHandler();
    connect(pair, 80, second);
    socket.send(Bytes.of(new byte[10]));
    pair.runFor(SECOND);
    assertThat(second.closeReason()).isEqualTo(CloseReason.REFUSED);
    assertThat(server.receivedBytes()).isEqualTo(10);
  }

  @Test
  void overIpv6_segmentsFitTheMtu() {
    Pair pair = new Pair(Pair.Options.latency(10 * MILLISECOND).overIpv6());
    Conversation conversation = new Conversation(pair, TcpConfig.RFC, TcpConfig.RFC);
    conversation.clientSends(100_000);
    pair.runUntil(SECOND);
    conversation.assertAllDelivered();
    TcpHeader syn = Objects.requireNonNull(pair.client().sent().get(0).tcp());
    assertThat(syn.options().maximumSegmentSize()).isEqualTo(1440);
    assertThat(pair.client().sentData().get(0).packet().lengthBytes()).isEqualTo(1500);
    assertThat(pair.client().sentData().get(0).packet().ip()).isInstanceOf(Ipv6Header.class);
  }

  // ------------------------------------------------------------ the life of a node

  @Test
  void crash_closesConnectionsInOrder_andTheNodeCanListenAgain() {
    Conversation conversation = Conversation.established();
    Pair pair = conversation.pair;
    pair.server().stack().crash();
    pair.runFor(SECOND);
    assertThat(conversation.client.events())
        .containsExactly("connected", "peerClosed", "closed FINISHED");
    assertThat(conversation.server.closeReason()).isNull();
    pair.server().stack().listen(TcpConfig.RFC, null, Conversation.PORT, s -> null);
    assertConserved(pair);
  }

  @Test
  void crash_withUnreadData_resets() {
    Conversation conversation = Conversation.established();
    conversation.server.socket().pauseReading();
    conversation.clientSends(100);
    conversation.pair.runFor(50 * MILLISECOND);
    conversation.pair.server().stack().crash();
    conversation.pair.runFor(SECOND);
    assertThat(conversation.client.closeReason()).isEqualTo(CloseReason.RESET);
  }

  @Test
  void dataForADeadProgram_isAnsweredWithAReset() {
    Conversation conversation = Conversation.established();
    conversation.pair.server().stack().crash();
    conversation.clientSends(100);
    conversation.pair.runFor(SECOND);
    assertThat(conversation.client.closeReason()).isEqualTo(CloseReason.RESET);
    assertThat(conversation.server.receivedBytes()).isZero();
    assertThat(conversation.pair.server().stack().connectionCount()).isZero();
  }

  @Test
  void powerOff_saysNothingToAnyone() {
    Conversation conversation = Conversation.established();
    Pair pair = conversation.pair;
    conversation.serverSends(100_000);
    int before = pair.server().sent().size();
    pair.server().stack().powerOff();
    pair.server().context().powerOff();
    pair.runFor(100 * SECOND);
    assertThat(pair.server().sent()).hasSize(before);
    assertThat(conversation.server.closeReason()).isNull();
    assertThat(pair.server().stack().connectionCount()).isZero();
    assertConserved(pair);
  }

  @Test
  void abort_resetsThePeer_andNothingIsCalledAfterwards() {
    Conversation conversation = Conversation.established();
    conversation.serverSends(1000);
    conversation.socket.abort();
    assertThat(conversation.client.events()).containsExactly("connected", "closed ABORTED");
    conversation.pair.runFor(SECOND);
    assertThat(conversation.server.closeReason()).isEqualTo(CloseReason.RESET);
    assertThat(conversation.client.receivedBytes()).isZero();
    assertConserved(conversation.pair);
  }

  @Test
  void userThatSendsFromItsCallbacks_isServedInOrder() {
    Pair pair = pair();
    pair.server()
        .stack()
        .listen(
            TcpConfig.RFC,
            null,
            7,
            accepted ->
                new TcpHandler() {
                  @Override
                  public void received(TcpSocket socket, Payload data) {
                    socket.send(data);
                  }

                  @Override
                  public void closed(TcpSocket socket, CloseReason reason) {}
                });
    RecordingTcpHandler client =
        new RecordingTcpHandler() {
          @Override
          public void connected(TcpSocket socket) {
            super.connected(socket);
            socket.send(new BulkBytes(1, 0, 100_000));
            socket.close();
          }
        };
    connect(pair, 7, client);
    pair.runUntil(2 * SECOND);
    assertThat(client.receivedArray()).isEqualTo(Conversation.stream(1, 100_000));
    assertThat(client.closeReason()).isEqualTo(CloseReason.FINISHED);
  }

  @Test
  void sameSeed_sameFingerprint_otherSeedAnother() {
    assertThat(fingerprint(1)).isEqualTo(fingerprint(1)).isNotEqualTo(fingerprint(2));
  }

  private static String fingerprint(long seed) {
    Pair pair = new Pair(Pair.Options.latency(MILLISECOND).withSeed(seed));
    Fingerprint fingerprint = new Fingerprint();
    pair.tracer().attach(fingerprint);
    Conversation conversation = new Conversation(pair, TcpConfig.RFC, TcpConfig.RFC);
    conversation.clientSends(100_000);
    pair.runUntil(SECOND);
    conversation.socket.close();
    pair.runUntil(2 * SECOND);
    return fingerprint.text();
  }

  @Test
  void hundredThousandConnections_fitIntoOneRun() {
    TransportLimits limits = new TransportLimits(200_000, 200_000, 10, 10, 10);
    Pair pair = new Pair(Pair.Options.latency(MILLISECOND), limits);
    TcpHandler quiet =
        new TcpHandler() {
          @Override
          public void received(TcpSocket socket, Payload data) {}

          @Override
          public void closed(TcpSocket socket, CloseReason reason) {}
        };
    for (int port = 0; port < 10; port++) {
      pair.server().stack().listen(TcpConfig.RFC, null, 1000 + port, socket -> quiet);
    }
    List<TcpSocket> sockets = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      sockets.add(connect(pair, 1000 + i % 10, quiet));
      if (i % 100 == 99) {
        pair.runFor(5 * MILLISECOND);
        pair.client().sent().clear();
        pair.server().sent().clear();
      }
    }
    pair.runFor(SECOND);
    assertThat(sockets).allMatch(TcpSocket::isEstablished);
    assertThat(pair.server().stack().connectionCount()).isEqualTo(100_000);
    sockets.forEach(TcpSocket::close);
    pair.runFor(300 * SECOND);
    assertThat(pair.client().stack().connectionCount()).isZero();
    assertThat(pair.server().stack().connectionCount()).isZero();
    assertConserved(pair);
  }

  @Test
  void quotedErrorIsSmallEnough() {
    Pair pair = pair();
    UdpSocket socket = pair.client().stack().bindUdp(null, 4000, new UdpRecorder());
    socket.send(pair.server().address(), 9, Bytes.of(new byte[4]), FLOW, 0, 64);
    pair.runUntil(SECOND);
    Quoted quoted = (Quoted) pair.server().sent().get(0).packet().payload();
    assertThat(quoted.lengthBytes()).isEqualTo(32);
  }
}
