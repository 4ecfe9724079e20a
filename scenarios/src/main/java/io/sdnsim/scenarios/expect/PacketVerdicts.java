package io.sdnsim.scenarios.expect;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.scenarios.model.When;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges single packets (or requests), which count at the time at which they were sent. */
final class PacketVerdicts {
  /**
   * Whether something is true of one packet.
   *
   * @param detail what was seen
   */
  private record Judged(long sentPs, boolean holds, String detail) {}

  private final String subject;
  private final List<Judged> judged = new ArrayList<>();

  /**
   * @param subject what is judged, in the singular: "delivered packet of web"
   */
  PacketVerdicts(String subject) {
    this.subject = subject;
  }

  /** Adds a packet; packets come in the order in which they were sent. */
  void add(long sentPs, boolean holds, String detail) {
    judged.add(new Judged(sentPs, holds, detail));
  }

  /**
   * @param expected what was expected, for failures
   */
  Verdict verdict(When when, String expected, Observations observations) {
    if (when instanceof When.AtTime at) {
      return first(at.timePs(), expected);
    } else if (when instanceof When.Always always) {
      return every(always.fromPs(), always.toPs(), expected);
    } else if (when instanceof When.Never never) {
      return none(never.fromPs(), never.toPs(), expected);
    } else if (when instanceof When.After after) {
      return transition(observations.eventPs(after.event().value()), after, expected);
    }
    return every(0, SimTime.NEVER, expected);
  }

  private Verdict first(long fromPs, String expected) {
    for (Judged one : judged) {
      if (one.sentPs() >= fromPs) {
        return one.holds() ? Verdict.pass(one.detail()) : failure(one, expected);
      }
    }
    return Verdict.fail("no " + subject + " at or after " + SimTime.format(fromPs));
  }

  private Verdict every(long fromPs, long toPs, String expected) {
    long number = 0;
    Judged last = null;
    for (Judged one : judged) {
      if (one.sentPs() >= fromPs && one.sentPs() <= toPs) {
        if (!one.holds()) {
          return failure(one, expected);
        }
        number++;
        last = one;
      }
    }
    return last == null
        ? Verdict.fail("no " + subject + window(fromPs, toPs))
        : Verdict.pass(last.detail() + " (" + number + (number == 1 ? " packet)" : " packets)"));
  }

  private Verdict none(long fromPs, long toPs, String expected) {
    for (Judged one : judged) {
      if (one.sentPs() >= fromPs && one.sentPs() <= toPs && one.holds()) {
        return Verdict.fail(
            "expected never "
                + expected
                + ", but at "
                + SimTime.format(one.sentPs())
                + ": "
                + one.detail());
      }
    }
    return Verdict.pass("never" + window(fromPs, toPs));
  }

  private Verdict transition(long eventPs, When.After after, String expected) {
    Judged before = null;
    Judged changed = null;
    for (Judged one : judged) {
      if (one.sentPs() <= eventPs) {
        before = one;
      } else if (one.holds()) {
        changed = one;
        break;
      }
    }
    if (before != null && before.holds()) {
      return Verdict.fail("it was so before " + after.event() + " already: " + before.detail());
    }
    return Windows.transition(
        changed == null ? SimTime.NEVER : changed.sentPs(),
        eventPs,
        after,
        expected,
        changed == null ? "" : changed.detail());
  }

  private static Verdict failure(Judged one, String expected) {
    return Verdict.fail(
        "expected " + expected + ", but at " + SimTime.format(one.sentPs()) + ": " + one.detail());
  }

  private static String window(long fromPs, long toPs) {
    @Nullable String to = toPs == SimTime.NEVER ? null : SimTime.format(toPs);
    return fromPs == 0 && to == null
        ? ""
        : " from " + SimTime.format(fromPs) + (to == null ? " on" : " to " + to);
  }
}
