package io.sdnsim.slb.mux;

import io.sdnsim.core.address.IpAddress;
import java.util.Arrays;

/**
 * Both addresses of IPv6 flows, 32 bytes each time, by numbers of their own: so without such flows
 * it takes nothing, and they stay where they are when the rows of their flows move.
 */
final class WideAddresses {
  private static final int NONE = -1;
  private static final int LONGS = 4;
  private static final int FIRST_PAIRS = 16;

  private long[] words = {};
  private int count;

  /** A free pair holds the next free one in its first word. */
  private int firstFree = NONE;

  /** The answer is the number of the pair, until it is removed. */
  int add(IpAddress source, IpAddress destination) {
    int number = takeNumber();
    int at = number * LONGS;
    words[at] = source.high();
    words[at + 1] = source.low();
    words[at + 2] = destination.high();
    words[at + 3] = destination.low();
    return number;
  }

  private int takeNumber() {
    if (firstFree != NONE) {
      int number = firstFree;
      firstFree = (int) words[number * LONGS];
      return number;
    }
    if (count * LONGS == words.length) {
      words = Arrays.copyOf(words, Math.max(FIRST_PAIRS * LONGS, words.length * 2));
    }
    return count++;
  }

  void remove(int number) {
    words[number * LONGS] = firstFree;
    firstFree = number;
  }

  boolean are(int number, IpAddress source, IpAddress destination) {
    int at = number * LONGS;
    return words[at] == source.high()
        && words[at + 1] == source.low()
        && words[at + 2] == destination.high()
        && words[at + 3] == destination.low();
  }

  IpAddress source(int number) {
    int at = number * LONGS;
    return IpAddress.ofIpv6(words[at], words[at + 1]);
  }

  IpAddress destination(int number) {
    int at = number * LONGS + 2;
    return IpAddress.ofIpv6(words[at], words[at + 1]);
  }
}
