package io.sdnsim.bgp.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.bench.BgpBenchResult.Check;
import io.sdnsim.bgp.bench.BgpBenchResult.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The benchmarks of BGP at a small scale: their routes are right. */
class BgpBenchTest {
  @Test
  void fullTableFromThreePeers_everyPathKept_bestByTheLadder() {
    BgpBenchResult result = FullTableBench.run(7, 3000, 450, 3);

    assertRight(result, 6);
    assertThat(result.phases())
        .extracting(Phase::name)
        .containsExactly("peer 1", "peer 2", "peer 3");
    assertThat(found(result, "paths")).isEqualTo(9000);
    assertThat(found(result, "best paths from peer 2")).isBetween(500L, 1500L);
  }

  @Test
  void anotherSeed_otherAttributes() {
    long one = found(FullTableBench.run(1, 1000, 150, 2), "best paths from peer 1");
    long again = found(FullTableBench.run(1, 1000, 150, 2), "best paths from peer 1");
    long other = found(FullTableBench.run(2, 1000, 150, 2), "best paths from peer 1");
    assertThat(one).isEqualTo(again).isNotEqualTo(other);
  }

  @Test
  void hostRoutesOfTwoMuxes_everywhereThroughBoth_andGoneAgain() {
    BgpBenchResult result = HostRoutesBench.run(300);

    assertRight(result, 11);
    assertThat(found(result, "border1 prefixes with 2 next hops")).isEqualTo(300);
    // Each router on the way holds changes for 50 ms.
    assertThat(result.phases().get(0).convergedSeconds()).isBetween(0.1, 5.0);
  }

  @Test
  void closLosesASpine_itsPodIsReachedThroughTheOthers() {
    BgpBenchResult result = ClosBench.run(2, 80);

    assertRight(result, 4);
    assertThat(found(result, "prefixes at leaves with the right next hops")).isEqualTo(40 * 80);
    assertThat(found(result, "prefixes at core0 without the spine")).isEqualTo(40);
  }

  private static void assertRight(BgpBenchResult result, int checks) {
    assertThat(result.checks()).hasSize(checks).allMatch(Check::holds);
    assertThat(result.isRight()).isTrue();
    assertThat(result.events()).isPositive();
  }

  private static long found(BgpBenchResult result, String what) {
    List<Check> matching =
        result.checks().stream().filter(check -> check.what().equals(what)).toList();
    assertThat(matching).as(what).hasSize(1);
    return matching.get(0).found();
  }
}
