package io.sdnsim.core.transport;

import static io.sdnsim.core.engine.SimTime.MILLISECOND;
import static io.sdnsim.core.engine.SimTime.SECOND;
import static io.sdnsim.core.packet.TcpHeader.ACK;
import static io.sdnsim.core.packet.TcpHeader.FIN;
import static io.sdnsim.core.packet.TcpHeader.PSH;
import static io.sdnsim.core.packet.TcpHeader.RST;
import static io.sdnsim.core.packet.TcpHeader.SYN;
import static io.sdnsim.core.transport.TcpMachine.IRS;
import static io.sdnsim.core.transport.TcpMachine.ISS;
import static io.sdnsim.core.transport.TcpMachine.PEER_WINDOW;
import static io.sdnsim.core.transport.TcpMachine.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.packet.TcpOptions.SackBlock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The machine alone, with explicit time (RFC 9293 3.10, RFC 5961, RFC 7323, RFC 2018). */
final class TcpConnectionTest {
  private static final Payload SOME = new BulkBytes(1, 0, 100);

  // ------------------------------------------------------------ opening

  @Test
  void connect_offersAllOptions() {
    TcpMachine machine = TcpMachine.synSent(TcpConfig.RFC);
    TcpHeader syn = machine.onlySegment();
    assertThat(syn.flags()).isEqualTo(SYN);
    assertThat(syn.sequence()).isEqualTo(ISS);
    assertThat(syn.acknowledgment()).isZero();
    assertThat(syn.window()).isEqualTo(65_535);
    assertThat(syn.options())
        .isEqualTo(new TcpOptions(1460, 5, true, true, 0, 0, List.of(), Ipv4Header.noOptions()));
  }

  @Test
  void synReceived_answersOnlyWithOptionsThatWereOffered() {
    TcpMachine machine = TcpMachine.listening(TcpConfig.RFC);
    machine.arrives(SYN, IRS, 0, TcpOptions.NONE);
    TcpHeader answer = machine.onlySegment();
    assertThat(answer.flags()).isEqualTo(SYN | ACK);
    assertThat(answer.acknowledgment()).isEqualTo(IRS + 1);
    assertThat(answer.options())
        .isEqualTo(
            new TcpOptions(
                1460, TcpOptions.ABSENT, false, false, 0, 0, List.of(), Ipv4Header.noOptions()));
  }

  @Test
  void peerWithoutMssOption_getsTheDefaultSize() {
    TcpMachine machine = TcpMachine.synSent(plain());
    machine.arrives(SYN | ACK, IRS, ISS + 1, TcpOptions.NONE);
    machine.on(new TcpInput.Send(new BulkBytes(1, 0, 2000)));
    assertThat(machine.transmitted().get(0).data().lengthBytes()).isEqualTo(536);
  }

  @Test
  void simultaneousOpen_endsEstablished() {
    TcpMachine machine = TcpMachine.synSent(plain());
    machine.arrives(SYN, IRS, 0, TcpOptions.NONE);
    assertThat(machine.connection.state()).isEqualTo(TcpState.SYN_RECEIVED);
    TcpHeader answer = machine.onlySegment();
    assertThat(answer.flags()).isEqualTo(SYN | ACK);
    assertThat(answer.sequence()).isEqualTo(ISS);
    machine.arrives(SYN | ACK, IRS, ISS + 1, TcpOptions.NONE);
    assertThat(machine.onlySegment().flags()).isEqualTo(ACK);
    machine.arrives(ACK, IRS + 1, ISS + 1);
    assertThat(machine.connection.state()).isEqualTo(TcpState.ESTABLISHED);
    assertThat(machine.effects).contains(new TcpEffect.Connected());
  }

  @Test
  void synSent_acknowledgmentOfSomethingElse_isAnsweredWithItsReset() {
    TcpMachine machine = TcpMachine.synSent(plain());
    machine.arrives(SYN | ACK, IRS, ISS + 77);
    assertThat(machine.onlySegment().flags()).isEqualTo(RST);
    assertThat(machine.onlySegment().sequence()).isEqualTo(ISS + 77);
    assertThat(machine.connection.state()).isEqualTo(TcpState.SYN_SENT);
  }

