package io.sdnsim.slb.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.slb.bench.MuxBenchResult.Rate;
import org.junit.jupiter.api.Test;

/** That the benchmark does the work that it reports; how fast it is, nobody asserts. */
class MuxBenchTest {
  @Test
  void packetsOfSomeFlows_thenOfAll() {
    MuxBenchResult result = MuxBench.run(1_000, 100, 5_000, 2);

    assertThat(result.flows()).isEqualTo(1_000);
    assertThat(result.rates()).extracting(Rate::active).containsExactly(100, 1_000);
    assertThat(result.rates()).extracting(Rate::packets).containsExactly(5_000L, 5_000L);
    assertThat(result.isRight()).isTrue();
    assertThat(result.pathReceived()).isPositive();
  }

  @Test
  void packetsOfAllFlows_whereAllAreActive() {
    MuxBenchResult result = MuxBench.run(50, 50, 1_000, 2);

    assertThat(result.rates()).extracting(Rate::active).containsExactly(50);
  }
}
