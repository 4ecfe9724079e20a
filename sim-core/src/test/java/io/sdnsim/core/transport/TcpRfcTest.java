package io.sdnsim.core.transport;

import static io.sdnsim.core.engine.SimTime.SECOND;
import static io.sdnsim.core.packet.TcpHeader.ACK;
import static io.sdnsim.core.packet.TcpHeader.FIN;
import static io.sdnsim.core.packet.TcpHeader.RST;
import static io.sdnsim.core.packet.TcpHeader.SYN;
import static io.sdnsim.core.transport.TcpMachine.IRS;
import static io.sdnsim.core.transport.TcpMachine.ISS;
import static io.sdnsim.core.transport.TcpMachine.PEER_WINDOW;
import static io.sdnsim.core.transport.TcpMachine.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Borders that the RFCs draw: each test names the section that draws it. */
final class TcpRfcTest {
  private static final int MSS = 1460;

  private static TcpInput send(int bytes) {
    return new TcpInput.Send(new BulkBytes(1, 0, bytes));
  }

  private static TcpOptions scale(int shift) {
    return new TcpOptions(MSS, shift, false, false, 0, 0, List.of(), Ipv4Header.noOptions());
  }

  private static int bytes(TcpMachine machine) {
    return machine.transmitted().stream().mapToInt(t -> t.data().lengthBytes()).sum();
  }

  // ------------------------------------------------------------ RFC 9293

  /** RFC 9293 3.10.7.3, first: an unacceptable ACK is answered "unless the RST bit is set". */
  @Test
  void synSent_resetWithAWrongAcknowledgment_isNotAnswered() {
    TcpMachine machine = TcpMachine.synSent(plain());
    machine.arrives(RST | ACK, 0, ISS + 77);
    assertThat(machine.transmitted()).isEmpty();
    assertThat(machine.wasDiscarded()).isTrue();
  }

  /** RFC 9293 3.10.7.4, second: "connection refused" only where this side opened actively. */
  @Test
  void synReceived_reset_refusesTheActiveOpenOnly() {
    TcpMachine passive = TcpMachine.synReceived(plain());
    passive.arrives(RST, IRS + 1, 0);
    assertThat(passive.effects).contains(new TcpEffect.Closed(CloseReason.RESET));

    TcpMachine active = TcpMachine.synSent(plain());
    active.arrives(SYN, IRS, 0, TcpOptions.NONE);
    active.arrives(RST, IRS + 1, 0);
    assertThat(active.effects).contains(new TcpEffect.Closed(CloseReason.REFUSED));
  }

  /** RFC 9293 3.10.7.4, first: with a closed window only what is exactly next is acceptable. */
  @Test
  void closedWindow_emptySegmentBeforeIt_isNotUsed() {
    TcpMachine machine = TcpMachine.established(plain().withReceiveBuffer(100));
    machine.on(new TcpInput.PauseReading());
    machine.dataArrives(IRS + 1, 100);
    machine.on(send(100));
    machine.arrives(ACK, IRS + 50, ISS + 101);
    assertThat(machine.connection.pendingBytes()).isEqualTo(100);
    machine.arrives(ACK, IRS + 101, ISS + 101);
    assertThat(machine.connection.pendingBytes()).isZero();
  }

  /** RFC 9293 3.10.7.4, eighth: in CLOSE-WAIT another FIN changes nothing. */
  @Test
  void closeWait_secondFinBehindTheFirst_changesNothing() {
    TcpMachine machine = TcpMachine.established();
    machine.arrives(ACK | FIN, IRS + 1, ISS + 1);
    machine.arrives(ACK | FIN, IRS + 2, ISS + 1);
    assertThat(machine.connection.state()).isEqualTo(TcpState.CLOSE_WAIT);
    assertThat(machine.onlySegment().acknowledgment()).isEqualTo(IRS + 2);
  }

  /** RFC 9293 3.5.1: a peer that restarted finds out that this side is still open. */
  @Test
  void halfOpen_synOfARestartedPeer_isChallenged_andItsResetEnds() {
    TcpMachine machine = TcpMachine.established();
    machine.arrives(SYN, IRS + 40_000_000, 0, TcpOptions.NONE);
    TcpHeader challenge = machine.onlySegment();
    assertThat(challenge.flags()).isEqualTo(ACK);
    assertThat(challenge.sequence()).isEqualTo(ISS + 1);
    assertThat(challenge.acknowledgment()).isEqualTo(IRS + 1);
    // The restarted peer answers with <SEQ=SEG.ACK><CTL=RST> (3.10.7.3, first).
    machine.arrives(RST, challenge.acknowledgment(), 0);
    assertThat(machine.effects).contains(new TcpEffect.Closed(CloseReason.RESET));
  }

