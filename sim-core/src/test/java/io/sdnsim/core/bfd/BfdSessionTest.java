package io.sdnsim.core.bfd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.engine.SimTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BfdSessionTest {
  private static final long MS = SimTime.MILLISECOND;
  private final BfdSession session = new BfdSession(BfdConfig.singleHop(300 * MS, 3), 7);
  private final List<BfdEffect> effects = new ArrayList<>();

  private void feed(BfdInput... inputs) {
    effects.clear();
    for (BfdInput input : inputs) {
      session.on(0, input, effects::add);
    }
  }

  private static BfdPacket packet(BfdState state, boolean poll, boolean isFinal) {
    return packet(state, poll, isFinal, 300_000, 300_000);
  }

  private static BfdPacket packet(
      BfdState state, boolean poll, boolean isFinal, long txMicros, long rxMicros) {
    return new BfdPacket(
        BfdDiagnostic.NONE,
        state,
        poll,
        isFinal,
        false,
        false,
        false,
        5,
        9,
        7,
        txMicros,
        rxMicros,
        0);
  }

  private static BfdInput hear(BfdState state) {
    return new BfdInput.Received(packet(state, false, false));
  }

  private List<BfdPacket> sent() {
    return effects.stream()
        .filter(e -> e instanceof BfdEffect.Send)
        .map(e -> ((BfdEffect.Send) e).packet())
        .toList();
  }

  private void bringUp() {
    feed(new BfdInput.Start(), hear(BfdState.DOWN), hear(BfdState.UP));
    assertThat(session.state()).isEqualTo(BfdState.UP);
  }

  /** RFC 5880 6.2: own state by the neighbor's state: AdminDown, Down, Init, Up. */
  @Test
  void everyStateByEveryStateHeard_leadsWhereTheRfcSays() {
    String matrix =
        """
        DOWN       DOWN       INIT       UP         DOWN
        INIT       DOWN       INIT       UP         UP
        UP         DOWN       DOWN       UP         UP
        ADMIN_DOWN ADMIN_DOWN ADMIN_DOWN ADMIN_DOWN ADMIN_DOWN
        """;
    List<String> actual = new ArrayList<>();
    for (BfdState own : List.of(BfdState.DOWN, BfdState.INIT, BfdState.UP, BfdState.ADMIN_DOWN)) {
      StringBuilder row = new StringBuilder(own.name());
      for (BfdState heard : BfdState.values()) {
        BfdSession each = in(own);
        each.on(0, hear(heard), effect -> {});
        row.append(' ').append(each.state().name());
      }
      actual.add(row.toString());
    }
    assertThat(actual).isEqualTo(matrix.replaceAll(" +", " ").lines().toList());
  }

  private static BfdSession in(BfdState state) {
    BfdSession each = new BfdSession(BfdConfig.DEFAULT, 7);
    List<BfdInput> inputs =
        switch (state) {
          case DOWN -> List.of();
          case INIT -> List.of(hear(BfdState.DOWN));
          case UP -> List.of(hear(BfdState.DOWN), hear(BfdState.UP));
          case ADMIN_DOWN -> List.of(new BfdInput.Disable());
        };
    inputs.forEach(input -> each.on(0, input, effect -> {}));
    assertThat(each.state()).isEqualTo(state);
    return each;
  }

  @Test
  void notUp_sendsOnceASecondAtMost() {
    feed(new BfdInput.Start());
    assertThat(sent().get(0).desiredMinTxMicros()).isEqualTo(1_000_000);
    assertThat(effects).contains(new BfdEffect.SetTransmitTimer(750 * MS, 1000 * MS));
  }

  @Test
  void up_pollsForTheConfiguredInterval_untilTheFinal() {
    bringUp();
    BfdPacket first = sent().get(sent().size() - 1);
    assertThat(first.poll()).isTrue();
    assertThat(first.desiredMinTxMicros()).isEqualTo(300_000);
    assertThat(effects).contains(new BfdEffect.SetTransmitTimer(225 * MS, 300 * MS));
    feed(new BfdInput.TransmitTimerExpires());
    assertThat(sent().get(0).poll()).isTrue();
    feed(new BfdInput.Received(packet(BfdState.UP, false, true)));
    feed(new BfdInput.TransmitTimerExpires());
    assertThat(sent().get(0).poll()).isFalse();
  }

  @Test
  void poll_isAnsweredAtOnceWithFinalAndWithoutPoll() {
    bringUp();
    feed(new BfdInput.Received(packet(BfdState.UP, true, false)));
    assertThat(sent()).hasSize(1);
    assertThat(sent().get(0).isFinal()).isTrue();
    assertThat(sent().get(0).poll()).isFalse();
  }

  @Test
  void detectionTime_isTheNeighborsMultiplierTimesTheSlowerInterval() {
    bringUp();
    assertThat(session.detectionTimePs()).isEqualTo(5 * 300 * MS);
    feed(new BfdInput.Received(packet(BfdState.UP, false, false, 500_000, 300_000)));
    assertThat(session.detectionTimePs()).isEqualTo(5 * 500 * MS);
    assertThat(effects).contains(new BfdEffect.SetDetectionTimer(5 * 500 * MS));
    feed(new BfdInput.Received(packet(BfdState.UP, false, false, 100_000, 300_000)));
    assertThat(session.detectionTimePs()).isEqualTo(5 * 300 * MS);
  }

  @Test
  void transmitInterval_isNoShorterThanTheNeighborCanTake() {
    bringUp();
    feed(new BfdInput.Received(packet(BfdState.UP, false, false, 300_000, 800_000)));
    assertThat(effects).contains(new BfdEffect.SetTransmitTimer(600 * MS, 800 * MS));
    feed(new BfdInput.Received(packet(BfdState.UP, false, false, 300_000, 0)));
    assertThat(effects).contains(new BfdEffect.CancelTransmitTimer());
  }

  @Test
  void multiplierOfOne_leavesATenthForTheJitter() {
    BfdSession single = new BfdSession(BfdConfig.singleHop(300 * MS, 1), 7);
    single.on(0, new BfdInput.Start(), effects::add);
    assertThat(effects).contains(new BfdEffect.SetTransmitTimer(750 * MS, 900 * MS));
  }

  @Test
  void detectionTimeExpires_downWithItsDiagnosticAndTheNeighborForgotten() {
    bringUp();
    feed(new BfdInput.DetectionTimerExpires());
    assertThat(effects)
        .contains(
            new BfdEffect.StateChanged(
                BfdState.UP, BfdState.DOWN, BfdDiagnostic.DETECTION_TIME_EXPIRED));
    BfdPacket told = sent().get(0);
    assertThat(told.diagnostic()).isEqualTo(BfdDiagnostic.DETECTION_TIME_EXPIRED);
    assertThat(told.yourDiscriminator()).isZero();
    assertThat(told.desiredMinTxMicros()).isEqualTo(1_000_000);
  }

  @Test
  void adminDown_tellsTheNeighborAndHearsNothing_untilEnabled() {
    bringUp();
    feed(new BfdInput.Disable());
    assertThat(sent().get(0).state()).isEqualTo(BfdState.ADMIN_DOWN);
    assertThat(sent().get(0).diagnostic()).isEqualTo(BfdDiagnostic.ADMINISTRATIVELY_DOWN);
    assertThat(effects).contains(new BfdEffect.CancelDetectionTimer());
    feed(hear(BfdState.DOWN));
    assertThat(effects).isEmpty();
    feed(new BfdInput.Enable(), hear(BfdState.DOWN));
    assertThat(session.state()).isEqualTo(BfdState.INIT);
  }

  @Test
  void slowerIntervals_waitForTheEndOfThePoll() {
    bringUp();
    feed(new BfdInput.Received(packet(BfdState.UP, false, true)));
    feed(new BfdInput.Reconfigure(new BfdConfig(900 * MS, 100 * MS, 3, false, 255)));
    assertThat(sent().get(0).poll()).isTrue();
    assertThat(sent().get(0).desiredMinTxMicros()).isEqualTo(900_000);
    assertThat(session.transmitIntervalPs()).isEqualTo(300 * MS);
    assertThat(session.detectionTimePs()).isEqualTo(5 * 300 * MS);
    feed(new BfdInput.Received(packet(BfdState.UP, false, true, 100_000, 100_000)));
    assertThat(session.transmitIntervalPs()).isEqualTo(900 * MS);
    assertThat(session.detectionTimePs()).isEqualTo(5 * 100 * MS);
  }

  @Test
  void demand_bothUp_endsPeriodicPackets() {
    bringUp();
    BfdPacket wish =
        new BfdPacket(
            BfdDiagnostic.NONE,
            BfdState.UP,
            false,
            true,
            false,
            false,
            true,
            5,
            9,
            7,
            300_000,
            300_000,
            0);
    feed(new BfdInput.Received(wish), new BfdInput.TransmitTimerExpires());
    assertThat(effects).contains(new BfdEffect.CancelTransmitTimer());
  }

  @Test
  void authenticatedPacket_isNotHeard() {
    feed(new BfdInput.Start());
    BfdPacket signed =
        new BfdPacket(
            BfdDiagnostic.NONE,
            BfdState.DOWN,
            false,
            false,
            false,
            true,
            false,
            5,
            9,
            0,
            1_000_000,
            300_000,
            0);
    feed(new BfdInput.Received(signed));
    assertThat(effects).isEmpty();
  }

  @Test
  void badSettings_areRefusedWithTheRule() {
    assertThatThrownBy(() -> BfdConfig.singleHop(300 * MS, 0))
        .hasMessage("bfd.multiplier=0: must be 1 to 255 (RFC 5880 4.1)");
    assertThatThrownBy(() -> BfdConfig.singleHop(1, 3))
        .hasMessageContaining("must be 1us to 4294s (RFC 5880 4.1)");
  }
}