  @Test
  void synSent_resetWithoutAcknowledgment_isIgnored() {
    TcpMachine machine = TcpMachine.synSent(plain());
    machine.arrives(RST, IRS, 0);
    assertThat(machine.wasDiscarded()).isTrue();
    assertThat(machine.connection.state()).isEqualTo(TcpState.SYN_SENT);
  }

  @Test
  void synReceived_repeatedSyn_getsTheAnswerAgain() {
    TcpMachine machine = TcpMachine.synReceived(plain());
    machine.arrives(SYN, IRS, 0, TcpOptions.NONE);
    assertThat(machine.onlySegment().flags()).isEqualTo(SYN | ACK);
  }

  @Test
  void synReceived_wrongAcknowledgment_isReset() {
    TcpMachine machine = TcpMachine.synReceived(plain());
    machine.arrives(ACK, IRS + 1, ISS + 5);
    assertThat(machine.onlySegment().flags()).isEqualTo(RST);
    assertThat(machine.onlySegment().sequence()).isEqualTo(ISS + 5);
  }

  @Test
  void synReceived_closedByItsUser_sendsFinOnceEstablished() {
    TcpMachine machine = TcpMachine.synReceived(plain());
    machine.on(new TcpInput.Send(SOME));
    machine.on(new TcpInput.Close());
    assertThat(machine.transmitted()).isEmpty();
    machine.arrives(ACK, IRS + 1, ISS + 1);
    assertThat(machine.connection.state()).isEqualTo(TcpState.FIN_WAIT_1);
    assertThat(machine.onlySegment().flags()).isEqualTo(ACK | PSH | FIN);
  }

  // ------------------------------------------------------------ RFC 5961

  @Test
  void resetExactlyInSequence_ends_elsewhereInTheWindow_isChallenged() {
    TcpMachine machine = TcpMachine.established();
    machine.arrives(RST, IRS + 2, 0);
    assertThat(machine.wasDiscarded()).isTrue();
    assertThat(machine.onlySegment().flags()).isEqualTo(ACK);
    machine.arrives(RST, IRS - 1, 0);
    assertThat(machine.transmitted()).isEmpty();
    assertThat(machine.connection.state()).isEqualTo(TcpState.ESTABLISHED);
    machine.arrives(RST, IRS + 1, 0);
    assertThat(machine.effects).contains(new TcpEffect.Closed(CloseReason.RESET));
  }

  @Test
  void synInTheWindow_isChallenged() {
    TcpMachine machine = TcpMachine.established();
    machine.arrives(SYN, IRS + 100, 0);
    assertThat(machine.wasDiscarded()).isTrue();
    assertThat(machine.onlySegment().flags()).isEqualTo(ACK);
    assertThat(machine.connection.state()).isEqualTo(TcpState.ESTABLISHED);
  }

  @Test
  void challenges_areLimitedPerSecond() {
    TcpMachine machine = TcpMachine.established();
    int answers = 0;
    for (int i = 0; i < 50; i++) {
      machine.arrives(SYN, IRS + 100, 0);
      answers += machine.transmitted().size();
    }
    assertThat(answers).isEqualTo(10);
    machine.nowPs += SECOND;
    machine.arrives(SYN, IRS + 100, 0);
    assertThat(machine.transmitted()).hasSize(1);
  }