  /** RFC 9293 3.6.1, RFC 6191 2: only a SYN without ACK may replace, and only a newer one. */
  @Test
  void timeWait_isReplacedByANewerTimeStampOrSequenceOnly() {
    TcpMachine machine = TcpMachine.established(plain().withTimestamps(true));
    machine.on(new TcpInput.Close());
    machine.arrives(ACK | FIN, IRS + 1, ISS + 2);
    assertThat(machine.connection.state()).isEqualTo(TcpState.TIME_WAIT);
    int stamp = machine.peerTimestamp;
    assertThat(replaces(machine, SYN, IRS + 1, stamp + 1)).isTrue();
    assertThat(replaces(machine, SYN | ACK, IRS + 1, stamp + 1)).isFalse();
    assertThat(replaces(machine, SYN, IRS + 1, stamp)).isFalse();
    assertThat(replaces(machine, SYN, IRS + 3, stamp)).isTrue();
    assertThat(replaces(machine, SYN, IRS + 3, stamp - 1)).isFalse();
  }

  private static boolean replaces(TcpMachine machine, int flags, int sequence, int stamp) {
    return machine.connection.mayBeReplacedBy(
        new TcpHeader(179, 40_000, sequence, 0, flags, 1, 0, TcpOptions.timestamps(stamp, 0)));
  }

  /** RFC 9293 3.4.1: nothing cuts the 2 MSL short, not even that the program died. */
  @Test
  void orphan_waitsAMinuteForTheFin_thenTheWholeOfTimeWait() {
    TcpMachine machine = TcpMachine.established();
    machine.on(new TcpInput.Orphan());
    machine.arrives(ACK, IRS + 1, ISS + 2);
    assertThat(machine.timers).containsEntry(TcpTimer.ORPHAN, machine.nowPs + 60 * SECOND);
    machine.arrives(ACK | FIN, IRS + 1, ISS + 2);
    assertThat(machine.timers).containsOnlyKeys(TcpTimer.TIME_WAIT);
  }

  /** RFC 9293 3.6.1: a half-open connection whose program died is reset. */
  @Test
  void orphan_inSynReceived_resets() {
    TcpMachine machine = TcpMachine.synReceived(plain());
    machine.on(new TcpInput.Orphan());
    assertThat(machine.onlySegment().flags()).isEqualTo(RST | ACK);
  }

  /** RFC 9293 3.10.7.4, second: in CLOSING a reset ends what both sides had closed. */
  @Test
  void closing_reset_isTheEndThatBothWanted() {
    TcpMachine machine = TcpMachine.established();
    machine.on(new TcpInput.Close());
    machine.arrives(ACK | FIN, IRS + 1, ISS + 1);
    machine.arrives(RST, IRS + 2, 0);
    assertThat(machine.effects).contains(new TcpEffect.Closed(CloseReason.FINISHED));
  }

  /** RFC 9293 3.9.1.4: CLOSE implies a push: Nagle must not hold the last bytes back. */
  @Test
  void close_pushesWhatNagleHeldBack() {
    TcpMachine machine = TcpMachine.established(plain().withNagle(true));
    machine.on(send(100));
    machine.on(send(50));
    assertThat(machine.transmitted()).isEmpty();
    machine.on(new TcpInput.Close());
    assertThat(bytes(machine)).isEqualTo(50);
    assertThat(machine.onlySegment().has(FIN)).isTrue();
  }

  /** RFC 9293 3.8.6.2.1 (3): half of the largest window is worth a segment. */
  @Test
  void halfOfTheLargestWindow_isSentAtOnce_lessIsNot() {
    TcpMachine machine = TcpMachine.synSent(plain());
    machine.arrives(SYN | ACK, IRS, ISS + 1, 1000, TcpOptions.NONE, Payload.EMPTY);
    machine.arrives(ACK, IRS + 1, ISS + 1, 400, TcpOptions.NONE, Payload.EMPTY);
    machine.on(send(3000));
    assertThat(machine.transmitted()).isEmpty();
    machine.arrives(ACK, IRS + 1, ISS + 1, 500, TcpOptions.NONE, Payload.EMPTY);
    assertThat(bytes(machine)).isEqualTo(500);
  }

