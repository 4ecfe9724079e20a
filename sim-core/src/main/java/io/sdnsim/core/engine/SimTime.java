package io.sdnsim.core.engine;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Simulated time: a {@code long} of picoseconds since the start of the run (106 days at most). Only
 * this class formats and parses it.
 */
public final class SimTime {
  public static final long NANOSECOND = 1_000L;
  public static final long MICROSECOND = 1_000 * NANOSECOND;
  public static final long MILLISECOND = 1_000 * MICROSECOND;
  public static final long SECOND = 1_000 * MILLISECOND;

  /** Later than any event: "never". */
  public static final long NEVER = Long.MAX_VALUE;

  private static final Pattern TEXT =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*(ps|ns|us|ms|s|min|h|d)");

  private SimTime() {}

  /**
   * A time so much later, or {@link #NEVER} when that is beyond what a {@code long} holds.
   *
   * @param delayPs zero or more
   */
  public static long plus(long timePs, long delayPs) {
    long sum = timePs + delayPs;
    return sum < timePs ? NEVER : sum;
  }

  /**
   * Parses a number with its unit: {@code 250ms}, {@code 1.5 s}, {@code 4min}; units ps, ns, us,
   * ms, s, min, h, d.
   *
   * @throws IllegalArgumentException with a sentence for people: no unit, negative, finer than a
   *     picosecond or beyond 106 days
   */
  public static long parse(String text) {
    String trimmed = text.trim();
    Matcher matcher = TEXT.matcher(trimmed);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(complaint(trimmed));
    }
    BigDecimal value =
        new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unitPs(matcher.group(2))));
    try {
      return value.longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "'" + trimmed + "' is not a whole number of picoseconds within 106 days", e);
    }
  }

  private static String complaint(String text) {
    if (text.matches("[0-9]+(\\.[0-9]+)?")) {
      return "'" + text + "' has no unit: did you mean " + text + "s or " + text + "ms?";
    }
    if (text.startsWith("-")) {
      return "'" + text + "' is negative: a time is zero or more";
    }
    return "'" + text + "' is not a time: expected a number and a unit, such as 250ms or 1.5s";
  }

  private static long unitPs(String unit) {
    return switch (unit) {
      case "ps" -> 1;
      case "ns" -> NANOSECOND;
      case "us" -> MICROSECOND;
      case "ms" -> MILLISECOND;
      case "s" -> SECOND;
      case "min" -> 60 * SECOND;
      case "h" -> 3600 * SECOND;
      case "d" -> 86_400 * SECOND;
      default -> throw new IllegalArgumentException(unit);
    };
  }

  /** Seconds as a double, for reports and statistics; never for simulated arithmetic. */
  public static double toSeconds(long timePs) {
    return timePs / 1e12;
  }

  /** The exact time in the largest unit that leaves it above one: {@code 1.5s}, {@code 17us}. */
  public static String format(long timePs) {
    if (timePs == NEVER) {
      return "never";
    }
    String[] units = {"s", "ms", "us", "ns"};
    long[] sizes = {SECOND, MILLISECOND, MICROSECOND, NANOSECOND};
    long magnitude = Math.abs(timePs);
    for (int i = 0; i < units.length; i++) {
      if (magnitude >= sizes[i]) {
        BigDecimal value = BigDecimal.valueOf(timePs).divide(BigDecimal.valueOf(sizes[i]));
        return value.stripTrailingZeros().toPlainString() + units[i];
      }
    }
    return timePs == 0 ? "0s" : timePs + "ps";
  }

  /** Seconds with six decimals, for aligned columns: {@code 5.000017}; rounds down. */
  public static String formatSeconds(long timePs) {
    return String.format(Locale.ROOT, "%d.%06d", timePs / SECOND, timePs % SECOND / MICROSECOND);
  }
}