  /** RFC 5927 4.1: whoever makes errors up has to guess what is on the way. */
  @Test
  void icmpErrorAboutWhatIsNotOnTheWay_isIgnored() {
    TcpMachine attempt = TcpMachine.synSent(plain());
    attempt.on(new TcpInput.Unreachable(true, ISS + 1));
    attempt.on(new TcpInput.Unreachable(true, ISS - 1));
    assertThat(attempt.connection.state()).isEqualTo(TcpState.SYN_SENT);
    attempt.on(new TcpInput.Unreachable(true, ISS));
    assertThat(attempt.effects).contains(new TcpEffect.Closed(CloseReason.UNREACHABLE));

    TcpMachine machine = TcpMachine.established();
    machine.on(new TcpInput.Send(new BulkBytes(1, 0, 1460)));
    machine.on(new TcpInput.PathMtu(600, ISS + 1461));
    machine.on(new TcpInput.Send(new BulkBytes(1, 1460, 1460)));
    assertThat(machine.transmitted().get(0).data().lengthBytes()).isEqualTo(1460);
    machine.on(new TcpInput.PathMtu(600, ISS + 1));
    machine.on(new TcpInput.Send(new BulkBytes(1, 2920, 1460)));
    assertThat(machine.transmitted().get(0).data().lengthBytes()).isEqualTo(560);
  }

  @Test
  void emptySegmentsOutsideOfTheWindow_areAnsweredWithinLimits_dataAlways() {
    TcpMachine machine = TcpMachine.established();
    machine.dataArrives(IRS + 1, 100);
    int answers = 0;
    for (int i = 0; i < 50; i++) {
      machine.arrives(ACK, IRS + 1, ISS + 1);
      answers += machine.transmitted().size();
    }
    assertThat(answers).isEqualTo(10);
    for (int i = 0; i < 50; i++) {
      machine.dataArrives(IRS + 1, 100);
      assertThat(machine.onlySegment().acknowledgment()).isEqualTo(IRS + 101);
    }
  }

  @Test
  void acknowledgmentOfTheFuture_andOfTheDistantPast_isChallenged() {
    TcpMachine machine = TcpMachine.established();
    machine.arrives(ACK, IRS + 1, ISS + 2);
    assertThat(machine.wasDiscarded()).isTrue();
    assertThat(machine.onlySegment().flags()).isEqualTo(ACK);
    machine.arrives(ACK, IRS + 1, ISS - PEER_WINDOW);
    assertThat(machine.wasDiscarded()).isTrue();
    machine.arrives(ACK, IRS + 1, ISS);
    assertThat(machine.wasDiscarded()).isFalse();
  }

  // ------------------------------------------------------------ sequence numbers

  @Test
  void dataOutsideTheWindow_isDiscardedAndAcknowledged() {
    TcpMachine machine = TcpMachine.established(plain().withReceiveBuffer(4000));
    machine.dataArrives(IRS + 1 + 4000, 10);
    assertThat(machine.wasDiscarded()).isTrue();
    assertThat(machine.onlySegment().acknowledgment()).isEqualTo(IRS + 1);
  }

  @Test
  void dataAcrossTheEdges_isTrimmed() {
    TcpMachine machine = TcpMachine.established(plain().withReceiveBuffer(4000));
    machine.dataArrives(IRS + 1, 1000);
    assertThat(machine.receivedBytes()).isEqualTo(1000);
    machine.dataArrives(IRS + 501, 1000);
    assertThat(machine.receivedBytes()).isEqualTo(500);
    machine.on(new TcpInput.PauseReading());
    machine.dataArrives(IRS + 1501, 3000);
    machine.dataArrives(IRS + 4501, 3000);
    assertThat(machine.onlySegment().window()).isZero();
    machine.on(new TcpInput.ResumeReading());
    assertThat(machine.receivedBytes()).isEqualTo(4000);
    assertThat(machine.onlySegment().window()).isEqualTo(4000);
  }

  @Test
  void duplicateData_isUsedUpAndAcknowledgedAtOnce() {
    TcpMachine machine = TcpMachine.established();
    machine.dataArrives(IRS + 1, 100);
    machine.dataArrives(IRS + 1, 100);
    assertThat(machine.wasDiscarded()).isFalse();
    assertThat(machine.receivedBytes()).isZero();
    assertThat(machine.onlySegment().acknowledgment()).isEqualTo(IRS + 101);
  }

