package io.sdnsim.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.engine.SimTime;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FlowStatsTest {
  private static final long MS = SimTime.MILLISECOND;

  private static FlowStats probes() {
    return FlowStats.roundTrip(
        "probe", FlowStatsConfig.DEFAULT.withLossTimeout(10 * MS).withInterval(MS));
  }

  /** One probe each 10 ms; true is answered after 1 ms. */
  private static FlowStats after(boolean... answers) {
    FlowStats stats = probes();
    for (int i = 0; i < answers.length; i++) {
      int number = stats.packetSent(0, i * 10L * MS, 0);
      if (answers[i]) {
        stats.packetReceived(0, number, (i * 10L + 1) * MS, 0);
      }
    }
    return stats;
  }

  @Test
  void outage_isFromTheFirstLostToTheNextAnswered() {
    FlowStats stats = after(true, false, false, false, true, false, true);
    assertThat(stats.result(61 * MS).outage()).isEqualTo(new Gap(0, 10 * MS, 40 * MS, 3));
    assertThat(stats.outages(61 * MS))
        .containsExactly(new Gap(0, 10 * MS, 40 * MS, 3), new Gap(0, 50 * MS, 60 * MS, 1));
  }

  @Test
  void outage_afterAnEvent_countsThoseThatEndLater() {
    FlowStats stats = after(true, false, false, false, true, false, true);
    assertThat(stats.longestOutageAfter(20 * MS, 61 * MS).lengthPs()).isEqualTo(30 * MS);
    assertThat(stats.longestOutageAfter(40 * MS, 61 * MS).lengthPs()).isEqualTo(10 * MS);
    assertThat(stats.longestOutageAfter(60 * MS, 61 * MS)).isNull();
  }

  @Test
  void outage_thatHasNotEnded_lastsUntilNowOrTheLastProbe() {
    FlowStats stats = after(true, false, false);
    assertThat(stats.result(95 * MS).outage()).isEqualTo(new Gap(0, 10 * MS, 95 * MS, 2));
    stats.stream(0).stopped(30 * MS);
    assertThat(stats.result(95 * MS).outage()).isEqualTo(new Gap(0, 10 * MS, 30 * MS, 2));
  }

  @Test
  void lost_isNotSaidBeforeTheTimeout() {
    FlowStats stats = after(true, false);
    assertThat(stats.lost(20 * MS)).isZero();
    assertThat(stats.lost(20 * MS + 1)).isEqualTo(1);
    assertThat(stats.result(20 * MS).outage()).isNull();
  }

  @Test
  void answerAfterTheTimeout_isLateAndLost_secondAnswerIsADuplicate() {
    FlowStats stats = probes();
    int first = stats.packetSent(0, 0, 0);
    int second = stats.packetSent(0, MS, 0);
    stats.packetReceived(0, first, 11 * MS, 0);
    stats.packetReceived(0, second, 11 * MS, 0);
    stats.packetReceived(0, second, 11 * MS, 0);
    FlowResult result = stats.result(20 * MS);
    assertThat(result.received()).isEqualTo(1);
    assertThat(result.lost()).isEqualTo(1);
    assertThat(result.late()).isEqualTo(1);
    assertThat(result.duplicates()).isEqualTo(1);
  }

  @Test
  void outageOfAFlow_isThatOfOneProber_notOfAllTogether() {
    FlowStats stats = probes();
    for (int i = 0; i < 6; i++) {
      for (int prober = 0; prober < 2; prober++) {
        int number = stats.packetSent(prober, i * 10L * MS, 0);
        // Prober 0 misses 1 and 2, prober 1 misses 3 and 4: no single one misses four.
        boolean answered = prober == 0 ? i != 1 && i != 2 : i != 3 && i != 4;
        if (answered) {
          stats.packetReceived(prober, number, (i * 10L + 1) * MS, 0);
        }
      }
    }
    assertThat(stats.result(51 * MS).outage()).isEqualTo(new Gap(0, 10 * MS, 30 * MS, 2));
  }

  @Test
  void jitter_followsRfc3550() {
    FlowStats stats = probes();
    long[] transitMs = {1, 1, 3, 2};
    for (int i = 0; i < transitMs.length; i++) {
      int number = stats.packetSent(0, i * 10L * MS, 0);
      stats.packetReceived(0, number, (i * 10L + transitMs[i]) * MS, 0);
    }
    double j = 0;
    j += (0 - j) / 16;
    j += (2.0 * MS - j) / 16;
    j += (1.0 * MS - j) / 16;
    assertThat(stats.result(100 * MS).jitterPs()).isEqualTo(j);
  }

  @Test
  void windows_countBySendTimeAndByArrival() {
    FlowStats stats = after(true, false, false, false, true, false, true);
    assertThat(stats.sentIn(0, 70 * MS)).isEqualTo(7);
    assertThat(stats.deliveredIn(0, 70 * MS)).isEqualTo(3);
    assertThat(stats.sentIn(10 * MS, 40 * MS)).isEqualTo(3);
    assertThat(stats.deliveredIn(10 * MS, 40 * MS)).isZero();
  }

  @Test
  void connectionWindows_includeBothEnds() {
    FlowStats stats = FlowStats.roundTrip("http", FlowStatsConfig.DEFAULT);
    ConnectionStats first = stats.connectionOpened(10 * MS);
    ConnectionStats second = stats.connectionOpened(20 * MS);
    stats.connectionOpened(30 * MS);
    first.completed(30 * MS);
    second.broken(40 * MS, "reset");
    assertThat(stats.connectionsOpenedIn(10 * MS, 30 * MS)).isEqualTo(3);
    assertThat(stats.connectionsOpenedIn(10 * MS + 1, 30 * MS - 1)).isEqualTo(1);
    assertThat(stats.connectionsCompletedIn(0, 30 * MS)).isEqualTo(1);
    assertThat(stats.connectionsCompletedIn(0, 30 * MS - 1)).isZero();
    assertThat(stats.brokenIn(40 * MS, 40 * MS)).isEqualTo(1);
    assertThat(stats.brokenIn(40 * MS + 1, SimTime.SECOND)).isZero();
  }

  @Test
  void stalls_areThoseThatEndedAndThoseThatLast() {
    FlowStats stats = FlowStats.roundTrip("http", FlowStatsConfig.DEFAULT);
    ConnectionStats first = stats.connectionOpened(0);
    first.established(50 * MS);
    stats.connectionOpened(60 * MS);
    assertThat(stats.stalls(100 * MS))
        .containsExactly(new Gap(0, 0, 50 * MS, 0), new Gap(1, 60 * MS, 100 * MS, 0));
  }

  @Test
  void bytesOfEachDirection_atTheEndOfTheRunCount() {
    FlowStats stats = FlowStats.roundTrip("http", FlowStatsConfig.DEFAULT);
    stats.bytesReceived(false, 10 * MS, 100);
    stats.bytesReceived(true, 20 * MS, 1_000);
    stats.bytesReceived(true, 100 * MS, 4);
    assertThat(stats.requestBytesIn(0, 100 * MS)).isEqualTo(100);
    assertThat(stats.replyBytesIn(0, 100 * MS)).isEqualTo(1_004);
    assertThat(stats.replyBytesIn(0, 90 * MS)).isEqualTo(1_000);
    assertThat(stats.requestBytesIn(20 * MS, 100 * MS)).isZero();
  }

  @Property
  void momentLog_countsExactlyWhileAllAreKept(
      @ForAll @Size(max = 60) List<@LongRange(max = 1_000) Long> times,
      @ForAll @IntRange(min = 2, max = 80) int limit,
      @ForAll @LongRange(max = 1_000) long from,
      @ForAll @LongRange(max = 1_000) long to) {
    List<Long> sorted = new ArrayList<>(times);
    Collections.sort(sorted);
    MomentLog log = new MomentLog(limit);
    sorted.forEach(log::add);
    assertThat(log.count(0, 1_000)).isEqualTo(times.size());
    long exact = times.stream().filter(time -> time >= from && time <= to).count();
    long stride = 1;
    while (times.size() > limit * stride) {
      stride *= 2;
    }
    assertThat(log.count(from, to)).isBetween(exact - (stride - 1), exact + (stride - 1));
  }

  /** The oracle looks at the whole list at once. */
  @Property
  void outages_equalTheOracle_inAnyOrderOfArrival(
      @ForAll @Size(max = 60) List<@IntRange(max = 30) Integer> answerMs) {
    FlowStats stats = probes();
    List<long[]> arrivals = new ArrayList<>();
    for (int i = 0; i < answerMs.size(); i++) {
      long sentPs = i * 4L * MS;
      arrivals.add(new long[] {sentPs, i, 0});
      arrivals.add(new long[] {sentPs + answerMs.get(i) * MS, i, 1});
    }
    Collections.sort(
        arrivals, (a, b) -> a[0] != b[0] ? Long.compare(a[0], b[0]) : Long.compare(a[2], b[2]));
    for (long[] each : arrivals) {
      if (each[2] == 0) {
        stats.packetSent(0, each[0], 0);
      } else {
        stats.packetReceived(0, (int) each[1], each[0], 0);
      }
    }
    List<Gap> expected = new ArrayList<>();
    long start = -1;
    int lost = 0;
    int lostInAll = 0;
    for (int i = 0; i < answerMs.size(); i++) {
      boolean answered = answerMs.get(i) <= 10;
      if (answered && start >= 0) {
        expected.add(new Gap(0, start, i * 4L * MS, lost));
        start = -1;
        lost = 0;
      } else if (!answered) {
        start = start < 0 ? i * 4L * MS : start;
        lost++;
        lostInAll++;
      }
    }
    if (start >= 0) {
      expected.add(new Gap(0, start, SimTime.SECOND, lost));
    }
    if (answerMs.isEmpty()) {
      assertThat(stats.outages(SimTime.SECOND)).isNull();
    } else {
      assertThat(stats.outages(SimTime.SECOND)).containsExactlyElementsOf(expected);
    }
    assertThat(stats.lost(SimTime.SECOND)).isEqualTo(lostInAll);
    assertThat(stats.received() + stats.lost(SimTime.SECOND)).isEqualTo(stats.sent());
  }

  @Property
  void intervalLog_totalsAreExact_whateverTheLimit(
      @ForAll @Size(max = 50) List<@LongRange(max = 100_000) Long> times,
      @ForAll @IntRange(min = 2, max = 40) int limit) {
    IntervalLog log = new IntervalLog(100, limit);
    times.forEach(time -> log.add(time, 1));
    assertThat(log.total(0, 1_000_000)).isEqualTo(times.size());
    long step = log.intervalPs();
    long from = 2 * step;
    long to = 5 * step;
    assertThat(log.total(from, to))
        .isEqualTo(times.stream().filter(time -> time >= from && time < to).count());
  }

  @Property
  void latency_percentilesAreWithinATenthOfAPercent(
      @ForAll @Size(min = 1, max = 200) List<@LongRange(max = 10_000_000_000_000L) Long> times) {
    LatencyStats stats = new LatencyStats(true);
    times.forEach(stats::record);
    List<Long> sorted = new ArrayList<>(times);
    Collections.sort(sorted);
    for (int percent : new int[] {50, 90, 99, 100}) {
      long exact = sorted.get((int) Math.ceil(percent / 100.0 * sorted.size()) - 1);
      assertThat((double) stats.percentilePs(percent))
          .isBetween(exact * 0.999 - 1_000, exact * 1.001 + 1_000);
    }
    assertThat(stats.minPs()).isEqualTo(sorted.get(0));
    assertThat(stats.maxPs()).isEqualTo(sorted.get(sorted.size() - 1));
    assertThat(stats.sumPs())
        .isEqualTo(
            times.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add));
  }

  @Property
  void exactSum_doesNotOverflow(@ForAll @Size(max = 50) List<@LongRange(min = 0) Long> values) {
    ExactSum sum = new ExactSum();
    values.forEach(sum::add);
    assertThat(sum.value())
        .isEqualTo(
            values.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add));
  }

  @Test
  void manyOutstanding_oldestCountsAsLost_memoryIsBounded() {
    FlowStatsConfig config = new FlowStatsConfig(MS, 1_000, SimTime.SECOND, 64, 100, MS, true);
    FlowStats stats = FlowStats.oneWay("udp", config);
    for (int i = 0; i < 1_000; i++) {
      stats.packetSent(0, i, 10);
    }
    assertThat(stats.lost(1_000)).isEqualTo(1_000 - 64);
    stats.packetReceived(0, 0, 1_001, 10);
    stats.packetReceived(0, 999, 1_001, 10);
    assertThat(stats.received()).isEqualTo(1);
    assertThat(stats.result(1_001).late()).isEqualTo(1);
  }

  @Test
  void gapLogFull_keepsTheLongest() {
    GapLog log = new GapLog(3);
    for (int i = 1; i <= 10; i++) {
      log.add(new Gap(0, 0, i == 5 ? 1_000 : i, 1));
    }
    assertThat(log.gaps()).extracting(Gap::lengthPs).containsExactly(1_000L, 9L, 10L);
    assertThat(log.forgotten()).isEqualTo(7);
  }

  @Test
  void registry_twoFlowsOfOneName_areRefused() {
    FlowRegistry flows = new FlowRegistry();
    flows.add(probes());
    assertThatThrownBy(() -> flows.add(probes())).hasMessage("two flows are named probe");
  }
}
