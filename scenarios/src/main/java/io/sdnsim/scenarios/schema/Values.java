package io.sdnsim.scenarios.schema;

import io.sdnsim.scenarios.model.PortRange;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts with units that no core type parses: sizes, rates, shares and port ranges. */
public final class Values {
  private static final Pattern QUANTITY =
      Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,18})?)\\s*([A-Za-z%]+)");

  private Values() {}

  /**
   * Bytes of {@code 300B}, {@code 20kB} (20,000) or {@code 64KiB} (65,536).
   *
   * @throws IllegalArgumentException when it is none, or not a whole number of bytes
   */
  public static long parseSize(String text) {
    return parse(text, "bytes", Values::sizeUnit);
  }

  /**
   * Bits per second of {@code 10Gbps}.
   *
   * @throws IllegalArgumentException when it is none, or not a whole number of bits per second
   */
  public static long parseRate(String text) {
    return parse(text, "bits per second", Values::rateUnit);
  }

  /** The share, 0 to 1, of {@code 2.5%}. */
  public static double parseShare(String text) {
    BigDecimal percent = new BigDecimal(text.substring(0, text.length() - 1).trim());
    if (percent.compareTo(BigDecimal.valueOf(100)) > 0) {
      throw new IllegalArgumentException("'" + text + "' is more than 100%");
    }
    return percent.movePointLeft(2).doubleValue();
  }

  /** Ports of {@code 80} or {@code 1024-2047}. */
  public static PortRange parsePorts(String text) {
    int dash = text.indexOf('-');
    int first = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
    int last = dash < 0 ? first : Integer.parseInt(text.substring(dash + 1));
    if (first < 1 || last > 65_535 || first > last) {
      throw new IllegalArgumentException("'" + text + "' is not a range within 1 to 65535");
    }
    return new PortRange(first, last);
  }

  /** The interval between events of that many per second, rounded to a picosecond. */
  public static long intervalPs(BigDecimal perSecond) {
    return BigDecimal.valueOf(1_000_000_000_000L)
        .divide(perSecond, 0, RoundingMode.HALF_EVEN)
        .longValueExact();
  }

  @FunctionalInterface
  private interface Units {
    long factor(String unit);
  }

  private static long parse(String text, String what, Units units) {
    Matcher matcher = QUANTITY.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a number with a unit");
    }
    BigDecimal value =
        new BigDecimal(matcher.group(1))
            .multiply(BigDecimal.valueOf(units.factor(matcher.group(2))));
    try {
      return value.longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("'" + text + "' is not a whole number of " + what, e);
    }
  }

  private static long sizeUnit(String unit) {
    return switch (unit) {
      case "B" -> 1;
      case "kB" -> 1_000;
      case "MB" -> 1_000_000;
      case "GB" -> 1_000_000_000;
      case "KiB" -> 1L << 10;
      case "MiB" -> 1L << 20;
      case "GiB" -> 1L << 30;
      default -> throw new IllegalArgumentException("'" + unit + "' is not a unit of bytes");
    };
  }

  private static long rateUnit(String unit) {
    return switch (unit) {
      case "bps" -> 1;
      case "kbps" -> 1_000;
      case "Mbps" -> 1_000_000;
      case "Gbps" -> 1_000_000_000;
      case "Tbps" -> 1_000_000_000_000L;
      default -> throw new IllegalArgumentException("'" + unit + "' is not a unit of rates");
    };
  }
}
