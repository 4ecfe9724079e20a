package io.sdnsim.slb.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.slb.goal.Backend;
import io.sdnsim.slb.goal.RuleSettings;
import io.sdnsim.slb.goal.SelectionMethod;
import io.sdnsim.slb.goal.VipState.PoolMember;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackendPickersTest {
  private static final int FLOWS = 20_000;

  private final BackendPickers pickers = new BackendPickers();

  static Backend backend(int number) {
    IpAddress address = IpAddress.ofIpv4(0x0A000000 + number);
    return new Backend("vm" + number, address, 443, address, 5001, new MacAddress(number));
  }

  static List<Backend> backends(int count) {
    return IntStream.range(0, count).mapToObj(BackendPickersTest::backend).toList();
  }

  private static List<PoolMember> pool(List<Backend> backends) {
    return backends.stream().map(each -> new PoolMember(each, false)).toList();
  }

  private static RuleSettings by(SelectionMethod method) {
    return RuleSettings.DEFAULT.withSelection(method);
  }

  private BackendPicker picker(SelectionMethod method, List<Backend> backends, long seed) {
    return pickers.pickerOf(pool(backends), by(method), seed);
  }

  private static long flow(int number) {
    return BackendHash.mix(number);
  }

  /** The share of flows that change their backend. */
  private double moved(BackendPicker before, BackendPicker after) {
    int moved = 0;
    for (int i = 0; i < FLOWS; i++) {
      moved += before.pick(flow(i)).equals(after.pick(flow(i))) ? 0 : 1;
    }
    return (double) moved / FLOWS;
  }

  /** DOMAIN 1.8, after Maglev's table 1. */
  @Test
  void oracle_ofTheMaglevPaper() {
    assertThat(MaglevTable.fill(new int[] {3, 0, 3}, new int[] {4, 2, 1}, 7))
        .containsExactly(1, 0, 1, 0, 2, 2, 0);
  }

  @Test
  void oracle_ofTheMaglevPaper_withoutTheSecondBackend() {
    assertThat(MaglevTable.fill(new int[] {3, 3}, new int[] {4, 1}, 7))
        .containsExactly(0, 0, 0, 0, 1, 1, 1);
  }

  @Test
  void tableSize_isTheSmallestPrimeAbove100TimesTheBackends() {
    assertThat(RuleSettings.tableSizeFor(1)).isEqualTo(101);
    assertThat(RuleSettings.tableSizeFor(3)).isEqualTo(307);
    assertThat(RuleSettings.tableSizeFor(10)).isEqualTo(1009);
    assertThat(((MaglevTable) picker(SelectionMethod.MAGLEV, backends(10), 1)).size())
        .isEqualTo(1009);
    RuleSettings given = by(SelectionMethod.MAGLEV).withMaglevEntries(65_537);
    assertThat(((MaglevTable) pickers.pickerOf(pool(backends(10)), given, 1)).size())
        .isEqualTo(65_537);
  }

  @Property(tries = 100)
  void maglev_sharesDifferByAtMostOneEntry(
      @ForAll @IntRange(min = 1, max = 60) int count, @ForAll long seed) {
    assertSharesDiffer(
        MaglevTable.of(backends(count), RuleSettings.tableSizeFor(count), seed), count);
  }

  private static void assertSharesDiffer(MaglevTable table, int count) {
    int[] entries = new int[count];
    for (int i = 0; i < table.size(); i++) {
      entries[(int) table.at(i).mac().bits()]++;
    }
    int most = IntStream.of(entries).max().orElseThrow();
    int least = IntStream.of(entries).min().orElseThrow();
    assertThat(most - least).isLessThanOrEqualTo(1);
  }

  /** Muxes that share nothing, told of the backends in different orders. */
  @Property(tries = 100)
  void maglevAndRendezvous_areTheSameAtAllMuxes_whateverTheOrderOfTheBackends(
      @ForAll @IntRange(min = 1, max = 40) int count, @ForAll long seed, @ForAll long shuffle) {
    List<Backend> shuffled = new ArrayList<>(backends(count));
    Collections.shuffle(shuffled, new Random(shuffle));
    for (SelectionMethod method :
        List.of(SelectionMethod.MAGLEV, SelectionMethod.RENDEZVOUS_PAIR)) {
      BackendPicker one = new BackendPickers().pickerOf(pool(backends(count)), by(method), seed);
      BackendPicker other = new BackendPickers().pickerOf(pool(shuffled), by(method), seed);
      for (int i = 0; i < 200; i++) {
        assertThat(one.pick(flow(i))).isEqualTo(other.pick(flow(i)));
      }
    }
  }

  @Test
  void table_isBuiltOnceForAllMuxes() {
    List<Backend> reversed = new ArrayList<>(backends(5));
    Collections.reverse(reversed);
    assertThat(picker(SelectionMethod.MAGLEV, reversed, 1))
        .isSameAs(picker(SelectionMethod.MAGLEV, backends(5), 1))
        .isNotSameAs(picker(SelectionMethod.MAGLEV, backends(5), 2))
        .isNotSameAs(picker(SelectionMethod.MAGLEV, backends(4), 1));
  }

  /** The flows that move although neither their old nor their new backend came or went. */
  private double disturbed(BackendPicker before, BackendPicker after, Backend changed) {
    int disturbed = 0;
    for (int i = 0; i < FLOWS; i++) {
      Backend old = before.pick(flow(i));
      Backend now = after.pick(flow(i));
      disturbed += old.equals(now) || old.equals(changed) || now.equals(changed) ? 0 : 1;
    }
    return (double) disturbed / FLOWS;
  }

  /** Adds and removes one backend of n: whoever reads the two pools in which order. */
  @Property(tries = 40)
  void changeOfOneOfN_movesNothingElse_byRendezvous(
      @ForAll @IntRange(min = 1, max = 30) int count, @ForAll long seed) {
    BackendPicker few = picker(SelectionMethod.RENDEZVOUS_PAIR, backends(count), seed);
    BackendPicker more = picker(SelectionMethod.RENDEZVOUS_PAIR, backends(count + 1), seed);
    assertThat(disturbed(few, more, backend(count))).isZero();
    double fair = 1.0 / (count + 1);
    // Five standard deviations of the number of flows that hash to one of n.
    double noise = 5 * Math.sqrt(fair * (1 - fair) / FLOWS);
    assertThat(moved(few, more)).isBetween(fair - noise, fair + noise);
  }

  /** Whoever it is that goes: its own flows move, and go over to those that were second. */
  @Property(tries = 60)
  void removalOfAnyOneOfN_movesItsOwnFlowsAlone_toTheirSecond_byRendezvous(
      @ForAll @IntRange(min = 2, max = 30) int count,
      @ForAll @IntRange(min = 0, max = 29) int which,
      @ForAll long seed) {
    List<Backend> left = new ArrayList<>(backends(count));
    Backend gone = left.remove(which % count);
    BackendPicker before = picker(SelectionMethod.RENDEZVOUS_PAIR, backends(count), seed);
    BackendPicker after = picker(SelectionMethod.RENDEZVOUS_PAIR, left, seed);
    for (int i = 0; i < 2000; i++) {
      Backend old = before.pick(flow(i));
      assertThat(after.pick(flow(i))).isEqualTo(old.equals(gone) ? before.second(flow(i)) : old);
    }
  }

  /** What a hand-over between the two hosts stands on: who had a flow is still in its pair. */
  @Property(tries = 60)
  void backendThatComesOrDrains_leavesTheOldOneInThePair(
      @ForAll @IntRange(min = 2, max = 30) int count,
      @ForAll @IntRange(min = 0, max = 29) int which,
      @ForAll boolean drains,
      @ForAll long seed) {
    List<PoolMember> changed = new ArrayList<>(pool(backends(drains ? count : count + 1)));
    if (drains) {
      changed.set(which % count, new PoolMember(backend(which % count), true));
    }
    BackendPicker before = picker(SelectionMethod.RENDEZVOUS_PAIR, backends(count), seed);
    BackendPicker after = pickers.pickerOf(changed, by(SelectionMethod.RENDEZVOUS_PAIR), seed);
    assertThat(after).isNotNull();
    for (int i = 0; i < 1000; i++) {
      assertThat(Arrays.asList(after.pick(flow(i)), after.second(flow(i))))
          .contains(before.pick(flow(i)));
    }
  }

  /**
   * All flows of the one that goes, and few others. No table is promised to move few (one of 3,000
   * moved 21 %): the mean of 30 is held, whose own mean is below 3 %.
   */
  @Property(tries = 20)
  void removalOfAnyOneOfN_movesFewOthers_byMaglev(
      @ForAll @IntRange(min = 2, max = 40) int count,
      @ForAll @IntRange(min = 0, max = 39) int which,
      @ForAll long seed) {
    List<Backend> left = new ArrayList<>(backends(count));
    Backend gone = left.remove(which % count);
    RuleSettings settings =
        by(SelectionMethod.MAGLEV).withMaglevEntries(RuleSettings.tableSizeFor(count));
    double sum = 0;
    for (int i = 0; i < 30; i++) {
      BackendPicker before = pickers.pickerOf(pool(backends(count)), settings, seed + i);
      BackendPicker after = pickers.pickerOf(pool(left), settings, seed + i);
      assertThat(before).isNotNull();
      assertThat(after).isNotNull();
      sum += disturbed(before, after, gone);
    }
    assertThat(sum / 30).isLessThan(0.08);
  }

  /** A hash modulo n promises one thing: of n + 1 flows one stays when n becomes n + 1. */
  @Property(tries = 60)
  void changeOfOneOfN_movesAllButOneOfNPlusOne_byAnanta(
      @ForAll @IntRange(min = 1, max = 30) int count, @ForAll long seed) {
    BackendPicker few = picker(SelectionMethod.ANANTA, backends(count), seed);
    BackendPicker more = picker(SelectionMethod.ANANTA, backends(count + 1), seed);
    double stays = 1.0 / (count + 1);
    double noise = 5 * Math.sqrt(stays * (1 - stays) / FLOWS);
    assertThat(1 - moved(few, more)).isBetween(stays - noise, stays + noise);
  }

  /** Also where the size is no multiple of anything, and where entries are few. */
  @Property(tries = 100)
  void maglev_sharesDifferByAtMostOneEntry_whateverTheSize(
      @ForAll @IntRange(min = 1, max = 60) int count,
      @ForAll @IntRange(min = 0, max = 7) int size,
      @ForAll long seed) {
    int entriesInAll = List.of(61, 67, 101, 251, 509, 1021, 4093, 65_537).get(size);
    assertSharesDiffer(MaglevTable.of(backends(count), entriesInAll, seed), count);
  }

  /** With 100 entries a backend; DOMAIN 1.8 tells of 1 % with more. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 10, 20, 50})
  void changeOfOneOfN_movesFewOthers_byMaglev_onAverage(int count) {
    RuleSettings settings =
        by(SelectionMethod.MAGLEV).withMaglevEntries(RuleSettings.tableSizeFor(count));
    double sum = 0;
    int seeds = 20;
    for (int seed = 0; seed < seeds; seed++) {
      BackendPicker few = pickers.pickerOf(pool(backends(count)), settings, seed);
      BackendPicker more = pickers.pickerOf(pool(backends(count + 1)), settings, seed);
      double disturbed = disturbed(few, more, backend(count));
      assertThat(disturbed).isLessThan(0.15);
      sum += disturbed;
      assertThat(moved(few, more) - disturbed).isCloseTo(1.0 / (count + 1), offset(0.015));
    }
    assertThat(sum / seeds).isLessThan(0.04);
  }

  @Test
  void drainingBackend_isChosenForNoNewFlow_andIsSecondWhereItWasFirst() {
    List<PoolMember> drained = new ArrayList<>(pool(backends(5)));
    drained.set(2, new PoolMember(backend(2), true));
    for (SelectionMethod method : SelectionMethod.values()) {
      BackendPicker before = picker(method, backends(5), 1);
      BackendPicker during = pickers.pickerOf(drained, by(method), 1);
      for (int i = 0; i < 1000; i++) {
        assertThat(during.pick(flow(i))).isNotEqualTo(backend(2));
        if (method == SelectionMethod.RENDEZVOUS_PAIR && before.pick(flow(i)).equals(backend(2))) {
          assertThat(((RendezvousPair) during).second(flow(i))).isEqualTo(backend(2));
          assertThat(during.pick(flow(i))).isEqualTo(((RendezvousPair) before).second(flow(i)));
        }
      }
    }
  }

  @Test
  void pair_hasTwoDifferentBackends_orOne() {
    RendezvousPair pair = (RendezvousPair) picker(SelectionMethod.RENDEZVOUS_PAIR, backends(4), 1);
    for (int i = 0; i < 1000; i++) {
      assertThat(pair.second(flow(i))).isNotNull().isNotEqualTo(pair.pick(flow(i)));
    }
    RendezvousPair alone = (RendezvousPair) picker(SelectionMethod.RENDEZVOUS_PAIR, backends(1), 1);
    assertThat(alone.second(flow(1))).isNull();
  }

  @Test
  void poolWhereNobodyTakesFlows_hasNoPicker() {
    assertThat(pickers.pickerOf(List.of(new PoolMember(backend(1), true)), RuleSettings.DEFAULT, 0))
        .isNull();
  }
}