  @Test
  void sequenceNumbersWrap() {
    TcpConnection connection = new TcpConnection(plain(), new TcpSetup(1, 2, false, 1500, -50, 0));
    List<TcpEffect> effects = new ArrayList<>();
    connection.on(0, new TcpInput.Connect(), effects::add);
    TcpHeader synAck =
        new TcpHeader(2, 1, Integer.MAX_VALUE, -49, SYN | ACK, 9000, 0, TcpOptions.NONE);
    connection.on(1, new TcpInput.SegmentArrived(synAck, Payload.EMPTY), effects::add);
    connection.on(2, new TcpInput.Send(SOME), effects::add);
    effects.clear();
    TcpHeader reply = new TcpHeader(2, 1, Integer.MIN_VALUE, 51, ACK, 9000, 0, TcpOptions.NONE);
    connection.on(3, new TcpInput.SegmentArrived(reply, SOME), effects::add);
    assertThat(effects).contains(new TcpEffect.Received(SOME), new TcpEffect.Drained());
  }

  // ------------------------------------------------------------ SACK

  @Test
  void gaps_areReportedNewestFirst_andForgottenWhenFilled() {
    TcpMachine machine = TcpMachine.established(plain().withSack(true));
    machine.dataArrives(IRS + 101, 100);
    machine.dataArrives(IRS + 301, 100);
    machine.dataArrives(IRS + 501, 100);
    assertThat(machine.onlySegment().options().sackBlocks())
        .containsExactly(
            new SackBlock(IRS + 501, IRS + 601),
            new SackBlock(IRS + 301, IRS + 401),
            new SackBlock(IRS + 101, IRS + 201));
    machine.dataArrives(IRS + 201, 100);
    assertThat(machine.onlySegment().options().sackBlocks())
        .containsExactly(new SackBlock(IRS + 101, IRS + 401), new SackBlock(IRS + 501, IRS + 601));
    machine.dataArrives(IRS + 1, 100);
    assertThat(machine.receivedBytes()).isEqualTo(400);
    assertThat(machine.onlySegment().options().sackBlocks())
        .containsExactly(new SackBlock(IRS + 501, IRS + 601));
    machine.dataArrives(IRS + 401, 100);
    assertThat(machine.receivedBytes()).isEqualTo(200);
    assertThat(machine.onlySegment().options().sackBlocks()).isEmpty();
  }

  @Test
  void besideTimeStamps_threeBlocksFit_aloneFour() {
    for (boolean timestamps : new boolean[] {true, false}) {
      TcpMachine machine =
          TcpMachine.established(plain().withSack(true).withTimestamps(timestamps));
      for (int i = 0; i < 6; i++) {
        machine.dataArrives(IRS + 101 + 200 * i, 100);
      }
      TcpOptions options = machine.onlySegment().options();
      assertThat(options.sackBlocks()).hasSize(timestamps ? 3 : 4);
      assertThat(options.lengthBytes()).isLessThanOrEqualTo(40);
      machine.on(new TcpInput.Send(new BulkBytes(1, 0, 3000)));
      TcpEffect.Transmit data = machine.transmitted().get(0);
      assertThat(data.data().lengthBytes() + data.header().lengthBytes()).isEqualTo(1480);
    }
  }

  // ------------------------------------------------------------ RFC 7323

  @Test
  void oldTimeStamp_isRefused_andAcknowledged() {
    TcpMachine machine = TcpMachine.established(plain().withTimestamps(true));
    machine.peerTimestamp = 200;
    machine.dataArrives(IRS + 1, 10);
    machine.peerTimestamp = 199;
    machine.dataArrives(IRS + 11, 10);
    assertThat(machine.wasDiscarded()).isTrue();
    assertThat(machine.receivedBytes()).isZero();
    assertThat(machine.onlySegment().options().timestampEcho()).isEqualTo(200);
    machine.peerTimestamp = 200;
    machine.dataArrives(IRS + 11, 10);
    assertThat(machine.receivedBytes()).isEqualTo(10);
  }

  @Test
  void segmentWithoutTimeStamp_isRefused_butAResetIsNot() {
    TcpMachine machine = TcpMachine.established(plain().withTimestamps(true));
    machine.timestamps = false;
    machine.dataArrives(IRS + 1, 10);
    assertThat(machine.wasDiscarded()).isTrue();
    machine.arrives(RST, IRS + 1, 0);
    assertThat(machine.connection.state()).isEqualTo(TcpState.CLOSED);
  }

