package io.sdnsim.core.transport;

import static io.sdnsim.core.engine.SimTime.MICROSECOND;
import static io.sdnsim.core.engine.SimTime.MILLISECOND;
import static io.sdnsim.core.engine.SimTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.link.LinkConfig;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.testkit.Pair;
import io.sdnsim.testkit.Pair.Sent;
import io.sdnsim.testkit.RecordingTcpHandler;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** When segments go out: to the picosecond where the RFCs say so. */
final class TcpTimingTest {
  private static final int MSS = 1448;

  private static List<Long> times(List<Sent> sent) {
    return sent.stream().map(Sent::timePs).toList();
  }

  private static TcpHeader tcp(Sent sent) {
    return Objects.requireNonNull(sent.tcp());
  }

  // ------------------------------------------------------------ RFC 6298

  @Test
  void connectToNobody_retriesAtDoublingIntervals_thenTimesOut() {
    Pair pair = new Pair(Pair.Options.latency(10 * MILLISECOND));
    pair.client().cut(true);
    Conversation cut = new Conversation(pair, TcpConfig.RFC, TcpConfig.RFC);
    pair.runUntil(63 * SECOND - 1);
    assertThat(cut.client.closeReason()).isNull();
    pair.runUntil(63 * SECOND);
    assertThat(cut.client.closeReason()).isEqualTo(CloseReason.TIMED_OUT);
    assertThat(times(pair.client().sent()))
        .containsExactly(0L, SECOND, 3 * SECOND, 7 * SECOND, 15 * SECOND, 31 * SECOND);
  }

  @Test
  void dataToASilentPeer_isSentAgainAfterOneTwoFourSeconds() {
    Conversation conversation = Conversation.established();
    conversation.pair.client().cut(true);
    long start = conversation.pair.nowPs();
    conversation.clientSends(100);
    conversation.pair.runFor(16 * SECOND);
    assertThat(times(conversation.pair.client().sentData()))
        .containsExactly(
            start, start + SECOND, start + 3 * SECOND, start + 7 * SECOND, start + 15 * SECOND);
  }

  @Test
  void linuxMinimum_startsAtTwoHundredMilliseconds() {
    Conversation conversation = Conversation.established(TcpConfig.LINUX);
    conversation.pair.client().cut(true);
    long start = conversation.pair.nowPs();
    conversation.clientSends(100);
    conversation.pair.runFor(SECOND);
    assertThat(times(conversation.pair.client().sentData()))
        .containsExactly(start, start + 200 * MILLISECOND, start + 600 * MILLISECOND);
  }

  @Test
  void silentPeer_timesOutAfterTheLastRetry() {
    Conversation conversation = Conversation.established(TcpConfig.RFC.withDataRetries(3));
    conversation.pair.client().cut(true);
    conversation.clientSends(100);
    conversation.pair.runFor(15 * SECOND - 1);
    assertThat(conversation.client.closeReason()).isNull();
    conversation.pair.runFor(1);
    assertThat(conversation.client.closeReason()).isEqualTo(CloseReason.TIMED_OUT);
    assertThat(conversation.pair.client().stack().connectionCount()).isZero();
  }

  @Test
  void timeoutIsCappedAtTheMaximum() {
    Conversation conversation = Conversation.established();
    conversation.pair.client().cut(true);
    conversation.clientSends(100);
    conversation.pair.runFor(400 * SECOND);
    List<Long> times = times(conversation.pair.client().sentData());
    int last = times.size() - 1;
    assertThat(times.get(last) - times.get(last - 1)).isEqualTo(60 * SECOND);
  }

  // ------------------------------------------------------------ RFC 5681, 6582, 6675

  @Test
  void initialWindow_isTenSegments() {
    Conversation conversation = Conversation.established();
    long start = conversation.pair.nowPs();
    conversation.clientSends(100_000);
    List<Sent> burst =
        conversation.pair.client().sentData().stream().filter(s -> s.timePs() == start).toList();
    assertThat(burst).hasSize(10).allMatch(sent -> sent.dataBytes() == MSS);
  }

