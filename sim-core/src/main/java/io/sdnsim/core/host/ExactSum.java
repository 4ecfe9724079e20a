package io.sdnsim.core.host;

import java.math.BigInteger;

/** A sum of times that cannot overflow: picoseconds of many packets outgrow a {@code long}. */
final class ExactSum {
  private long low;
  private long high;

  /**
   * @param value zero or more
   */
  void add(long value) {
    low += value;
    if (Long.compareUnsigned(low, value) < 0) {
      high++;
    }
  }

  BigInteger value() {
    BigInteger unsignedLow = new BigInteger(Long.toUnsignedString(low));
    return BigInteger.valueOf(high).shiftLeft(Long.SIZE).add(unsignedLow);
  }

  double doubleValue() {
    return value().doubleValue();
  }
}