  /** RFC 9293 3.8.6.2.2: the right edge stays until it can move by a worthwhile step. */
  @Test
  void offeredWindow_doesNotCreepForward() {
    TcpMachine machine = TcpMachine.established(plain().withReceiveBuffer(10_000));
    machine.dataArrives(IRS + 1, 100);
    machine.expire(TcpTimer.DELAYED_ACK);
    assertThat(machine.onlySegment().window()).isEqualTo(9_900);
  }

  /** RFC 9293 3.8.3 (R2): a peer that answers no probe is given up after the retries. */
  @Test
  void unansweredProbes_endAfterTheRetries() {
    TcpMachine machine = TcpMachine.established(plain().withDataRetries(2));
    machine.arrives(ACK, IRS + 1, ISS + 1, 0, TcpOptions.NONE, Payload.EMPTY);
    machine.on(send(10));
    for (int probe = 0; probe < 2; probe++) {
      machine.expire(TcpTimer.PERSIST);
      assertThat(machine.transmitted()).hasSize(1);
    }
    machine.expire(TcpTimer.PERSIST);
    assertThat(machine.transmitted()).isEmpty();
    assertThat(machine.effects).contains(new TcpEffect.Closed(CloseReason.TIMED_OUT));
  }

  /** RFC 9293 3.7.1: what the peer's MSS option says, but never so little that nothing fits. */
  @Test
  void tinyMssOption_isTakenAsFortyEight() {
    TcpMachine machine = TcpMachine.synSent(plain());
    TcpOptions tiny =
        new TcpOptions(
            10, TcpOptions.ABSENT, false, false, 0, 0, List.of(), Ipv4Header.noOptions());
    machine.arrives(SYN | ACK, IRS, ISS + 1, tiny);
    machine.on(send(100));
    assertThat(machine.transmitted().get(0).data().lengthBytes()).isEqualTo(48);
  }

  // ------------------------------------------------------------ RFC 7323

  /** RFC 7323 2.3: the shift is at most 14, our own and what is believed of the peer's. */
  @Test
  void windowScale_isAtMostFourteen_inBothDirections() {
    TcpConfig config = plain().withWindowScaling(true);
    TcpMachine large =
        TcpMachine.synSent(config.withReceiveBuffer(TcpConfig.MAX_RECEIVE_BUFFER_BYTES));
    assertThat(large.onlySegment().options().windowScale()).isEqualTo(14);

    TcpMachine machine = TcpMachine.synSent(config);
    machine.arrives(SYN | ACK, IRS, ISS + 1, scale(15));
    machine.on(send(100_000));
    int sent = bytes(machine);
    for (int segment = 1; segment <= 10; segment++) {
      int acknowledged = ISS + 1 + segment * MSS;
      machine.arrives(ACK, IRS + 1, acknowledged, 1, TcpOptions.NONE, Payload.EMPTY);
      sent += bytes(machine);
    }
    // 1 << 14 takes eleven whole segments.
    assertThat(sent - 10 * MSS).isEqualTo(11 * MSS);
  }

  /** RFC 7323 5.5: after 24 days the remembered time stamp says nothing any more. */
  @Test
  void oldTimeStamp_isBelievedAfterTwentyFourDays() {
    TcpMachine machine = TcpMachine.established(plain().withTimestamps(true));
    machine.peerTimestamp = 200;
    machine.dataArrives(IRS + 1, 10);
    machine.nowPs += 24L * 86_400 * SECOND;
    machine.peerTimestamp = 199;
    machine.dataArrives(IRS + 11, 10);
    assertThat(machine.wasDiscarded()).isTrue();
    machine.nowPs += 1;
    machine.dataArrives(IRS + 11, 10);
    assertThat(machine.receivedBytes()).isEqualTo(10);
  }

  // ------------------------------------------------------------ RFC 5681, RFC 6298, RFC 1191

