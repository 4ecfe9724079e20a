package io.sdnsim.core.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowKeyHashTest {
  private static final int FLOWS = 4000;

  /** Two stages of ECMP, or a router and a Mux: what one chose tells nothing about the other. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 8})
  void consecutivePorts_twoSeeds_chooseIndependently(int members) {
    for (long seed = 0; seed < 8; seed++) {
      for (long other = seed + 1; other < 8; other++) {
        assertThat(chiSquarePerDegree(members, seed, other))
            .as("seeds %d and %d", seed, other)
            .isLessThan(4);
      }
    }
  }

  private static double chiSquarePerDegree(int members, long seed, long other) {
    int[] counts = new int[members * members];
    for (int port = 32_768; port < 32_768 + FLOWS; port++) {
      FlowKey key =
          new FlowKey(
              0,
              IpAddress.parse("192.168.200.50"),
              IpAddress.parse("192.168.133.74"),
              IpProtocol.TCP,
              port,
              443);
      int first = (int) Long.remainderUnsigned(key.hash(seed), members);
      int second = (int) Long.remainderUnsigned(key.hash(other), members);
      counts[first * members + second]++;
    }
    double expected = FLOWS / (double) counts.length;
    double sum = 0;
    for (int count : counts) {
      sum += (count - expected) * (count - expected) / expected;
    }
    return sum / (counts.length - 1);
  }
}
