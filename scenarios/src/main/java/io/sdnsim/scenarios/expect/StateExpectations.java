package io.sdnsim.scenarios.expect;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.trace.TableChange;
import io.sdnsim.scenarios.model.Expectation;
import io.sdnsim.scenarios.model.Expectation.SessionState;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.LongRange;
import io.sdnsim.scenarios.model.When;
import io.sdnsim.scenarios.observe.Timeline;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The expectations about states that hold or not at any instant: route, session. */
final class StateExpectations {
  /** Column names of the tables that are read. */
  private static final String NEXT_HOPS = "nextHops";

  private final Observations observations;

  StateExpectations(Observations observations) {
    this.observations = observations;
  }

  Verdict route(Expectation.Route route) {
    String node = route.node().value();
    String key = route.prefix().value().toString();
    Timeline timeline =
        observations.tables().timeline(node, "fib", rows -> holds(route, rows.get(key)));
    LongFunction<String> seen =
        timePs -> describe(observations.tables().tableAt(node, "fib", timePs).get(key));
    return verdict(route.when(), timeline, expected(route), seen);
  }

  private static boolean holds(Expectation.Route route, @Nullable Map<String, Object> row) {
    if (row == null || !route.present()) {
      return (row != null) == route.present();
    }
    List<String> gateways = gateways(row);
    List<Located<IpAddress>> wanted = route.nextHops();
    Integer count = route.nextHopCount();
    return (count == null || nextHops(row).size() == count)
        && (wanted == null || sorted(wanted).equals(gateways.stream().sorted().toList()))
        && (route.protocol() == null || route.protocol().equals(row.get("protocol")));
  }

  private static List<String> sorted(List<Located<IpAddress>> addresses) {
    return addresses.stream().map(a -> a.value().toString()).sorted().toList();
  }

  private static List<?> nextHops(Map<String, Object> row) {
    return row.get(NEXT_HOPS) instanceof List<?> list ? list : List.of();
  }

  /** The gateways of a FIB row; a next hop on a connected network has none. */
  private static List<String> gateways(Map<String, Object> row) {
    return nextHops(row).stream()
        .filter(hop -> hop instanceof Map<?, ?> map && map.get("address") != null)
        .map(hop -> String.valueOf(((Map<?, ?>) hop).get("address")))
        .filter(address -> !address.isEmpty())
        .toList();
  }

  private static String describe(@Nullable Map<String, Object> row) {
    if (row == null) {
      return "no route";
    }
    List<String> gateways = gateways(row);
    return row.get("protocol")
        + (gateways.isEmpty() ? " route without gateway" : " via " + String.join(", ", gateways));
  }

  private static String expected(Expectation.Route route) {
    if (!route.present()) {
      return "no route to " + route.prefix();
    }
    List<Located<IpAddress>> wanted = route.nextHops();
    return "a route to "
        + route.prefix()
        + (route.nextHopCount() == null ? "" : " with " + route.nextHopCount() + " next hops")
        + (wanted == null
            ? ""
            : " via " + wanted.stream().map(Located::toString).collect(Collectors.joining(", ")))
        + (route.protocol() == null ? "" : " by " + route.protocol());
  }

  Verdict session(Expectation.Session session) {
    String node = session.node().value();
    String key = session.neighbor().value().toString();
    Verdict silence = session.silencePs() == null ? null : silence(session, session.silencePs());
    SessionState state = session.state();
    if (state == null || (silence != null && !silence.passed())) {
      return silence == null ? Verdict.fail("nothing was asked") : silence;
    }
    Timeline timeline =
        observations
            .tables()
            .timeline(node, "sessions", rows -> stateOf(rows.get(key)).equals(label(state)));
    LongFunction<String> seen =
        timePs -> stateOf(observations.tables().tableAt(node, "sessions", timePs).get(key));
    Verdict verdict = verdict(session.when(), timeline, label(state), seen);
    return silence == null || !verdict.passed()
        ? verdict
        : Verdict.pass(verdict.detail() + ", " + silence.detail());
  }

