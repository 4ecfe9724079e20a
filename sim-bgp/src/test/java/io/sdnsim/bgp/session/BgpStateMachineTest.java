package io.sdnsim.bgp.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.BgpDecodeException;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** RFC 4271 8.2.2 as tables: every event in every state. */
class BgpStateMachineTest {
  private static final BgpMessage.Open OPEN =
      new BgpMessage.Open(4, 2, 30, IpAddress.parse("2.2.2.2"), List.of());

  /** A machine, the timers that run, and what the last input led to. */
  private static final class Machine {
    final BgpSession session;
    final Set<BgpTimer> running = EnumSet.noneOf(BgpTimer.class);
    List<BgpEffect> effects = new ArrayList<>();

    Machine(boolean passive, long delayOpenPs) {
      session =
          new BgpSession(
              new BgpSessionConfig(
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
                  OfferedCapabilities.of(AddressFamily.IPV4_UNICAST)));
    }

    Machine feed(BgpInput... inputs) {
      effects = new ArrayList<>();
      for (BgpInput input : inputs) {
        session.on(0, input, effects::add);
      }
      for (BgpEffect effect : effects) {
        if (effect instanceof BgpEffect.SetTimer set) {
          running.add(set.timer());
        } else if (effect instanceof BgpEffect.CancelTimer cancel) {
          running.remove(cancel.timer());
        }
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

    /** R ConnectRetry, H Hold, K Keepalive, D DelayOpen, I IdleHold; - for none. */
    String timers() {
      StringBuilder text = new StringBuilder();
      for (BgpTimer timer : running) {
        text.append(
            switch (timer) {
              case CONNECT_RETRY -> 'R';
              case HOLD -> 'H';
              case KEEPALIVE -> 'K';
              case DELAY_OPEN -> 'D';
              case IDLE_HOLD -> 'I';
              default -> throw new AssertionError(timer);
            });
      }
      return text.isEmpty() ? "-" : text.toString();
    }
  }

  /**
   * In a state, on the way to which something failed once, so that ConnectRetryCounter is 1; but
   * not in Established, where it is always 0.
   */
  private static Machine in(BgpState state, boolean passive, boolean delaying) {
    Machine machine = new Machine(passive, delaying ? SimTime.SECOND : 0);
    machine.feed(
        new BgpInput.ManualStart(),
        new BgpInput.TcpConnectionConfirmed(),
        new BgpInput.NotifMsg(BgpMessage.Notification.of(6, 4)));
    if (state != BgpState.IDLE) {
      machine.running.remove(BgpTimer.IDLE_HOLD);
      machine.feed(new BgpInput.IdleHoldTimerExpires());
    }
    switch (state) {
      case IDLE, CONNECT -> {}
      case ACTIVE -> {
        if (!passive) {
          machine.feed(new BgpInput.TcpConnectionFails("refused"));
        }
      }
      case OPEN_SENT -> machine.feed(new BgpInput.TcpCrAcked());
      case OPEN_CONFIRM -> machine.feed(new BgpInput.TcpCrAcked(), new BgpInput.BgpOpen(OPEN));
      case ESTABLISHED ->
          machine.feed(
              new BgpInput.TcpCrAcked(), new BgpInput.BgpOpen(OPEN), new BgpInput.KeepAliveMsg());
    }
    if (delaying) {
      machine.feed(new BgpInput.TcpConnectionConfirmed());
    }
    assertThat(machine.session.state()).isEqualTo(state);
    return machine;
  }

  private static BgpDecodeException error(int code, int subcode) {
    return new BgpDecodeException(code, subcode, new byte[0], 0, 0, "test");
  }

  /** What brings an event about; the settings that it takes besides are {@link #cell}'s. */
  private static BgpInput input(BgpEvent event) {
    return switch (event) {
      case MANUAL_START, MANUAL_START_PASSIVE -> new BgpInput.ManualStart();
      case MANUAL_STOP -> new BgpInput.ManualStop(BgpMessage.Notification.of(6, 2));
      case AUTOMATIC_START, AUTOMATIC_START_PASSIVE -> new BgpInput.AutomaticStart();
      case AUTOMATIC_START_DAMPED, AUTOMATIC_START_DAMPED_PASSIVE, IDLE_HOLD_TIMER_EXPIRES ->
          new BgpInput.IdleHoldTimerExpires();
      case AUTOMATIC_STOP ->
          new BgpInput.AutomaticStop(
              BgpMessage.Notification.of(6, 1), "test", BgpInput.AutomaticStop.IDLE_HOLD);
      case CONNECT_RETRY_TIMER_EXPIRES -> new BgpInput.ConnectRetryTimerExpires();
      case HOLD_TIMER_EXPIRES -> new BgpInput.HoldTimerExpires();
      case KEEPALIVE_TIMER_EXPIRES -> new BgpInput.KeepaliveTimerExpires();
      case DELAY_OPEN_TIMER_EXPIRES -> new BgpInput.DelayOpenTimerExpires();
      case TCP_CONNECTION_VALID -> new BgpInput.TcpConnectionValid();
      case TCP_CR_INVALID -> new BgpInput.TcpCrInvalid();
      case TCP_CR_ACKED -> new BgpInput.TcpCrAcked();
      case TCP_CONNECTION_CONFIRMED -> new BgpInput.TcpConnectionConfirmed();
      case TCP_CONNECTION_FAILS -> new BgpInput.TcpConnectionFails("lost");
      case BGP_OPEN, BGP_OPEN_DELAYED -> new BgpInput.BgpOpen(OPEN);
      case BGP_HEADER_ERR -> new BgpInput.BgpHeaderErr(error(1, 2));
      case BGP_OPEN_MSG_ERR -> new BgpInput.BgpOpenMsgErr(error(2, 4));
      case OPEN_COLLISION_DUMP -> new BgpInput.OpenCollisionDump();
      case NOTIF_MSG_VER_ERR -> new BgpInput.NotifMsg(BgpMessage.Notification.of(2, 1));
      case NOTIF_MSG -> new BgpInput.NotifMsg(BgpMessage.Notification.of(6, 2));
      case KEEPALIVE_MSG -> new BgpInput.KeepAliveMsg();
      case UPDATE_MSG ->
          new BgpInput.UpdateMsg(BgpMessage.Update.endOfRib(AddressFamily.IPV4_UNICAST));
      case UPDATE_MSG_ERR -> new BgpInput.UpdateMsgErr(error(3, 1));
      case SEND_HOLD_TIMER_EXPIRES -> new BgpInput.SendHoldTimerExpires();
      case ROUTE_REFRESH_MSG ->
          new BgpInput.RouteRefreshMsg(BgpMessage.RouteRefresh.of(AddressFamily.IPV4_UNICAST));
      case UPDATE_SENT -> new BgpInput.UpdateSent();
    };
  }

  private static String cell(BgpEvent event, BgpState state) {
    boolean passive =
        event == BgpEvent.MANUAL_START_PASSIVE
            || event == BgpEvent.AUTOMATIC_START_PASSIVE
            || event == BgpEvent.AUTOMATIC_START_DAMPED_PASSIVE;
    boolean delaying =
        event == BgpEvent.BGP_OPEN_DELAYED
            || (event == BgpEvent.DELAY_OPEN_TIMER_EXPIRES
                && (state == BgpState.CONNECT || state == BgpState.ACTIVE));
    boolean absent =
        (passive && state == BgpState.CONNECT)
            || (event.text().contains("Damp") && state != BgpState.IDLE)
            || (delaying && state != BgpState.CONNECT && state != BgpState.ACTIVE);
    if (absent) {
      return "-"; // A passive session never connects, damping is over, DelayOpen ends with the
      // OPEN.
    }
    Machine machine = in(state, passive, delaying);
    if (input(event) instanceof BgpInput.IdleHoldTimerExpires) {
      machine.running.remove(BgpTimer.IDLE_HOLD);
    } else if (event == BgpEvent.DELAY_OPEN_TIMER_EXPIRES) {
      machine.running.remove(BgpTimer.DELAY_OPEN);
    }
    final int before = machine.session.connectRetryCounter();
    machine.feed(input(event));
    int after = machine.session.connectRetryCounter();
    String counter = after > before ? "+" : after < before ? "0" : "";
    return "ICASFE".charAt(machine.session.state().ordinal())
        + counter
        + ","
        + machine.timers()
        + (machine.notification().isEmpty() ? "" : "," + machine.notification());
  }

  /**
   * Event by state: the next state (I C A S F E), whether ConnectRetryCounter was increased or
   * zeroed, the timers that run (R H K D I), and the NOTIFICATION sent.
   */
  private static final String MATRIX =
      """
       1 MANUAL_START                   C0,R C,R  A,R  S,H      F,HK     E,HK
       2 MANUAL_STOP                    I0,- I0,- I0,- I0,-,6/2 I0,-,6/2 I,-,6/2
       3 AUTOMATIC_START                C,R  C,R  A,R  S,H      F,HK     E,HK
       4 MANUAL_START_PASSIVE           A0,- -    A,-  S,H      F,HK     E,HK
       5 AUTOMATIC_START_PASSIVE        A,-  -    A,-  S,H      F,HK     E,HK
       6 AUTOMATIC_START_DAMPED         C,R - - - - -
       7 AUTOMATIC_START_DAMPED_PASSIVE A,- - - - - -
       8 AUTOMATIC_STOP                 I,I  I+,I I+,I I+,I,6/1 I+,I,6/1 I+,I,6/1
       9 CONNECT_RETRY_TIMER_EXPIRES    I,I  C,R  C,R  I+,I,5/1 I+,I,5/2 I+,I,5/3
      10 HOLD_TIMER_EXPIRES             I,I  I+,I I+,I I+,I,4/0 I+,I,4/0 I+,I,4/0
      11 KEEPALIVE_TIMER_EXPIRES        I,I  I+,I I+,I I+,I,5/1 F,HK     E,HK
      12 DELAY_OPEN_TIMER_EXPIRES       I,I  S,H  S,H  I+,I,5/1 I+,I,5/2 I+,I,5/3
      13 IDLE_HOLD_TIMER_EXPIRES        C,R  I+,I I+,I I+,I,5/1 I+,I,5/2 I+,I,5/3
      14 TCP_CONNECTION_VALID           I,I  C,R  A,R  S,H      F,HK     E,HK
      15 TCP_CR_INVALID                 I,I  C,R  A,R  S,H      F,HK     E,HK
      16 TCP_CR_ACKED                   I,I  S,H  S,H  I+,I,5/1 I+,I,5/2 I+,I,5/3
      17 TCP_CONNECTION_CONFIRMED       I,I  S,H  S,H  I+,I,5/1 I+,I,5/2 I+,I,5/3
      18 TCP_CONNECTION_FAILS           I,I  A,R  A,R  A,R      I+,I     I+,I
      19 BGP_OPEN                       I,I  I+,I I+,I F,HK     I+,I,5/2 I+,I,5/3
      20 BGP_OPEN_DELAYED               -    F,HK F,HK -        -        -
      21 BGP_HEADER_ERR                 I,I  I+,I I+,I I+,I,1/2 I+,I,1/2 I+,I,1/2
      22 BGP_OPEN_MSG_ERR               I,I  I+,I I+,I I+,I,2/4 I+,I,2/4 I+,I,2/4
      23 OPEN_COLLISION_DUMP            I,I  I+,- I+,- I+,-,6/7 I+,-,6/7 I+,-,6/7
      24 NOTIF_MSG_VER_ERR              I,I  I,I  I,I  I,I      I,I      I+,I
      25 NOTIF_MSG                      I,I  I+,I I+,I I+,I     I+,I     I+,I
      26 KEEPALIVE_MSG                  I,I  I+,I I+,I I+,I,5/1 E0,HK    E,HK
      27 UPDATE_MSG                     I,I  I+,I I+,I I+,I,5/1 I+,I,5/2 E,HK
      28 UPDATE_MSG_ERR                 I,I  I+,I I+,I I+,I,5/1 I+,I,5/2 I+,I,3/1
      29 SEND_HOLD_TIMER_EXPIRES        I,I  I+,I I+,I I+,I,5/1 I+,I     I+,I
       0 ROUTE_REFRESH_MSG              I,I  I+,I I+,I I+,I,5/1 I+,I,5/2 E,HK
       0 UPDATE_SENT                    I,I  C,R  A,R  S,H      F,HK     E,HK
      """;

  @Test
  void everyEventInEveryState_leadsWhereTheTableSays() {
    List<String> actual = new ArrayList<>();
    for (BgpEvent event : BgpEvent.values()) {
      StringBuilder row = new StringBuilder(event.number() + " " + event);
      for (BgpState state : BgpState.values()) {
        row.append(' ').append(cell(event, state));
      }
      actual.add(row.toString());
    }
    List<String> expected = new ArrayList<>();
    MATRIX.lines().forEach(line -> expected.add(line.trim().replaceAll(" +", " ")));
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void events_haveTheNumbersOfTheRfc() {
    Set<Integer> numbers = new TreeSet<>();
    for (BgpEvent event : BgpEvent.values()) {
      numbers.add(event.number());
    }
    assertThat(numbers).hasSize(30).contains(0, 1, 29);
    Set<Class<?>> inputs = new TreeSet<>((a, b) -> a.getName().compareTo(b.getName()));
    for (BgpEvent event : BgpEvent.values()) {
      inputs.add(input(event).getClass());
    }
    assertThat(inputs).hasSize(BgpInput.class.getPermittedSubclasses().length);
  }

  @Test
  void stateChange_bearsTheNameOfItsEvent() {
    assertThat(names(in(BgpState.IDLE, true, false).feed(new BgpInput.ManualStart())))
        .containsExactly("ManualStart_with_PassiveTcpEstablishment");
    assertThat(names(in(BgpState.IDLE, false, false).feed(new BgpInput.IdleHoldTimerExpires())))
        .containsExactly("AutomaticStart_with_DampPeerOscillations");
    assertThat(names(in(BgpState.ACTIVE, false, true).feed(new BgpInput.BgpOpen(OPEN))))
        .containsExactly("BGPOpen with DelayOpenTimer running");
    Machine versionError =
        in(BgpState.OPEN_SENT, false, false).feed(input(BgpEvent.NOTIF_MSG_VER_ERR));
    assertThat(names(versionError)).containsExactly("NotifMsgVerErr");
  }

  private static List<String> names(Machine machine) {
    List<String> names = new ArrayList<>();
    for (BgpEffect effect : machine.effects) {
      if (effect instanceof BgpEffect.StateChanged change) {
        names.add(change.event());
      }
    }
    return names;
  }
}
