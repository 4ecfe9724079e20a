package io.sdnsim.core.wire;

import io.sdnsim.core.engine.SimTime;
import java.math.BigInteger;

/**
 * The unit of an interface's time stamps (pcapng if_tsresol): a negative power of 10, or of 2 when
 * the most significant bit is set.
 *
 * @param code the option's byte, 0 to 255
 */
record TimestampResolution(int code) {
  static final TimestampResolution MICROSECONDS = new TimestampResolution(6);
  static final TimestampResolution NANOSECONDS = new TimestampResolution(9);

  private static final int BINARY = 0x80;
  private static final int MAX_LONG_POWER_OF_TEN = 18;
  private static final int PICOSECOND_DIGITS = 12;

  /** Whole seconds of an unsigned count of units. */
  long seconds(long units) {
    if (isSmallDecimal()) {
      return Long.divideUnsigned(units, powerOfTen(code));
    }
    return unsigned(units).divide(unitsPerSecond()).longValue();
  }

  /** The rest of the count, in picoseconds, rounded down. */
  long picosecondOfSecond(long units) {
    if (isSmallDecimal()) {
      long rest = Long.remainderUnsigned(units, powerOfTen(code));
      return code <= PICOSECOND_DIGITS
          ? rest * powerOfTen(PICOSECOND_DIGITS - code)
          : rest / powerOfTen(code - PICOSECOND_DIGITS);
    }
    BigInteger rest = unsigned(units).mod(unitsPerSecond());
    return rest.multiply(BigInteger.valueOf(SimTime.SECOND)).divide(unitsPerSecond()).longValue();
  }

  private boolean isSmallDecimal() {
    return code <= MAX_LONG_POWER_OF_TEN;
  }

  private BigInteger unitsPerSecond() {
    int exponent = code & ~BINARY;
    return (code & BINARY) == 0 ? BigInteger.TEN.pow(exponent) : BigInteger.TWO.pow(exponent);
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }

  private static long powerOfTen(int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= 10;
    }
    return power;
  }
}