  /** RFC 5681 2: a duplicate carries no data and tells the same window. */
  @Test
  void acknowledgmentsWithDataOrAnotherWindow_areNoDuplicates() {
    TcpMachine machine = TcpMachine.established();
    machine.on(send(5 * MSS));
    for (int i = 0; i < 4; i++) {
      machine.dataArrives(IRS + 1 + i * 10, 10);
      assertThat(bytes(machine)).isZero();
    }
    for (int i = 1; i <= 4; i++) {
      machine.arrives(ACK, IRS + 41, ISS + 1, PEER_WINDOW - i, TcpOptions.NONE, Payload.EMPTY);
      assertThat(machine.transmitted()).isEmpty();
    }
  }

  /** RFC 1191 3: a Datagram Too Big message never raises the estimate. */
  @Test
  void pathMtu_neverGrowsByAnError() {
    TcpMachine machine = TcpMachine.established();
    machine.on(send(MSS));
    machine.on(new TcpInput.PathMtu(600, ISS + 1));
    machine.on(new TcpInput.PathMtu(1500, ISS + 1));
    machine.on(send(MSS));
    assertThat(machine.transmitted().get(0).data().lengthBytes()).isEqualTo(560);
  }

  /** RFC 5681 3.1 (2): the window grows by the segment size that the path takes now. */
  @Test
  void pathMtu_isTheSegmentSizeOfCongestionControl() {
    TcpMachine machine = TcpMachine.established();
    machine.on(send(10 * MSS));
    machine.on(new TcpInput.PathMtu(600, ISS + 1));
    long before = machine.connection.congestionWindowBytes();
    machine.arrives(ACK, IRS + 1, ISS + 1 + 2 * 560);
    assertThat(machine.connection.congestionWindowBytes()).isEqualTo(before + 560);
  }

  /** RFC 5681 3.1 (4): ssthresh is never below two segments. */
  @Test
  void threshold_isAtLeastTwoSegments() {
    CongestionWindow window = new CongestionWindow();
    window.start(MSS, false);
    window.timedOut(MSS, true, false);
    assertThat(window.thresholdBytes()).isEqualTo(2 * MSS);
    assertThat(window.bytes()).isEqualTo(MSS);
  }

  /** RFC 6928 2: IW = min (10*MSS, max (2*MSS, 14600)). */
  @Test
  void initialWindow_ofLargerSegments_isLimitedInBytes() {
    assertThat(initialWindow(1000)).isEqualTo(10_000);
    assertThat(initialWindow(2000)).isEqualTo(14_600);
    assertThat(initialWindow(8960)).isEqualTo(17_920);
  }

  private static long initialWindow(int segmentBytes) {
    CongestionWindow window = new CongestionWindow();
    window.start(segmentBytes, false);
    return window.bytes();
  }

  /** RFC 5681 3.1: a window that its user fills less than by half does not grow. */
  @Test
  void unusedWindow_doesNotGrow() {
    CongestionWindow window = new CongestionWindow();
    window.start(MSS, false);
    window.acknowledged(MSS, 5 * MSS - 1);
    assertThat(window.bytes()).isEqualTo(10 * MSS);
    window.acknowledged(MSS, 5 * MSS);
    assertThat(window.bytes()).isEqualTo(11 * MSS);
  }

  /** RFC 6582 3.2 (3): a segment is added back when at least one whole one was acknowledged. */
  @Test
  void partialAcknowledgment_addsBackAWholeSegmentOnly() {
    CongestionWindow window = new CongestionWindow();
    window.start(MSS, false);
    window.enterFastRecovery(10 * MSS);
    assertThat(window.bytes()).isEqualTo(8 * MSS);
    window.partiallyAcknowledged(MSS);
    assertThat(window.bytes()).isEqualTo(8 * MSS);
    window.partiallyAcknowledged(MSS - 1);
    assertThat(window.bytes()).isEqualTo(7 * MSS + 1);
  }

  /** RFC 6298 2.2, 2.3: RTTVAR starts with R/2; alpha 1/8, beta 1/4, K 4. */
  @Test
  void retransmissionTimeout_isComputedAsTheRfcSays() {
    RttEstimator rtt = new RttEstimator(TcpConfig.RFC);
    rtt.sample(2 * SECOND, 1);
    assertThat(rtt.rtoPs()).isEqualTo(6 * SECOND);
    rtt.sample(4 * SECOND, 1);
    // SRTT 2.25 s, RTTVAR 1.25 s.
    assertThat(rtt.smoothedPs()).isEqualTo(9 * SECOND / 4);
    assertThat(rtt.rtoPs()).isEqualTo(29 * SECOND / 4);
  }
}
