package io.sdnsim.core.transport;

import static io.sdnsim.core.engine.SimTime.MICROSECOND;
import static io.sdnsim.core.engine.SimTime.MILLISECOND;
import static io.sdnsim.core.engine.SimTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.testkit.Pair;
import io.sdnsim.testkit.RecordingTcpHandler;
import io.sdnsim.testkit.StepRecorder;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Which segments and connections a node takes, before any connection's state comes into play. */
class TcpLayerTest {
  private static final FlowTag FLOW = new FlowTag("test", 7, false);
  private static final IpAddress GROUP = IpAddress.parse("224.0.0.5");

  private static Pair pair() {
    return new Pair(Pair.Options.latency(10 * MILLISECOND));
  }

  private static long dropped(Pair.End end, String reason) {
    return end.context().ledger().dropsByReason().getOrDefault(reason, 0L);
  }

  private static TcpSocket connect(Pair pair, int localPort, RecordingTcpHandler handler) {
    return pair.client()
        .stack()
        .connect(TcpConfig.RFC, null, localPort, pair.server().address(), 80, FLOW, handler);
  }

  private static void listen(Pair pair) {
    pair.server().stack().listen(TcpConfig.RFC, null, 80, socket -> new RecordingTcpHandler());
  }

  /** A segment from the client to a group that the server is in. */
  private static void toGroup(Pair pair, int flags) {
    TcpHeader segment = new TcpHeader(1000, 80, 77, 88, flags, 500, 0, TcpOptions.NONE);
    pair.server()
        .deliverLater(
            Packet.ip(
                Ipv4Header.of(pair.client().address(), GROUP, 1, IpProtocol.TCP),
                segment,
                Payload.EMPTY,
                pair.server().context().newTag(null, 0)));
    pair.runFor(SECOND);
  }

  /** RFC 1122 4.2.3.10: a segment to a group is discarded silently, without a reset. */
  @Test
  void segmentToAGroup_isDroppedWithoutAnAnswer() {
    Pair pair = pair();
    toGroup(pair, TcpHeader.ACK);
    assertThat(dropped(pair.server(), "NoConnection")).isOne();
    assertThat(pair.server().sent()).isEmpty();
  }

  /** RFC 1122 4.2.3.10: neither does a SYN to a group open a connection. */
  @Test
  void synToAGroup_opensNothingAtAListener() {
    Pair pair = pair();
    listen(pair);
    toGroup(pair, TcpHeader.SYN);
    assertThat(dropped(pair.server(), "NoListener")).isOne();
    assertThat(pair.server().stack().connectionCount()).isZero();
    assertThat(pair.server().sent()).isEmpty();
  }

  private static int initialSequence(long atPs) {
    Pair pair = pair();
    pair.runUntil(atPs);
    connect(pair, 5000, new RecordingTcpHandler());
    return Objects.requireNonNull(pair.client().sent().get(0).tcp()).sequence();
  }

  /** RFC 9293 3.4.1: the clock of initial sequence numbers ticks every 4 microseconds. */
  @Test
  void initialSequenceNumber_risesByOneEvery4Microseconds() {
    int first = initialSequence(0);
    assertThat(initialSequence(4 * MICROSECOND - 1) - first).isZero();
    assertThat(initialSequence(4 * MICROSECOND) - first).isOne();
    assertThat(initialSequence(SECOND) - first).isEqualTo(250_000);
  }

  /** RFC 1191 6.4: the segments fit what the IP layer believes, not what a report says. */
  @Test
  void reportThatTheIpLayerDoesNotBelieve_changesNoSegment() {
    Pair pair = new Pair(Pair.Options.latency(10 * MILLISECOND).overIpv6());
    Conversation conversation = new Conversation(pair, TcpConfig.RFC, TcpConfig.RFC);
    pair.runUntil(40 * MILLISECOND);
    conversation.clientSends(3000);
    Packet data = pair.client().sentData().get(0).packet();
    IcmpHeader error = new IcmpHeader(true, IcmpHeader.V6_PACKET_TOO_BIG, 0, 100);
    pair.client().deliverLater(pair.client().icmp(pair.server().address(), error, data));
    pair.runFor(15 * MILLISECOND);
    conversation.clientSends(30_000);
    pair.runFor(SECOND);
    conversation.assertAllDelivered();
    assertThat(pair.client().sentData()).anyMatch(sent -> sent.packet().lengthBytes() == 1500);
  }

  @Test
  void connectionLimit_countsWhatIsAcceptedToo() {
    Pair pair =
        new Pair(Pair.Options.latency(10 * MILLISECOND), new TransportLimits(1, 10, 10, 10, 10));
    listen(pair);
    TcpSocket first = connect(pair, 0, new RecordingTcpHandler());
    pair.runFor(SECOND);
    // The server does not hear that the client gave its only connection up.
    pair.client().cut(true);
    first.abort();
    pair.runFor(SECOND);
    pair.client().cut(false);
    RecordingTcpHandler second = new RecordingTcpHandler();
    connect(pair, 0, second);
    pair.runFor(100 * MILLISECOND);
    assertThat(dropped(pair.server(), "ConnectionsFull")).isOne();
    assertThat(pair.server().stack().connectionCount()).isOne();
    assertThat(second.isConnected()).isFalse();
  }

  /** RFC 9293 3.10.7.4: a new SYN may take over from TIME-WAIT, whose timer then ends nothing. */
  @Test
  void timeWaitTakenOver_itsTimerLeavesTheNewConnectionAlone() {
    Conversation conversation = Conversation.established();
    Pair pair = conversation.pair;
    StepRecorder recorder = new StepRecorder();
    pair.tracer().attach(recorder);
    conversation.server.socket().close();
    pair.runFor(SECOND);
    int port = conversation.socket.localPort();
    RecordingTcpHandler again = new RecordingTcpHandler();
    pair.client()
        .stack()
        .connect(
            TcpConfig.RFC, null, port, pair.server().address(), Conversation.PORT, FLOW, again);
    pair.runFor(SECOND);
    assertThat(again.isConnected()).isTrue();
    String key = serverRow(pair, port);
    assertThat(recorder.row("server", "connections", key)).containsEntry("state", "ESTABLISHED");
    // RFC 9293 3.4.2: 2 MSL are 4 minutes.
    pair.runFor(300 * SECOND);
    assertThat(recorder.row("server", "connections", key)).containsEntry("state", "ESTABLISHED");
    assertThat(pair.server().stack().connectionCount()).isOne();
  }

  private static String serverRow(Pair pair, int clientPort) {
    return new io.sdnsim.core.packet.FlowKey(
            0,
            pair.server().address(),
            pair.client().address(),
            IpProtocol.TCP,
            Conversation.PORT,
            clientPort)
        .toString();
  }
}
