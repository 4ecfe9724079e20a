package io.sdnsim.core.transport;

import static io.sdnsim.core.engine.SimTime.MILLISECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A connection without a network: the test is its peer, its clock and its user. The machine's ISS
 * is 1000, the peer's 5000, so that the first bytes have 1001 and 5001.
 */
final class TcpMachine {
  static final int ISS = 1000;
  static final int IRS = 5000;
  static final int PEER_WINDOW = 50_000;

  final TcpConnection connection;
  final Map<TcpTimer, Long> timers = new EnumMap<>(TcpTimer.class);
  final List<TcpEffect> effects = new ArrayList<>();
  long nowPs;
  int peerTimestamp = 100;
  int echo;
  boolean timestamps;

  private TcpMachine(TcpConfig config) {
    connection = new TcpConnection(config, new TcpSetup(40_000, 179, false, 1500, ISS, 0));
  }

  /** Without options, for arithmetic in the head. */
  static TcpConfig plain() {
    return TcpConfig.RFC.withTimestamps(false).withWindowScaling(false).withSack(false);
  }

  static TcpMachine closed(TcpConfig config) {
    return new TcpMachine(config);
  }

  static TcpMachine listening(TcpConfig config) {
    TcpMachine machine = closed(config);
    machine.on(new TcpInput.Listen());
    return machine;
  }

  static TcpMachine synSent(TcpConfig config) {
    TcpMachine machine = closed(config);
    machine.on(new TcpInput.Connect());
    return machine;
  }

  static TcpMachine synReceived(TcpConfig config) {
    TcpMachine machine = listening(config);
    machine.arrives(TcpHeader.SYN, IRS, 0, machine.synOptions(config));
    return machine;
  }

  static TcpMachine established(TcpConfig config) {
    TcpMachine machine = synSent(config);
    machine.nowPs = 10 * MILLISECOND;
    machine.arrives(TcpHeader.SYN | TcpHeader.ACK, IRS, ISS + 1, machine.synOptions(config));
    machine.timestamps = config.timestamps();
    assertThat(machine.connection.state()).isEqualTo(TcpState.ESTABLISHED);
    machine.effects.clear();
    return machine;
  }

  static TcpMachine established() {
    return established(plain());
  }

  static TcpMachine finWait2() {
    TcpMachine machine = established();
    machine.on(new TcpInput.Close());
    machine.arrives(TcpHeader.ACK, IRS + 1, ISS + 2);
    machine.effects.clear();
    return machine;
  }

  private TcpOptions synOptions(TcpConfig config) {
    return new TcpOptions(
        1460,
        config.windowScaling() ? 0 : TcpOptions.ABSENT,
        config.sack(),
        config.timestamps(),
        config.timestamps() ? peerTimestamp : 0,
        0,
        List.of(),
        Ipv4Header.noOptions());
  }

  /** Feeds an input; the effects of this input alone are kept. */
  void on(TcpInput input) {
    effects.clear();
    connection.on(nowPs, input, effects::add);
    for (TcpEffect effect : effects) {
      if (effect instanceof TcpEffect.SetTimer set) {
        timers.put(set.timer(), set.atPs());
      } else if (effect instanceof TcpEffect.CancelTimer cancel) {
        timers.remove(cancel.timer());
      }
    }
  }

  void arrives(int flags, int sequence, int acknowledgment) {
    arrives(flags, sequence, acknowledgment, ownOptions());
  }

  private TcpOptions ownOptions() {
    return timestamps ? TcpOptions.timestamps(peerTimestamp, echo) : TcpOptions.NONE;
  }

  void arrives(int flags, int sequence, int acknowledgment, TcpOptions options) {
    arrives(flags, sequence, acknowledgment, PEER_WINDOW, options, Payload.EMPTY);
  }

  void dataArrives(int sequence, int bytes) {
    arrives(TcpHeader.ACK, sequence, sent(), PEER_WINDOW, ownOptions(), data(sequence, bytes));
  }

  private int sentUpTo = ISS + 1;

  private int sent() {
    return sentUpTo;
  }

  static BulkBytes data(int sequence, int bytes) {
    return new BulkBytes(9, sequence, bytes);
  }

  void arrives(
      int flags, int sequence, int acknowledgment, int window, TcpOptions options, Payload data) {
    if ((flags & TcpHeader.ACK) != 0) {
      sentUpTo = acknowledgment;
    }
    on(
        new TcpInput.SegmentArrived(
            new TcpHeader(179, 40_000, sequence, acknowledgment, flags, window, 0, options), data));
  }

  /** Lets the clock reach the timer and fires it. */
  void expire(TcpTimer timer) {
    nowPs = timers.remove(timer);
    on(new TcpInput.TimerExpired(timer));
  }

  /** The segments of the last input. */
  List<TcpEffect.Transmit> transmitted() {
    List<TcpEffect.Transmit> segments = new ArrayList<>();
    for (TcpEffect effect : effects) {
      if (effect instanceof TcpEffect.Transmit transmit) {
        segments.add(transmit);
      }
    }
    return segments;
  }

  /** The only segment of the last input. */
  TcpHeader onlySegment() {
    assertThat(transmitted()).hasSize(1);
    return transmitted().get(0).header();
  }

  boolean wasDiscarded() {
    return effects.stream().anyMatch(TcpEffect.Discard.class::isInstance);
  }

  int receivedBytes() {
    int bytes = 0;
    for (TcpEffect effect : effects) {
      if (effect instanceof TcpEffect.Received received) {
        bytes += received.data().lengthBytes();
      }
    }
    return bytes;
  }
}