  @Test
  void segmentBehindAGap_doesNotMoveTheEchoedTimeStamp() {
    TcpMachine machine = TcpMachine.established(plain().withTimestamps(true));
    machine.peerTimestamp = 300;
    machine.dataArrives(IRS + 101, 10);
    assertThat(machine.onlySegment().options().timestampEcho()).isEqualTo(100);
  }

  @Test
  void roundTripTime_isMeasuredByTheEcho_alsoOfRetransmissions() {
    TcpMachine machine = TcpMachine.established(plain().withTimestamps(true));
    machine.nowPs = SECOND;
    machine.on(new TcpInput.Send(SOME));
    machine.expire(TcpTimer.RETRANSMIT);
    machine.nowPs += 40 * MILLISECOND;
    machine.echo = 2000;
    machine.arrives(ACK, IRS + 1, ISS + 101);
    // 7/8 of the handshake's 10 ms and 1/8 of 40 ms.
    assertThat(machine.connection.smoothedRttPs()).isEqualTo(13_750_000_000L);
  }

  @Test
  void withoutTimeStamps_aRetransmittedSegmentIsNoSample_andTheBackoffStays() {
    TcpMachine machine = TcpMachine.established();
    machine.on(new TcpInput.Send(SOME));
    machine.expire(TcpTimer.RETRANSMIT);
    long backedOff = machine.connection.rtoPs();
    assertThat(backedOff).isEqualTo(2 * SECOND);
    long before = machine.connection.smoothedRttPs();
    machine.nowPs += 40 * MILLISECOND;
    machine.arrives(ACK, IRS + 1, ISS + 101);
    assertThat(machine.connection.smoothedRttPs()).isEqualTo(before);
    assertThat(machine.connection.rtoPs()).isEqualTo(backedOff);
    machine.on(new TcpInput.Send(SOME));
    machine.nowPs += 40 * MILLISECOND;
    machine.arrives(ACK, IRS + 1, ISS + 201);
    assertThat(machine.connection.rtoPs()).isEqualTo(SECOND);
  }

  @Test
  void fastRetransmittedSegment_isNoSample() {
    TcpMachine machine = TcpMachine.established();
    long before = machine.connection.smoothedRttPs();
    machine.on(new TcpInput.Send(new BulkBytes(1, 0, 6000)));
    for (int i = 0; i < 3; i++) {
      machine.arrives(ACK, IRS + 1, ISS + 1);
    }
    assertThat(machine.transmitted().get(0).header().sequence()).isEqualTo(ISS + 1);
    machine.nowPs += 500 * MILLISECOND;
    machine.arrives(ACK, IRS + 1, ISS + 6001);
    assertThat(machine.connection.smoothedRttPs()).isEqualTo(before);
  }

  // ------------------------------------------------------------ windows

  @Test
  void olderSegment_doesNotChangeTheWindow() {
    TcpMachine machine = TcpMachine.established();
    machine.dataArrives(IRS + 1, 100);
    machine.arrives(ACK, IRS + 101, ISS + 1, 700, TcpOptions.NONE, Payload.EMPTY);
    machine.on(new TcpInput.Send(new BulkBytes(1, 0, 10_000)));
    assertThat(machine.transmitted()).isEmpty();
    machine.expire(TcpTimer.PERSIST);
    assertThat(machine.transmitted().get(0).data().lengthBytes()).isEqualTo(700);
  }

  /** RFC 9293 3.10.7.4 (SND.WL1). */
  @Test
  void segmentThatWasOvertaken_doesNotChangeTheWindow() {
    TcpMachine machine = TcpMachine.established();
    machine.arrives(ACK, IRS + 101, ISS + 1, 700, TcpOptions.NONE, Payload.EMPTY);
    machine.dataArrives(IRS + 1, 100);
    assertThat(machine.receivedBytes()).isEqualTo(100);
    machine.on(new TcpInput.Send(new BulkBytes(1, 0, 10_000)));
    assertThat(sentBytes(machine)).isZero();
  }

