package io.sdnsim.slb.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sdnsim.core.engine.RandomStreams;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FairSharesTest {
  private static final Offset<Double> EXACTLY = within(1e-9);

  /** 100 bytes in an interval. */
  private final FairShares shares =
      new FairShares(8_000, new RandomStreams(1).stream("fair-shares"));

  private long nowPs;

  /** Offers so many bytes of each VIP in one interval, and begins the next one. */
  private void offer(Map<String, Integer> bytes, Map<String, Integer> vms) {
    shares.drops(nowPs, "first", 1, 0);
    new TreeMap<>(bytes).forEach((vip, each) -> shares.drops(nowPs, vip, vms.get(vip), each));
    nowPs += FairShares.INTERVAL_PS;
    shares.drops(nowPs, "first", 1, 0);
  }

  @Test
  void enoughForAll_nobodyLosesAnything() {
    offer(Map.of("a", 60, "b", 40), Map.of("a", 1, "b", 1));
    assertThat(shares.dropProbability("a")).isZero();
    assertThat(shares.dropProbability("b")).isZero();
  }

  @Test
  void whatOneDoesNotNeed_isSharedByTheOthers_whoLoseTheirExcess() {
    offer(Map.of("a", 30, "b", 60, "c", 110), Map.of("a", 1, "b", 1, "c", 1));
    assertThat(shares.dropProbability("a")).isZero();
    assertThat(shares.dropProbability("b")).isCloseTo(25 / 60.0, EXACTLY);
    assertThat(shares.dropProbability("c")).isCloseTo(75 / 110.0, EXACTLY);
  }

  @Test
  void sharesAreWeightedByVms() {
    offer(Map.of("a", 100, "b", 100), Map.of("a", 3, "b", 1));
    assertThat(shares.dropProbability("a")).isCloseTo(0.25, EXACTLY);
    assertThat(shares.dropProbability("b")).isCloseTo(0.75, EXACTLY);
  }

  @Test
  void vipWithoutVms_countsAsOne() {
    offer(Map.of("a", 100, "b", 100), Map.of("a", 0, "b", 1));
    assertThat(shares.dropProbability("a")).isCloseTo(0.5, EXACTLY);
  }

  @Test
  void sharesHoldForOneInterval_andASilenceForgetsThem() {
    offer(Map.of("a", 200), Map.of("a", 1));
    assertThat(shares.dropProbability("a")).isCloseTo(0.5, EXACTLY);
    offer(Map.of("a", 50), Map.of("a", 1));
    assertThat(shares.dropProbability("a")).isZero();
    offer(Map.of("a", 400), Map.of("a", 1));
    assertThat(shares.dropProbability("a")).isCloseTo(0.75, EXACTLY);
    nowPs += 2 * FairShares.INTERVAL_PS;
    shares.drops(nowPs, "b", 1, 1);
    assertThat(shares.dropProbability("a")).isZero();
  }

  @Test
  void bytesBeforeASilence_sayNothingOfWhatComesAfterIt() {
    shares.drops(nowPs, "a", 1, 3000);
    nowPs += 2 * FairShares.INTERVAL_PS;
    shares.drops(nowPs, "a", 1, 3000);
    assertThat(shares.dropProbability("a")).isZero();
    // Shorter than that, the interval was a long one: 199 of 3000 bytes.
    nowPs += 2 * FairShares.INTERVAL_PS - FairShares.INTERVAL_PS / 100;
    shares.drops(nowPs, "a", 1, 1);
    assertThat(shares.dropProbability("a")).isCloseTo(2801 / 3000.0, EXACTLY);
  }

  @Test
  void packetsAreDroppedWithTheProbability() {
    offer(Map.of("a", 400), Map.of("a", 1));
    int dropped = 0;
    for (int i = 0; i < 10_000; i++) {
      dropped += shares.drops(nowPs, "a", 1, 1) ? 1 : 0;
    }
    assertThat(dropped).isBetween(7_350, 7_650);
  }
}
