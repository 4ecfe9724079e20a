package io.sdnsim.bgp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.bgp.policy.PolicyRoute.Protocol;
import io.sdnsim.bgp.wire.ExtendedCommunity;
import io.sdnsim.bgp.wire.LargeCommunity;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttribute.Communities;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.Prefix;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommunitiesTest {
  private static <T> PathAttributes with(CommunityKind<T> kind, String... values) {
    return kind.with(PathAttributes.EMPTY, Arrays.stream(values).map(kind::parse).toList());
  }

  private static <T> CommunityList.Entry<T> all(
      CommunityKind<T> kind, boolean permit, String... values) {
    return CommunityList.Entry.of(permit, Arrays.stream(values).map(kind::parse).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"65001:100", "0:0", "65534:7", "no-export", "local-AS", "blackhole"})
  void standard_readsWhatItWrites(String text) {
    assertThat(CommunityKinds.STANDARD.text(CommunityKinds.STANDARD.parse(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"65536:1", "1", "1:2:3", ":", "1:", "-1:1", "noexport", "1:65536"})
  void standard_refusesTheRestAndNamesWhatThereIs(String text) {
    assertThatThrownBy(() -> CommunityKinds.STANDARD.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65001:100")
        .hasMessageContaining("no-export");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1:2", "1:2:3:4", "4294967296:1:1", "a:1:1", "1::1"})
  void large_hasThreeNumbersOf32Bits(String text) {
    assertThat(CommunityKinds.LARGE.parse("4294967295:0:7"))
        .isEqualTo(new LargeCommunity(4_294_967_295L, 0, 7));
    assertThatThrownBy(() -> CommunityKinds.LARGE.parse(text))
        .hasMessageContaining("three numbers");
  }

  /** The forms of RFC 4360 3.1 and 3.2 and RFC 5668 2, and those of FRR's output. */
  @Test
  void extended_forms() {
    assertThat(bits("rt 65001:100")).isEqualTo(0x0002_FDE9_0000_0064L);
    assertThat(bits("RT:65001:100")).isEqualTo(0x0002_FDE9_0000_0064L);
    assertThat(bits("soo 10.0.0.1:7")).isEqualTo(0x0103_0A00_0001_0007L);
    assertThat(bits("rt 4200000001:5")).isEqualTo(0x0202_FA56_EA01_0005L);
    assertThat(bits("0x430200000000abcd")).isEqualTo(0x4302_0000_0000_ABCDL);
    for (String bad : List.of("rt 65001", "rt 4200000001:65536", "rt 1.2.3:4", "0x12", "xx 1:2")) {
      assertThatThrownBy(() -> CommunityKinds.EXTENDED.parse(bad))
          .hasMessageContaining("route target or site of origin");
    }
  }

  private static long bits(String text) {
    return CommunityKinds.EXTENDED.parse(text).bits();
  }

  @Test
  void with_sortsUnsignedAndKeepsEachOnce() {
    PathAttributes set = with(CommunityKinds.STANDARD, "no-export", "1:2", "no-export", "1:1");
    assertThat(CommunityKinds.STANDARD.text(CommunityKinds.STANDARD.values(set)))
        .isEqualTo("1:1 1:2 no-export");
    assertThat(CommunityKinds.STANDARD.with(set, List.of()).has(PathAttribute.COMMUNITIES))
        .isFalse();
  }

  /** RFC 4271 5: who adds to an attribute does not take its partial bit away. */
  @Test
  void plus_keepsThePartialBit() {
    PathAttributes partial =
        PathAttributes.of(new Communities(List.of(CommunityKinds.STANDARD.parse("1:1")), true));
    PathAttributes more =
        CommunityKinds.STANDARD.plus(partial, List.of(CommunityKinds.STANDARD.parse("1:2")));
    assertThat(more.find(PathAttribute.COMMUNITIES).flags() & PathAttribute.FLAG_PARTIAL)
        .isEqualTo(PathAttribute.FLAG_PARTIAL);
  }

  @Test
  void nonTransitiveExtendedCommunities_areTakenOut() {
    PathAttributes both =
        PathAttributes.of(
            new PathAttribute.ExtendedCommunities(
                List.of(
                    new ExtendedCommunity(0x0002_FDE9_0000_0064L),
                    new ExtendedCommunity(0x4002_FDE9_0000_0064L))));
    assertThat(CommunityKinds.EXTENDED.values(CommunityKinds.withoutNonTransitive(both)))
        .containsExactly(new ExtendedCommunity(0x0002_FDE9_0000_0064L));
  }

  // ---- Lists

  @Test
  void standardList_allOfARulesCommunitiesHaveToBeThere_firstRuleDecides() {
    CommunityKind<Integer> kind = CommunityKinds.STANDARD;
    CommunityList<Integer> list =
        new CommunityList<>(
            "l",
            kind,
            List.of(
                all(kind, false, "1:1", "1:2"), all(kind, true, "1:1"), all(kind, true, "1:3")));
    assertThat(list.permits(with(kind, "1:1"), false)).isTrue();
    assertThat(list.permits(with(kind, "1:1", "1:2", "1:9"), false)).isFalse();
    assertThat(list.permits(with(kind, "1:2"), false)).isFalse();
    assertThat(list.permits(with(kind, "1:2", "1:3"), false)).isTrue();
    assertThat(list.permits(PathAttributes.EMPTY, false)).isFalse();
  }

  @Test
  void exact_noOthersMayBeThere() {
    CommunityKind<LargeCommunity> kind = CommunityKinds.LARGE;
    CommunityList<LargeCommunity> list =
        new CommunityList<>("l", kind, List.of(all(kind, true, "1:1:1", "1:1:2")));
    assertThat(list.permits(with(kind, "1:1:1", "1:1:2"), true)).isTrue();
    assertThat(list.permits(with(kind, "1:1:1", "1:1:2", "1:1:3"), true)).isFalse();
    assertThat(list.permits(with(kind, "1:1:1", "1:1:2", "1:1:3"), false)).isTrue();
  }

  @Test
  void expandedList_looksAtAllOfThemInAscendingOrder() {
    CommunityKind<Integer> kind = CommunityKinds.STANDARD;
    CommunityList<Integer> list =
        new CommunityList<>(
            "l", kind, List.of(CommunityList.Entry.expanded(true, RouterRegex.of("^1:1_.*_9:9$"))));
    // As received, not in ascending order.
    PathAttributes unsorted =
        PathAttributes.of(
            new Communities(List.of(kind.parse("9:9"), kind.parse("5:5"), kind.parse("1:1"))));
    assertThat(list.permits(unsorted, false)).isTrue();
    assertThat(list.permits(with(kind, "1:1", "9:9", "10:1"), false)).isFalse();
    CommunityKind<ExtendedCommunity> extended = CommunityKinds.EXTENDED;
    CommunityList<ExtendedCommunity> targets =
        new CommunityList<>(
            "l",
            extended,
            List.of(CommunityList.Entry.expanded(true, RouterRegex.of("RT:65001:1.."))));
    assertThat(targets.permits(with(extended, "rt 65001:100", "soo 1:1"), false)).isTrue();
    assertThat(targets.permits(with(extended, "rt 65001:10"), false)).isFalse();
  }

  // ---- Settings

  private static <T> String applied(CommunityKind<T> kind, Setting setting, String... before) {
    PolicyRoute route =
        PolicyRoute.of(
            Prefix.parse("10.1.0.0/16"),
            with(kind, before),
            0,
            new PolicyRoute.Context(Protocol.NETWORK, null, null));
    return kind.text(kind.values(setting.apply(route).attributes()));
  }

  private static <T> List<T> parsed(CommunityKind<T> kind, String... values) {
    return Arrays.stream(values).map(kind::parse).toList();
  }

  @Test
  void set_replacesAddsAndTakesAway() {
    CommunityKind<Integer> kind = CommunityKinds.STANDARD;
    List<Integer> two = parsed(kind, "1:2");
    assertThat(applied(kind, new Setting.SetCommunities<>(kind, two, false), "1:1"))
        .isEqualTo("1:2");
    assertThat(applied(kind, new Setting.SetCommunities<>(kind, two, true), "1:1"))
        .isEqualTo("1:1 1:2");
    assertThat(applied(kind, new Setting.SetCommunities<>(kind, List.of(), false), "1:1"))
        .isEmpty();
  }

  @Test
  void delete_looksAtThemOneByOne() {
    CommunityKind<LargeCommunity> kind = CommunityKinds.LARGE;
    CommunityList<LargeCommunity> list =
        new CommunityList<>(
            "l",
            kind,
            List.of(
                all(kind, false, "1:1:5"),
                CommunityList.Entry.expanded(true, RouterRegex.of("^1:1:"))));
    assertThat(applied(kind, new Setting.DeleteCommunities<>(list), "1:1:4", "1:1:5", "2:1:1"))
        .isEqualTo("1:1:5 2:1:1");
  }
}