  /** RFC 9293 3.10.7.4 (SND.WL2). */
  @Test
  void acknowledgmentThatWasOvertaken_doesNotChangeTheWindow() {
    TcpMachine machine = TcpMachine.established();
    machine.on(new TcpInput.Send(new BulkBytes(1, 0, 2920)));
    machine.arrives(ACK, IRS + 1, ISS + 2921, 700, TcpOptions.NONE, Payload.EMPTY);
    machine.arrives(ACK, IRS + 1, ISS + 1461, PEER_WINDOW, TcpOptions.NONE, Payload.EMPTY);
    machine.on(new TcpInput.Send(new BulkBytes(1, 2920, 10_000)));
    assertThat(sentBytes(machine)).isZero();
    machine.arrives(ACK, IRS + 1, ISS + 2921, PEER_WINDOW, TcpOptions.NONE, Payload.EMPTY);
    assertThat(sentBytes(machine)).isEqualTo(10_000);
  }

  private static int sentBytes(TcpMachine machine) {
    return machine.transmitted().stream().mapToInt(segment -> segment.data().lengthBytes()).sum();
  }

  /** RFC 7323 2.2. */
  @Test
  void windowOfASyn_isNotScaled_inEitherDirection() {
    TcpConfig config = TcpConfig.RFC.withTimestamps(false).withSack(false);
    TcpOptions scale4 =
        new TcpOptions(1460, 4, false, false, 0, 0, List.of(), Ipv4Header.noOptions());
    TcpMachine client = TcpMachine.synSent(config);
    client.arrives(SYN | ACK, IRS, ISS + 1, 1000, scale4, Payload.EMPTY);
    client.on(new TcpInput.Send(new BulkBytes(1, 0, 20_000)));
    assertThat(sentBytes(client)).isEqualTo(1000);
    client.arrives(ACK, IRS + 1, ISS + 1001, 1000, TcpOptions.NONE, Payload.EMPTY);
    assertThat(sentBytes(client)).isEqualTo(10 * 1460);

    TcpMachine server = TcpMachine.listening(config);
    server.arrives(SYN, IRS, 0, 1000, scale4, Payload.EMPTY);
    assertThat(server.onlySegment().window()).isEqualTo(65_535);
  }

  /** RFC 1122 4.2.2.17: a peer may keep its window closed as long as it answers. */
  @Test
  void windowClosedOnDataUnderway_neverTimesOutWhileThePeerAnswers() {
    TcpMachine machine = TcpMachine.established(plain().withDataRetries(3));
    machine.on(new TcpInput.Send(new BulkBytes(1, 0, 2920)));
    machine.arrives(ACK, IRS + 1, ISS + 1461, 0, TcpOptions.NONE, Payload.EMPTY);
    for (int i = 0; i < 20; i++) {
      machine.expire(TcpTimer.RETRANSMIT);
      machine.arrives(ACK, IRS + 1, ISS + 1461, 0, TcpOptions.NONE, Payload.EMPTY);
    }
    assertThat(machine.connection.state()).isEqualTo(TcpState.ESTABLISHED);
    for (int i = 0; i < 4; i++) {
      machine.expire(TcpTimer.RETRANSMIT);
    }
    assertThat(machine.effects).contains(new TcpEffect.Closed(CloseReason.TIMED_OUT));
  }

  @Test
  void shrunkenWindow_stillLetsRetransmissionsThrough() {
    TcpMachine machine = TcpMachine.established();
    machine.on(new TcpInput.Send(new BulkBytes(1, 0, 2920)));
    machine.arrives(ACK, IRS + 1, ISS + 1461, 0, TcpOptions.NONE, Payload.EMPTY);
    assertThat(machine.transmitted()).isEmpty();
    machine.expire(TcpTimer.RETRANSMIT);
    assertThat(machine.transmitted().get(0).header().sequence()).isEqualTo(ISS + 1461);
  }

