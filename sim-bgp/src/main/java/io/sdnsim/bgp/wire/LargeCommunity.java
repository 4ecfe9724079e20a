package io.sdnsim.bgp.wire;

/**
 * A large community (RFC 8092): three numbers of 32 bits, unsigned.
 *
 * @param globalAdministrator an AS number
 */
public record LargeCommunity(long globalAdministrator, long data1, long data2) {
  public LargeCommunity {
    check(globalAdministrator);
    check(data1);
    check(data2);
  }

  private static void check(long value) {
    if (value < 0 || value > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException("a part of a large community has 32 bits: " + value);
    }
  }

  /** {@code 64512:1:2} (RFC 8092 5). */
  @Override
  public String toString() {
    return globalAdministrator + ":" + data1 + ":" + data2;
  }
}
