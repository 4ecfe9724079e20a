package io.sdnsim.slb.mux;

import io.sdnsim.core.address.IpAddress;
import java.util.Arrays;

/** Both addresses of IPv6 flows, by the number of the flow; without such flows it takes nothing. */
final class WideAddresses {
  private static final int LONGS = 4;
  private static final int FIRST_FLOWS = 64;

  private long[] words = {};

  void set(int flow, IpAddress source, IpAddress destination) {
    int at = flow * LONGS;
    if (at >= words.length) {
      words = Arrays.copyOf(words, Math.max(FIRST_FLOWS, 2 * Integer.highestOneBit(flow)) * LONGS);
    }
    words[at] = source.high();
    words[at + 1] = source.low();
    words[at + 2] = destination.high();
    words[at + 3] = destination.low();
  }

  boolean are(int flow, IpAddress source, IpAddress destination) {
    int at = flow * LONGS;
    return words[at] == source.high()
        && words[at + 1] == source.low()
        && words[at + 2] == destination.high()
        && words[at + 3] == destination.low();
  }

  IpAddress source(int flow) {
    int at = flow * LONGS;
    return IpAddress.ofIpv6(words[at], words[at + 1]);
  }

  IpAddress destination(int flow) {
    int at = flow * LONGS + 2;
    return IpAddress.ofIpv6(words[at], words[at + 1]);
  }
}