  @Test
  void advertisedWindow_neverShrinks_andGrowsInWorthwhileSteps() {
    TcpMachine machine = TcpMachine.established(plain().withReceiveBuffer(10_000));
    machine.on(new TcpInput.PauseReading());
    int edge = 0;
    int sequence = IRS + 1;
    for (int i = 0; i < 25; i++) {
      machine.dataArrives(sequence, 400);
      sequence += 400;
      for (TcpEffect.Transmit ack : machine.transmitted()) {
        int newEdge = ack.header().acknowledgment() + ack.header().window();
        assertThat(newEdge).isGreaterThanOrEqualTo(edge);
        edge = newEdge;
      }
    }
    assertThat(edge).isEqualTo(IRS + 1 + 10_000);
  }

  // ------------------------------------------------------------ closing

  @Test
  void finBehindAGap_waitsForTheGap() {
    TcpMachine machine = TcpMachine.established();
    machine.arrives(
        ACK | FIN, IRS + 101, ISS + 1, PEER_WINDOW, TcpOptions.NONE, TcpMachine.data(0, 100));
    assertThat(machine.connection.state()).isEqualTo(TcpState.ESTABLISHED);
    machine.dataArrives(IRS + 1, 100);
    assertThat(machine.receivedBytes()).isEqualTo(200);
    machine.arrives(ACK | FIN, IRS + 201, ISS + 1);
    assertThat(machine.connection.state()).isEqualTo(TcpState.CLOSE_WAIT);
    assertThat(machine.effects).contains(new TcpEffect.PeerClosed());
    assertThat(machine.onlySegment().acknowledgment()).isEqualTo(IRS + 202);
  }

  @Test
  void simultaneousClose_passesThroughClosing() {
    TcpMachine machine = TcpMachine.established();
    machine.on(new TcpInput.Close());
    assertThat(machine.onlySegment().flags()).isEqualTo(ACK | FIN);
    machine.arrives(ACK | FIN, IRS + 1, ISS + 1);
    assertThat(machine.connection.state()).isEqualTo(TcpState.CLOSING);
    machine.arrives(ACK, IRS + 2, ISS + 2);
    assertThat(machine.connection.state()).isEqualTo(TcpState.TIME_WAIT);
    assertThat(machine.effects).contains(new TcpEffect.Closed(CloseReason.FINISHED));
    assertThat(machine.timers).containsOnlyKeys(TcpTimer.TIME_WAIT);
    machine.expire(TcpTimer.TIME_WAIT);
    assertThat(machine.effects)
        .containsExactly(new TcpEffect.StateChanged(TcpState.CLOSED), new TcpEffect.Deleted());
  }

  /** RFC 9293 3.10.7.4, eighth: the 2 MSL begin again, for our last acknowledgment was lost. */
  @Test
  void timeWait_repeatedFin_isAcknowledgedAndWaitsOnceMore() {
    TcpMachine machine = TcpMachine.finWait2();
    machine.arrives(ACK | FIN, IRS + 1, ISS + 2);
    long until = machine.timers.get(TcpTimer.TIME_WAIT);
    machine.nowPs += 7 * SECOND;
    machine.arrives(ACK | FIN, IRS + 1, ISS + 2);
    assertThat(machine.onlySegment().acknowledgment()).isEqualTo(IRS + 2);
    assertThat(machine.timers.get(TcpTimer.TIME_WAIT)).isEqualTo(until + 7 * SECOND);
    machine.nowPs += SECOND;
    machine.arrives(ACK, IRS + 1, ISS + 2);
    assertThat(machine.timers.get(TcpTimer.TIME_WAIT)).isEqualTo(until + 7 * SECOND);
  }

  @Test
  void timeWait_newerSynMayReplace_olderMayNot() {
    TcpMachine machine = TcpMachine.finWait2();
    machine.arrives(ACK | FIN, IRS + 1, ISS + 2);
    assertThat(machine.connection.state()).isEqualTo(TcpState.TIME_WAIT);
    assertThat(machine.connection.mayBeReplacedBy(syn(IRS + 1))).isFalse();
    assertThat(machine.connection.mayBeReplacedBy(syn(IRS + 2))).isFalse();
    assertThat(machine.connection.mayBeReplacedBy(syn(IRS + 3))).isTrue();
  }