  private static String stateOf(@Nullable Map<String, Object> row) {
    return row == null ? label(SessionState.IDLE) : String.valueOf(row.get("state"));
  }

  private static String label(SessionState state) {
    return switch (state) {
      case IDLE -> "Idle";
      case CONNECT -> "Connect";
      case ACTIVE -> "Active";
      case OPEN_SENT -> "OpenSent";
      case OPEN_CONFIRM -> "OpenConfirm";
      case ESTABLISHED -> "Established";
    };
  }

  /** The time since the last message at each moment at which the session left Established. */
  private Verdict silence(Expectation.Session session, LongRange range) {
    String key = session.neighbor().value().toString();
    Windows.Window window = Windows.of(session.when(), observations);
    String established = label(SessionState.ESTABLISHED);
    Map<String, Object> previous = null;
    String detail = "";
    for (TableChange change : observations.tables().changes(session.node().value(), "sessions")) {
      if (!change.key().equals(key)) {
        continue;
      }
      boolean left =
          stateOf(previous).equals(established) && !stateOf(change.row()).equals(established);
      if (left && window.contains(change.timePs())) {
        Verdict verdict = silence(change, previous, range);
        if (!verdict.passed()) {
          return verdict;
        }
        detail = verdict.detail();
      }
      previous = change.row();
    }
    return detail.isEmpty()
        ? Verdict.fail("the session with " + key + " did not go down")
        : Verdict.pass(detail);
  }

  private static Verdict silence(
      TableChange change, @Nullable Map<String, Object> previous, LongRange range) {
    Map<String, Object> row = change.row() == null ? previous : change.row();
    Object last = row == null ? null : row.get("lastReceivedPs");
    if (!(last instanceof Long lastPs)) {
      return Verdict.fail("the session never received a message");
    }
    return Windows.number(
        "went down at " + SimTime.format(change.timePs()) + " after a silence of",
        change.timePs() - lastPs,
        range,
        SimTime::format);
  }

  private Verdict verdict(
      When when, Timeline timeline, String expected, LongFunction<String> seen) {
    if (when instanceof When.AtTime at) {
      return instant(timeline, at.timePs(), expected, seen);
    } else if (when instanceof When.Always always) {
      return always(timeline, always, expected, seen);
    } else if (when instanceof When.Never never) {
      return never(timeline, never, expected, seen);
    } else if (when instanceof When.After after) {
      long event = observations.eventPs(after.event().value());
      if (timeline.holdsAt(event)) {
        return Verdict.fail("it was so at " + after.event() + " already: " + seen.apply(event));
      }
      long change = timeline.becameTrueAfter(event);
      String detail = change == SimTime.NEVER ? "" : seen.apply(change);
      return Windows.transition(change, event, after, expected, detail);
    }
    return instant(timeline, observations.endPs(), expected, seen);
  }

  private static Verdict instant(
      Timeline timeline, long timePs, String expected, LongFunction<String> seen) {
    String detail = seen.apply(timePs) + " at " + SimTime.format(timePs);
    return timeline.holdsAt(timePs)
        ? Verdict.pass(detail)
        : Verdict.fail("expected " + expected + ", but " + detail);
  }

  private static Verdict always(
      Timeline timeline, When.Always always, String expected, LongFunction<String> seen) {
    if (!timeline.holdsAt(always.fromPs())) {
      return instant(timeline, always.fromPs(), expected, seen);
    }
    long broken = timeline.becameFalseAfter(always.fromPs());
    return broken <= always.toPs()
        ? instant(timeline, broken, expected, seen)
        : Verdict.pass(seen.apply(always.fromPs()) + " all the time");
  }

  private static Verdict never(
      Timeline timeline, When.Never never, String expected, LongFunction<String> seen) {
    long first =
        timeline.holdsAt(never.fromPs())
            ? never.fromPs()
            : timeline.becameTrueAfter(never.fromPs());
    return first <= never.toPs()
        ? Verdict.fail(
            String.format(
                Locale.ROOT,
                "expected never %s, but at %s: %s",
                expected,
                SimTime.format(first),
                seen.apply(first)))
        : Verdict.pass("never");
  }
}
