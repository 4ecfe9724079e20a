package io.sdnsim.scenarios.expect;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.scenarios.model.LongRange;
import io.sdnsim.scenarios.model.When;
import java.util.function.LongFunction;

/** The intervals that {@code at}, {@code always} and {@code after} stand for. */
final class Windows {
  /** From and to, both included. */
  record Window(long fromPs, long toPs) {
    boolean contains(long timePs) {
      return timePs >= fromPs && timePs <= toPs;
    }

    boolean isWhole(long endPs) {
      return fromPs == 0 && toPs >= endPs;
    }
  }

  private Windows() {}

  /** The interval over which a measure is taken. */
  static Window of(When when, Observations observations) {
    long end = observations.endPs();
    if (when instanceof When.AtTime at) {
      return new Window(0, at.timePs());
    } else if (when instanceof When.Always always) {
      return new Window(always.fromPs(), Math.min(always.toPs(), end));
    } else if (when instanceof When.Never never) {
      return new Window(never.fromPs(), Math.min(never.toPs(), end));
    } else if (when instanceof When.After after) {
      long event = observations.eventPs(after.event().value());
      long to = after.withinPs() == SimTime.NEVER ? end : Math.min(event + after.withinPs(), end);
      return new Window(event + after.notBeforePs(), to);
    }
    return new Window(0, end);
  }

  /** Judges when something happened after an event; {@link SimTime#NEVER} when it did not. */
  static Verdict transition(
      long timePs, long eventPs, When.After after, String expected, String detail) {
    String event = after.event().value();
    if (timePs == SimTime.NEVER) {
      return Verdict.fail("expected " + expected + " after " + event + ", but it never came");
    }
    long since = timePs - eventPs;
    String seen =
        SimTime.format(since) + " after " + event + (detail.isEmpty() ? "" : ": " + detail);
    if (since < after.notBeforePs()) {
      return Verdict.fail(
          "expected "
              + expected
              + " not before "
              + SimTime.format(after.notBeforePs())
              + ", but "
              + seen);
    }
    if (after.withinPs() != SimTime.NEVER && since > after.withinPs()) {
      return Verdict.fail(
          "expected " + expected + " within " + SimTime.format(after.withinPs()) + ", but " + seen);
    }
    return Verdict.pass(seen);
  }

  /** Judges a number against a range. */
  static Verdict number(String what, long value, LongRange range, LongFunction<String> format) {
    String seen = what + " " + format.apply(value);
    return range.contains(value)
        ? Verdict.pass(seen)
        : Verdict.fail(seen + ", expected " + text(range, format));
  }

  private static String text(LongRange range, LongFunction<String> format) {
    if (range.min() == range.max()) {
      return format.apply(range.min());
    }
    if (range.min() == Long.MIN_VALUE) {
      return "at most " + format.apply(range.max());
    }
    if (range.max() == Long.MAX_VALUE) {
      return "at least " + format.apply(range.min());
    }
    return format.apply(range.min()) + " to " + format.apply(range.max());
  }
}
