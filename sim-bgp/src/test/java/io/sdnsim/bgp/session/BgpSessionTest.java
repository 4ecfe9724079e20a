package io.sdnsim.bgp.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.BgpDecodeException;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.Capability;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BgpSessionTest {
  private static final BgpMessage.Open OPEN =
      new BgpMessage.Open(
          4, 2, 30, IpAddress.parse("2.2.2.2"), List.of(new Capability.FourOctetAs(2)));

  private static BgpSessionConfig config(boolean passive, long delayOpenPs) {
    return new BgpSessionConfig(
        1,
        IpAddress.parse("1.1.1.1"),
        2,
        90,
        20,
        120 * SimTime.SECOND,
        SimTime.SECOND,
        60 * SimTime.SECOND,
        delayOpenPs,
        passive,
        true,
        OfferedCapabilities.of(AddressFamily.IPV4_UNICAST));
  }

  /** A machine and what it has done since the last look. */
  private static final class Machine {
    final BgpSession session;
    final List<BgpEffect> effects = new ArrayList<>();

    Machine(BgpSessionConfig config) {
      session = new BgpSession(config);
    }

    Machine feed(BgpInput... inputs) {
      effects.clear();
      for (BgpInput input : inputs) {
        session.on(0, input, effects::add);
      }
      return this;
    }

    String notification() {
      for (BgpEffect effect : effects) {
        if (effect instanceof BgpEffect.Send send
            && send.message() instanceof BgpMessage.Notification n) {
          return n.code() + "/" + n.subcode();
        }
      }
      return "";
    }
  }

  private static Machine in(BgpState state) {
    Machine machine = new Machine(config(false, 0));
    switch (state) {
      case IDLE -> {}
      case CONNECT -> machine.feed(new BgpInput.ManualStart());
      case ACTIVE ->
          machine.feed(new BgpInput.ManualStart(), new BgpInput.TcpConnectionFails("refused"));
      case OPEN_SENT -> machine.feed(new BgpInput.ManualStart(), new BgpInput.TcpCrAcked());
      case OPEN_CONFIRM ->
          machine.feed(
              new BgpInput.ManualStart(), new BgpInput.TcpCrAcked(), new BgpInput.BgpOpen(OPEN));
      case ESTABLISHED ->
          machine.feed(
              new BgpInput.ManualStart(),
              new BgpInput.TcpCrAcked(),
              new BgpInput.BgpOpen(OPEN),
              new BgpInput.KeepAliveMsg());
    }
    assertThat(machine.session.state()).isEqualTo(state);
    return machine;
  }

  private static BgpDecodeException error(int code, int subcode) {
    return new BgpDecodeException(code, subcode, new byte[0], 0, 0, "test");
  }

  /** One of each event, by its name. */
  private static Map<String, BgpInput> events() {
    Map<String, BgpInput> events = new LinkedHashMap<>();
    for (BgpInput input :
        List.of(
            new BgpInput.ManualStart(),
            new BgpInput.ManualStop(BgpMessage.Notification.of(6, 2)),
            new BgpInput.AutomaticStart(),
            new BgpInput.AutomaticStop(
                BgpMessage.Notification.of(6, 1), "test", BgpInput.AutomaticStop.IDLE_HOLD),
            new BgpInput.ConnectRetryTimerExpires(),
            new BgpInput.HoldTimerExpires(),
            new BgpInput.SendHoldTimerExpires(),
            new BgpInput.KeepaliveTimerExpires(),
            new BgpInput.DelayOpenTimerExpires(),
            new BgpInput.IdleHoldTimerExpires(),
            new BgpInput.TcpConnectionValid(),
            new BgpInput.TcpCrInvalid(),
            new BgpInput.TcpCrAcked(),
            new BgpInput.TcpConnectionConfirmed(),
            new BgpInput.TcpConnectionFails("lost"),
            new BgpInput.BgpOpen(OPEN),
            new BgpInput.BgpHeaderErr(error(1, 2)),
            new BgpInput.BgpOpenMsgErr(error(2, 4)),
            new BgpInput.OpenCollisionDump(),
            new BgpInput.NotifMsg(BgpMessage.Notification.of(6, 2)),
            new BgpInput.KeepAliveMsg(),
            new BgpInput.UpdateMsg(BgpMessage.Update.endOfRib(AddressFamily.IPV4_UNICAST)),
            new BgpInput.UpdateMsgErr(error(3, 1)),
            new BgpInput.RouteRefreshMsg(BgpMessage.RouteRefresh.of(AddressFamily.IPV4_UNICAST)),
            new BgpInput.UpdateSent())) {
      events.put(input.getClass().getSimpleName(), input);
    }
    return events;
  }

  @Test
  void everyEventThatEndsASession_closesTheConnectionAndStopsItsTimers() {
    for (BgpState state :
        List.of(BgpState.OPEN_SENT, BgpState.OPEN_CONFIRM, BgpState.ESTABLISHED)) {
      for (BgpInput input : events().values()) {
        Machine machine = in(state).feed(input);
        if (machine.session.state() == BgpState.IDLE) {
          assertThat(machine.effects)
              .contains(
                  new BgpEffect.CloseConnection(),
                  new BgpEffect.CancelTimer(BgpTimer.HOLD),
                  new BgpEffect.CancelTimer(BgpTimer.KEEPALIVE));
          assertThat(machine.session.negotiated()).isNull();
        }
      }
    }
  }

  @Test
  void established_ends_saysSessionDownExactlyOnce() {
    for (BgpInput input : events().values()) {
      Machine machine = in(BgpState.ESTABLISHED).feed(input);
      long downs = machine.effects.stream().filter(e -> e instanceof BgpEffect.SessionDown).count();
      assertThat(downs).isEqualTo(machine.session.state() == BgpState.ESTABLISHED ? 0 : 1);
    }
  }

  @Test
  void open_negotiatesTheSmallerHoldTimeAndAThirdForKeepalives() {
    Machine machine = in(BgpState.OPEN_CONFIRM);
    assertThat(machine.session.negotiated().holdTimeSeconds()).isEqualTo(30);
    assertThat(machine.session.negotiated().keepaliveSeconds()).isEqualTo(10);
    assertThat(machine.effects)
        .contains(
            new BgpEffect.SetTimer(BgpTimer.HOLD, 30 * SimTime.SECOND, false),
            new BgpEffect.SetTimer(BgpTimer.KEEPALIVE, 10 * SimTime.SECOND, false));
  }

  @Test
  void open_holdTimeZero_runsNoTimers() {
    Machine machine = in(BgpState.OPEN_SENT);
    machine.feed(
        new BgpInput.BgpOpen(new BgpMessage.Open(4, 2, 0, IpAddress.parse("2.2.2.2"), List.of())));
    assertThat(machine.session.state()).isEqualTo(BgpState.OPEN_CONFIRM);
    assertThat(machine.effects).contains(new BgpEffect.CancelTimer(BgpTimer.HOLD));
    assertThat(machine.effects).noneMatch(e -> e instanceof BgpEffect.SetTimer);
    machine.feed(new BgpInput.KeepAliveMsg());
    assertThat(machine.session.state()).isEqualTo(BgpState.ESTABLISHED);
    assertThat(machine.effects).noneMatch(e -> e instanceof BgpEffect.SetTimer);
  }

  @Test
  void open_unacceptable_isRefusedWithItsSubcode() {
    IpAddress id = IpAddress.parse("2.2.2.2");
    assertRefused(new BgpMessage.Open(4, 3, 90, id, List.of()), "2/2");
    assertRefused(
        new BgpMessage.Open(4, 2, 90, id, List.of(new Capability.FourOctetAs(70_000))), "2/2");
    assertRefused(new BgpMessage.Open(4, 2, 90, IpAddress.parse("0.0.0.0"), List.of()), "2/3");
    assertRefused(new BgpMessage.Open(4, 2, 1, id, List.of()), "2/6");
    assertRefused(new BgpMessage.Open(4, 2, 2, id, List.of()), "2/6");
    assertRefused(
        new BgpMessage.Open(4, 2, 90, id, List.of(new Capability.Multiprotocol(25, 70))), "2/7");
  }

  private static void assertRefused(BgpMessage.Open open, String notification) {
    Machine machine = in(BgpState.OPEN_SENT).feed(new BgpInput.BgpOpen(open));
    assertThat(machine.session.state()).isEqualTo(BgpState.IDLE);
    assertThat(machine.notification()).isEqualTo(notification);
  }

  @Test
  void open_sameIdentifierFromAnotherAs_isAccepted() {
    Machine machine = in(BgpState.OPEN_SENT);
    machine.feed(
        new BgpInput.BgpOpen(new BgpMessage.Open(4, 2, 90, IpAddress.parse("1.1.1.1"), List.of())));
    assertThat(machine.session.state()).isEqualTo(BgpState.OPEN_CONFIRM);
  }

  @Test
  void holdTimer_isRefreshedByKeepaliveAndUpdateOnly() {
    BgpEffect refresh = new BgpEffect.SetTimer(BgpTimer.HOLD, 30 * SimTime.SECOND, false);
    Machine machine = in(BgpState.ESTABLISHED);
    assertThat(machine.feed(events().get("KeepAliveMsg")).effects).contains(refresh);
    assertThat(machine.feed(events().get("UpdateMsg")).effects).contains(refresh);
    assertThat(machine.feed(events().get("RouteRefreshMsg")).effects).doesNotContain(refresh);
    assertThat(machine.feed(events().get("KeepaliveTimerExpires")).effects).doesNotContain(refresh);
  }

  @Test
  void passive_waitsAndNeverConnects() {
    Machine machine = new Machine(config(true, 0));
    machine.feed(new BgpInput.ManualStart());
    assertThat(machine.session.state()).isEqualTo(BgpState.ACTIVE);
    assertThat(machine.effects).noneMatch(e -> e instanceof BgpEffect.OpenConnection);
    assertThat(machine.effects).noneMatch(e -> e instanceof BgpEffect.SetTimer);
    machine.feed(new BgpInput.TcpConnectionConfirmed());
    assertThat(machine.session.state()).isEqualTo(BgpState.OPEN_SENT);
  }

  @Test
  void delayOpen_letsThePeerSpeakFirst() {
    Machine machine = new Machine(config(false, SimTime.SECOND));
    machine.feed(new BgpInput.ManualStart(), new BgpInput.TcpCrAcked());
    assertThat(machine.session.state()).isEqualTo(BgpState.CONNECT);
    assertThat(machine.effects)
        .contains(new BgpEffect.SetTimer(BgpTimer.DELAY_OPEN, SimTime.SECOND, false));
    machine.feed(new BgpInput.BgpOpen(OPEN));
    assertThat(machine.session.state()).isEqualTo(BgpState.OPEN_CONFIRM);
    assertThat(machine.effects)
        .contains(new BgpEffect.CancelTimer(BgpTimer.DELAY_OPEN))
        .anyMatch(e -> e instanceof BgpEffect.Send s && s.message() instanceof BgpMessage.Open);
  }

  @Test
  void failures_waitLongerEachTimeUpToTheBound_andStartAnewOnceUp() {
    Machine machine = new Machine(config(false, 0));
    machine.feed(new BgpInput.ManualStart());
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      machine.feed(new BgpInput.TcpCrAcked());
      machine.feed(new BgpInput.HoldTimerExpires());
      waits.add(idleHold(machine));
      machine.feed(new BgpInput.IdleHoldTimerExpires());
    }
    assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
    machine.feed(
        new BgpInput.TcpCrAcked(), new BgpInput.BgpOpen(OPEN), new BgpInput.KeepAliveMsg());
    machine.feed(new BgpInput.HoldTimerExpires());
    assertThat(idleHold(machine)).isEqualTo(1);
  }

  private static long idleHold(Machine machine) {
    for (BgpEffect effect : machine.effects) {
      if (effect instanceof BgpEffect.SetTimer set && set.timer() == BgpTimer.IDLE_HOLD) {
        assertThat(set.jittered()).isTrue();
        return set.durationPs() / SimTime.SECOND;
      }
    }
    throw new AssertionError("no IdleHoldTimer in " + machine.effects);
  }

  @Test
  void manualStop_staysDown() {
    Machine machine =
        in(BgpState.ESTABLISHED).feed(new BgpInput.ManualStop(BgpMessage.Notification.of(6, 2)));
    assertThat(machine.effects).noneMatch(e -> e instanceof BgpEffect.SetTimer);
  }

  @Test
  void config_badTimes_areRefusedWithTheRule() {
    assertThatThrownBy(
            () ->
                new BgpSessionConfig(
                    1,
                    IpAddress.parse("1.1.1.1"),
                    2,
                    2,
                    1,
                    1,
                    1,
                    1,
                    0,
                    false,
                    true,
                    OfferedCapabilities.of(AddressFamily.IPV4_UNICAST)))
        .hasMessage("hold=2s: must be 0 or 3 to 65535 s (RFC 4271 4.2)");
  }
}