  @Test
  void initialWindow_afterALostSyn_isOneSegment() {
    Pair pair = new Pair(Pair.Options.latency(10 * MILLISECOND));
    pair.client().lose(0);
    Conversation conversation = new Conversation(pair, TcpConfig.RFC, TcpConfig.RFC);
    conversation.clientSends(100_000);
    pair.runUntil(SECOND + 21 * MILLISECOND);
    assertThat(pair.client().sentData()).hasSize(1);
  }

  @Test
  void slowStart_doublesWithEveryAcknowledgedSegment() {
    TcpConfig everySegment = TcpConfig.RFC.withDelayedAck(0);
    Conversation conversation = Conversation.established(everySegment);
    long start = conversation.pair.nowPs();
    conversation.clientSends(400_000);
    conversation.pair.runFor(60 * MILLISECOND);
    long second =
        conversation.pair.client().sentData().stream()
            .filter(s -> s.timePs() == start + 20 * MILLISECOND)
            .count();
    // Each of the 5 acknowledgments of two segments opens the window by one (RFC 5681 3.1, N to
    // SMSS) beyond the two that it frees.
    assertThat(second).isEqualTo(15);
  }

  private static Conversation withLostData(TcpConfig config, int... lostSegments) {
    Conversation conversation = Conversation.established(config);
    int before = conversation.pair.client().sent().size();
    int[] indices = new int[lostSegments.length];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = before + lostSegments[i];
    }
    conversation.pair.client().lose(indices);
    return conversation;
  }

  @Test
  void thirdDuplicate_retransmitsWithoutWaitingForTheTimer() {
    for (boolean sack : new boolean[] {true, false}) {
      Conversation conversation = withLostData(TcpConfig.RFC.withSack(sack), 0);
      long start = conversation.pair.nowPs();
      conversation.clientSends(10 * MSS);
      conversation.pair.runFor(20 * MILLISECOND);
      List<Sent> data = conversation.pair.client().sentData();
      TcpHeader first = tcp(data.get(0));
      List<Sent> again = data.stream().filter(s -> tcp(s).sequence() == first.sequence()).toList();
      assertThat(times(again)).containsExactly(start, start + 20 * MILLISECOND);
      conversation.pair.runFor(20 * MILLISECOND);
      conversation.assertAllDelivered();
    }
  }

  @Test
  void twoDuplicates_areNotEnough() {
    Conversation conversation = withLostData(TcpConfig.RFC.withSack(false), 0);
    long start = conversation.pair.nowPs();
    conversation.clientSends(3 * MSS);
    conversation.pair.runFor(SECOND - 1);
    assertThat(conversation.pair.client().sentData()).hasSize(3);
    conversation.pair.runFor(100 * MILLISECOND);
    assertThat(conversation.pair.client().sentData().get(3).timePs()).isEqualTo(start + SECOND);
    conversation.assertAllDelivered();
  }

  @Test
  void newReno_repairsOneLossPerRoundTripByPartialAcknowledgments() {
    Conversation conversation = withLostData(TcpConfig.RFC.withSack(false), 1, 3, 5);
    conversation.clientSends(10 * MSS);
    conversation.pair.runFor(20 * MILLISECOND);
    assertThat(conversation.pair.client().sentData()).hasSize(11);
    conversation.pair.runFor(20 * MILLISECOND);
    assertThat(conversation.pair.client().sentData()).hasSize(12);
    conversation.pair.runFor(20 * MILLISECOND);
    assertThat(conversation.pair.client().sentData()).hasSize(13);
    conversation.pair.runFor(10 * MILLISECOND);
    conversation.assertAllDelivered();
  }

  @Test
  void sack_repairsThreeLossesInAboutOneRoundTrip() {
    Conversation conversation = withLostData(TcpConfig.RFC, 1, 3, 5);
    conversation.clientSends(10 * MSS);
    conversation.pair.runFor(30 * MILLISECOND);
    conversation.assertAllDelivered();
    assertThat(conversation.pair.client().sentData()).hasSize(13);
  }

  @Test
  void lossOfTheLastSegments_isRepairedByTheTimer() {
    Conversation conversation = withLostData(TcpConfig.RFC, 8, 9);
    conversation.clientSends(10 * MSS);
    conversation.pair.runFor(2 * SECOND);
    conversation.assertAllDelivered();
  }

  @Test
  void timeout_shrinksTheWindowToOneSegment() {
    Conversation conversation = Conversation.established();
    conversation.pair.client().cut(true);
    conversation.clientSends(20 * MSS);
    conversation.pair.runFor(SECOND);
    conversation.pair.client().cut(false);
    assertThat(conversation.pair.client().sentData()).hasSize(11);
    conversation.pair.runFor(10 * SECOND);
    conversation.assertAllDelivered();
  }

  // ------------------------------------------------------------ acknowledgments

  @Test
  void singleSegment_isAcknowledgedWhenTheDelayIsOver() {
    Conversation conversation = Conversation.established();
    long arrival = conversation.pair.nowPs() + 10 * MILLISECOND;
    int before = conversation.pair.server().sent().size();
    conversation.clientSends(MSS);
    conversation.pair.runFor(SECOND);
    List<Sent> acks = conversation.pair.server().sent();
    assertThat(acks).hasSize(before + 1);
    assertThat(acks.get(before).timePs()).isEqualTo(arrival + 200 * MILLISECOND);
  }

  @Test
  void everySecondSegment_isAcknowledgedAtOnce() {
    Conversation conversation = Conversation.established();
    long arrival = conversation.pair.nowPs() + 10 * MILLISECOND;
    int before = conversation.pair.server().sent().size();
    conversation.clientSends(10 * MSS);
    conversation.pair.runFor(SECOND);
    List<Sent> acks = conversation.pair.server().sent();
    assertThat(acks).hasSize(before + 5);
    assertThat(acks.subList(before, before + 5)).allMatch(s -> s.timePs() == arrival);
  }

  @Test
  void answer_carriesTheAcknowledgment() {
    Conversation conversation = Conversation.established();
    conversation.clientSends(100);
    conversation.pair.runFor(10 * MILLISECOND);
    int before = conversation.pair.server().sent().size();
    conversation.serverSends(100);
    conversation.pair.runFor(10 * MILLISECOND);
    assertThat(conversation.pair.server().sent()).hasSize(before + 1);
    assertThat(conversation.socket.unacknowledgedBytes()).isZero();
  }

  @Test
  void nagle_holdsSmallSegmentsBack_andWithoutItNothingWaits() {
    Conversation patient = Conversation.established(TcpConfig.RFC.withNagle(true));
    Conversation eager = Conversation.established(TcpConfig.RFC);
    for (int i = 0; i < 5; i++) {
      patient.clientSends(10);
      eager.clientSends(10);
    }
    assertThat(patient.pair.client().sentData()).hasSize(1);
    assertThat(eager.pair.client().sentData()).hasSize(5);
    patient.pair.runFor(SECOND);
    assertThat(patient.pair.client().sentData()).hasSize(2);
    patient.assertAllDelivered();
  }

  @Test
  void smallMessages_queuedWhileTheWindowIsFull_travelTogether() {
    Conversation conversation = Conversation.established();
    conversation.pair.client().cut(true);
    for (int i = 0; i < 30; i++) {
      conversation.socket.send(Bytes.of(new byte[1000]));
    }
    List<Sent> data = conversation.pair.client().sentData();
    assertThat(data.get(data.size() - 1).dataBytes()).isLessThanOrEqualTo(MSS);
    conversation.pair.client().cut(false);
    conversation.pair.runFor(10 * SECOND);
    assertThat(conversation.server.receivedBytes()).isEqualTo(30_000);
    assertThat(conversation.pair.client().sentData()).anyMatch(s -> s.dataBytes() == MSS);
  }

  // ------------------------------------------------------------ windows

  @Test
  void closedWindow_isProbedAtGrowingIntervals_andOpensWithTheReader() {
    TcpConfig small = TcpConfig.RFC.withReceiveBuffer(4 * MSS);
    Conversation conversation = Conversation.established(small);
    conversation.server.socket().pauseReading();
    conversation.clientSends(10 * MSS);
    conversation.pair.runFor(8 * SECOND);
    assertThat(conversation.server.receivedBytes()).isZero();
    List<Sent> probes =
        conversation.pair.client().sentData().stream().filter(s -> s.dataBytes() == 1).toList();
    assertThat(probes).hasSize(3);
    long first = probes.get(0).timePs();
    assertThat(probes.get(1).timePs() - first).isEqualTo(2 * SECOND);
    assertThat(probes.get(2).timePs() - probes.get(1).timePs()).isEqualTo(4 * SECOND);
    conversation.server.socket().resumeReading();
    conversation.pair.runFor(SECOND);
    conversation.assertAllDelivered();
  }

  @Test
  void closedWindow_neverTimesOutWhileThePeerAnswers() {
    TcpConfig small = TcpConfig.RFC.withReceiveBuffer(4 * MSS).withDataRetries(3);
    Conversation conversation = Conversation.established(small);
    conversation.server.socket().pauseReading();
    conversation.clientSends(10 * MSS);
    conversation.pair.runFor(3600 * SECOND);
    assertThat(conversation.client.closeReason()).isNull();
    conversation.pair.client().cut(true);
    conversation.pair.runFor(3600 * SECOND);
    assertThat(conversation.client.closeReason()).isEqualTo(CloseReason.TIMED_OUT);
  }

  @Test
  void windowUpdateLost_theProbeFindsTheOpenWindow() {
    TcpConfig small = TcpConfig.RFC.withReceiveBuffer(4 * MSS);
    Conversation conversation = Conversation.established(small);
    conversation.server.socket().pauseReading();
    conversation.clientSends(10 * MSS);
    conversation.pair.runFor(SECOND);
    conversation.pair.server().cut(true);
    conversation.server.socket().resumeReading();
    conversation.pair.server().cut(false);
    conversation.pair.runFor(10 * SECOND);
    conversation.assertAllDelivered();
  }

  @Test
  void windowScaling_fillsAPathThatHoldsMoreThan64Kilobytes() {
    assertThat(throughputBps(TcpConfig.RFC)).isGreaterThan(90_000_000L);
    // Without it at most 65,535 bytes per round trip of 40 ms.
    assertThat(throughputBps(TcpConfig.RFC.withWindowScaling(false)))
        .isLessThan(65_535L * 8 * 25 + 1)
        .isGreaterThan(12_000_000L);
  }

  private static long throughputBps(TcpConfig config) {
    LinkConfig link = new LinkConfig(100_000_000, 20 * MILLISECOND, 1500, 10_000, 0);
    Pair pair = new Pair(Pair.Options.latency(0).withLink(link));
    Conversation conversation = new Conversation(pair, config, config);
    conversation.clientSends(40_000_000);
    pair.runUntil(2 * SECOND);
    long before = conversation.server.receivedBytes();
    pair.runUntil(3 * SECOND);
    return (conversation.server.receivedBytes() - before) * 8;
  }

  @Test
  void smallReader_getsNoSillySegments() {
    TcpConfig small = TcpConfig.RFC.withReceiveBuffer(4 * MSS + 100);
    Conversation conversation = Conversation.established(small);
    conversation.clientSends(40 * MSS);
    conversation.pair.runFor(20 * SECOND);
    conversation.assertAllDelivered();
    assertThat(conversation.pair.client().sentData()).allMatch(s -> s.dataBytes() == MSS);
  }

  // ------------------------------------------------------------ keep-alive, TIME-WAIT, close

  @Test
  void keepAlive_probesAnIdlePeerAndGivesUp() {
    TcpConfig config = TcpConfig.RFC.withKeepAlive(60 * SECOND, 10 * SECOND, 3);
    Conversation conversation =
        new Conversation(new Pair(Pair.Options.latency(10 * MILLISECOND)), config, TcpConfig.RFC);
    conversation.pair.runUntil(SECOND);
    long heard = 20 * MILLISECOND;
    conversation.pair.runUntil(heard + 61 * SECOND);
    assertThat(conversation.client.closeReason()).isNull();
    conversation.pair.client().cut(true);
    int before = conversation.pair.client().sent().size();
    // The answer to the first probe came 20 ms after it.
    long answered = heard + 60 * SECOND + 20 * MILLISECOND;
    conversation.pair.runUntil(answered + 90 * SECOND - 1);
    assertThat(times(conversation.pair.client().sent()).subList(before, before + 3))
        .containsExactly(answered + 60 * SECOND, answered + 70 * SECOND, answered + 80 * SECOND);
    assertThat(conversation.client.closeReason()).isNull();
    conversation.pair.runFor(1);
    assertThat(conversation.client.closeReason()).isEqualTo(CloseReason.TIMED_OUT);
  }

  @Test
  void idleConnection_withoutKeepAlive_staysSilentForEver() {
    Conversation conversation = Conversation.established();
    int before = conversation.pair.client().sent().size();
    conversation.pair.runFor(10_000 * SECOND);
    assertThat(conversation.pair.client().sent()).hasSize(before);
    assertThat(conversation.client.closeReason()).isNull();
  }

  @Test
  void halfClose_letsTheOtherDirectionGoOn() {
    Pair pair = new Pair(Pair.Options.latency(10 * MILLISECOND));
    RecordingTcpHandler server =
        new RecordingTcpHandler() {
          @Override
          public void peerClosed(TcpSocket by) {
            events().add("peerClosed");
          }
        };
    pair.server().stack().listen(TcpConfig.RFC, null, 80, socket -> server);
    RecordingTcpHandler client = new RecordingTcpHandler();
    TcpSocket socket =
        pair.client()
            .stack()
            .connect(
                TcpConfig.RFC,
                null,
                0,
                pair.server().address(),
                80,
                new FlowTag("half", 0, false),
                client);
    socket.send(Bytes.of(new byte[10]));
    pair.runUntil(SECOND);
    socket.close();
    pair.runFor(SECOND);
    assertThat(server.events()).containsExactly("connected", "peerClosed");
    server.socket().send(Bytes.of(new byte[20_000]));
    pair.runFor(SECOND);
    assertThat(client.receivedBytes()).isEqualTo(20_000);
    assertThat(client.closeReason()).isNull();
    server.socket().close();
    pair.runFor(SECOND);
    assertThat(client.closeReason()).isEqualTo(CloseReason.FINISHED);
    assertThat(server.closeReason()).isEqualTo(CloseReason.FINISHED);
  }

  @Test
  void timeWait_lastsTwoSegmentLifetimes_andAnswersARepeatedFin() {
    Conversation conversation = Conversation.established();
    Pair.End client = conversation.pair.client();
    conversation.socket.close();
    // The acknowledgment of the server's FIN is lost.
    client.setFault(
        (index, packet) ->
            packet.transport() instanceof TcpHeader tcp && tcp.flags() == TcpHeader.ACK
                ? Pair.Fate.LOSE
                : Pair.Fate.PASS);
    conversation.pair.runFor(500 * MILLISECOND);
    assertThat(conversation.client.closeReason()).isEqualTo(CloseReason.FINISHED);
    assertThat(conversation.server.closeReason()).isNull();
    client.cut(false);
    conversation.pair.runFor(SECOND);
    assertThat(conversation.server.closeReason()).isEqualTo(CloseReason.FINISHED);
    assertThat(client.stack().connectionCount()).isOne();
    conversation.pair.runFor(TcpConfig.RFC.timeWaitPs());
    assertThat(client.stack().connectionCount()).isZero();
  }

  @Test
  void roundTripOfMicroseconds_keepsTheMinimumTimeout() {
    LinkConfig link = LinkConfig.ethernet(10_000_000_000L, 5 * MICROSECOND);
    Pair pair = new Pair(Pair.Options.latency(0).withLink(link));
    Conversation conversation = new Conversation(pair, TcpConfig.LINUX, TcpConfig.LINUX);
    conversation.clientSends(1_000_000);
    pair.runUntil(SECOND);
    conversation.assertAllDelivered();
    long start = pair.nowPs();
    pair.client().cut(true);
    conversation.clientSends(1);
    pair.runFor(300 * MILLISECOND);
    List<Long> times = times(pair.client().sentData());
    assertThat(times.subList(times.size() - 2, times.size()))
        .containsExactly(start, start + 200 * MILLISECOND);
  }
}
