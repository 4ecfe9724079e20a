package io.sdnsim.bgp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.bgp.policy.PolicyRoute.Protocol;
import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyTest {
  private static Prefix prefix(String text) {
    return Prefix.parse(text);
  }

  /** The list of the lab's TORs. */
  @Test
  void prefixList_defaultRouteOnly() {
    PrefixList list =
        new PrefixList(
            "DefaultRoute",
            List.of(
                PrefixList.Entry.of(50, false, Prefix.DEFAULT_IPV4, null, 32),
                PrefixList.Entry.of(10, true, Prefix.DEFAULT_IPV4, null, null)));
    assertThat(list.permits(prefix("0.0.0.0/0"))).isTrue();
    assertThat(list.permits(prefix("10.0.0.0/8"))).isFalse();
    assertThat(list.match(prefix("10.0.0.0/8")).sequence()).isEqualTo(50);
    assertThat(list.match(prefix("2001:db8::/32"))).isNull();
    assertThat(list.permits(prefix("2001:db8::/32"))).isFalse();
  }

  @Test
  void prefixList_rangesOfLength() {
    Prefix ten = prefix("10.0.0.0/8");
    assertMatches(PrefixList.Entry.of(1, true, ten, null, null), "8");
    assertMatches(PrefixList.Entry.of(1, true, ten, 24, null), "24 25 32");
    assertMatches(PrefixList.Entry.of(1, true, ten, null, 9), "8 9");
    assertMatches(PrefixList.Entry.of(1, true, ten, 9, 24), "9 24");
  }

  private static void assertMatches(PrefixList.Entry entry, String lengths) {
    StringBuilder matched = new StringBuilder();
    for (int length : new int[] {8, 9, 24, 25, 32}) {
      if (entry.matches(Prefix.containing(prefix("10.1.2.3/32").network(), length))) {
        matched.append(matched.isEmpty() ? "" : " ").append(length);
      }
    }
    assertThat(matched).hasToString(lengths);
    assertThat(entry.matches(prefix("11.0.0.0/24"))).isFalse();
    assertThat(entry.matches(prefix("0.0.0.0/0"))).isFalse();
  }

  @Test
  void prefixList_firstMatchDecides_nothingMatchesIsDenied() {
    PrefixList list =
        new PrefixList(
            "x",
            List.of(
                PrefixList.Entry.of(5, false, prefix("10.1.0.0/16"), null, 32),
                PrefixList.Entry.of(10, true, prefix("10.0.0.0/8"), null, 32)));
    assertThat(list.permits(prefix("10.1.2.0/24"))).isFalse();
    assertThat(list.permits(prefix("10.2.2.0/24"))).isTrue();
    assertThat(list.permits(prefix("11.2.2.0/24"))).isFalse();
  }

  @Test
  void badEntries_areRefusedWithTheRule() {
    assertThatThrownBy(() -> PrefixList.Entry.of(5, true, prefix("10.0.0.0/8"), 7, null))
        .hasMessage("seq 5 10.0.0.0/8 ge 7 le 32: must be length <= ge <= le <= 32");
    assertThatThrownBy(() -> PrefixList.Entry.of(5, true, prefix("10.0.0.0/8"), 24, 16))
        .isInstanceOf(IllegalArgumentException.class);
    PrefixList.Entry entry = PrefixList.Entry.of(5, true, prefix("10.0.0.0/8"), null, null);
    assertThatThrownBy(() -> new PrefixList("x", List.of(entry, entry)))
        .hasMessage("prefix-list x: seq 5 appears twice");
  }

  @Test
  void routeMap_matchesSetsAndDenies() {
    PrefixList ten =
        new PrefixList(
            "ten", List.of(PrefixList.Entry.of(5, true, prefix("10.0.0.0/8"), null, 32)));
    PrefixList eleven =
        new PrefixList(
            "eleven", List.of(PrefixList.Entry.of(5, true, prefix("11.0.0.0/8"), null, 32)));
    RouteMap map =
        new RouteMap(
            "m",
            List.of(
                RouteMap.Entry.deny(20, new Match.ByPrefixList(eleven)),
                RouteMap.Entry.permit(
                    10,
                    List.of(new Match.ByPrefixList(ten)),
                    new Setting.LocalPref(Setting.Arithmetic.ASSIGN, 300),
                    new Setting.Med(Setting.Arithmetic.ASSIGN, 5),
                    new Setting.Prepend(List.of(1L, 2L)))));
    PathAttributes attributes =
        PathAttributes.of(new PathAttribute.AsPathAttribute(AsPath.sequence(9)));
    PathAttributes set = map.apply(route("10.1.0.0/16", attributes)).attributes();
    assertThat(set.localPref()).isEqualTo(300);
    assertThat(set.med()).isEqualTo(5);
    assertThat(set.asPath().toString()).isEqualTo("1 2 9");
    assertThat(map.apply(route("11.1.0.0/16", attributes))).isNull();
    assertThat(map.apply(route("12.1.0.0/16", attributes))).isNull();
  }

  private static PolicyRoute route(String prefix, PathAttributes attributes) {
    PolicyRoute.Context context =
        new PolicyRoute.Context(
            Protocol.BGP, IpAddress.parse("10.0.0.7"), IpAddress.parse("10.0.0.7"));
    return PolicyRoute.of(prefix(prefix), attributes, 0, context);
  }
}