  private static TcpHeader syn(int sequence) {
    return new TcpHeader(179, 40_000, sequence, 0, SYN, 1, 0, TcpOptions.NONE);
  }

  @Test
  void unreadData_withholdsTheEndUntilItIsRead() {
    TcpMachine machine = TcpMachine.finWait2();
    machine.on(new TcpInput.PauseReading());
    machine.arrives(
        ACK | FIN, IRS + 1, ISS + 2, PEER_WINDOW, TcpOptions.NONE, TcpMachine.data(0, 100));
    assertThat(machine.connection.state()).isEqualTo(TcpState.TIME_WAIT);
    assertThat(machine.effects).noneMatch(TcpEffect.Closed.class::isInstance);
    machine.on(new TcpInput.ResumeReading());
    assertThat(machine.effects)
        .containsExactly(
            new TcpEffect.Received(TcpMachine.data(0, 100)),
            new TcpEffect.PeerClosed(),
            new TcpEffect.Closed(CloseReason.FINISHED));
  }

  @Test
  void sendAfterClose_isAMistake_sendAfterTheEnd_isNot() {
    TcpMachine machine = TcpMachine.established();
    machine.on(new TcpInput.Close());
    assertThatThrownBy(() -> machine.on(new TcpInput.Send(SOME)))
        .isInstanceOf(IllegalStateException.class);
    machine.on(new TcpInput.Abort());
    machine.on(new TcpInput.Send(SOME));
    assertThat(machine.effects).isEmpty();
  }

  @Test
  void sendBuffer_isLimited() {
    TcpMachine machine = TcpMachine.established(plain().withSendBuffer(1000));
    machine.on(new TcpInput.Send(new BulkBytes(1, 0, 1000)));
    assertThatThrownBy(() -> machine.on(new TcpInput.Send(Bytes.of(new byte[1]))))
        .hasMessage("more than 1000 bytes are waiting to be sent");
  }

  @Test
  void segmentsNeverMixBulkAndRealBytes() {
    TcpMachine machine = TcpMachine.synReceived(plain());
    machine.on(new TcpInput.Send(Bytes.of(new byte[] {1, 2})));
    machine.on(new TcpInput.Send(Bytes.of(new byte[] {3})));
    machine.on(new TcpInput.Send(new BulkBytes(1, 0, 100)));
    machine.on(new TcpInput.Send(new BulkBytes(1, 100, 100)));
    machine.on(new TcpInput.Send(new BulkBytes(2, 200, 100)));
    machine.arrives(ACK, IRS + 1, ISS + 1);
    assertThat(machine.transmitted())
        .extracting(TcpEffect.Transmit::data)
        .containsExactly(
            Bytes.of(new byte[] {1, 2, 3}), new BulkBytes(1, 0, 200), new BulkBytes(2, 200, 100));
  }

  @Test
  void everyInputIsUnderstood() {
    for (Class<?> kind : TcpInput.class.getPermittedSubclasses()) {
      TcpMachine machine = TcpMachine.established();
      machine.on(example(kind));
    }
  }

  private static TcpInput example(Class<?> kind) {
    List<TcpInput> examples =
        List.of(
            new TcpInput.Connect(),
            new TcpInput.Listen(),
            new TcpInput.SegmentArrived(syn(1), Payload.EMPTY),
            new TcpInput.Send(SOME),
            new TcpInput.Close(),
            new TcpInput.Abort(),
            new TcpInput.Orphan(),
            new TcpInput.PauseReading(),
            new TcpInput.ResumeReading(),
            new TcpInput.TimerExpired(TcpTimer.RETRANSMIT),
            new TcpInput.Unreachable(true, ISS),
            new TcpInput.PathMtu(576, ISS));
    return examples.stream().filter(kind::isInstance).findFirst().orElseThrow();
  }
}
