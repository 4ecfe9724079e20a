package io.sdnsim.bgp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.AsPath.Segment;
import io.sdnsim.bgp.wire.AsPath.SegmentType;
import io.sdnsim.core.address.Prefix;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** AS path lists, private AS numbers and origin validation. */
class AsPathPolicyTest {
  private static boolean finds(String regex, String text) {
    return RouterRegex.of(regex).find(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          ^$           ; ''                ; true
          ^$           ; 65001             ; false
          ^65001_      ; 65001 65002       ; true
          ^65001_      ; 650011 65002      ; false
          _65002$      ; 65001 65002       ; true
          _65002$      ; 165002            ; false
          _65002_      ; 65001 65002 65003 ; true
          _65002_      ; 65001 {65002,7}   ; true
          _65002_      ; 65001 (65002) 7   ; true
          ^[0-9]+$     ; 65001             ; true
          ^[0-9]+$     ; 65001 65002       ; false
          ^1( 1)*$     ; 1 1 1 1           ; true
          ^1( 1)*$     ; 1 1 2 1           ; false
          ^(1|2) 3?4+$ ; 2 3444            ; true
          ^(1|2) 3?4+$ ; 3 34              ; false
          6500.        ; 1 65009 2         ; true
          [^0-9 ]      ; 1 2 3             ; false
          \\.          ; 1 2               ; false
          a|           ; 7                 ; true
          """)
  void regex_findsAsRoutersDo(String regex, String text, boolean found) {
    assertThat(finds(regex, text)).isEqualTo(found);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "(1", "1)", "[12", "*1", "1\\", "[9-1]"})
  void regex_badSyntax_isRefused(String regex) {
    assertThatThrownBy(() -> RouterRegex.of(regex)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void regex_refusalSaysWhere() {
    assertThatThrownBy(() -> RouterRegex.of("_6500(1|2"))
        .hasMessage("'_6500(1|2': a '(' without its ')' at character 10");
  }

  /** An expression that makes backtracking machines take exponential time. */
  @Test
  void regex_nestedRepetition_takesLinearTime() {
    assertThat(finds("^((1+)+)+$", "1".repeat(50_000) + "2")).isFalse();
  }

  @Test
  void asPathList_firstMatchDecides_nothingMatchesIsDenied() {
    AsPathList list =
        new AsPathList(
            "l",
            List.of(
                new AsPathList.Entry(false, RouterRegex.of("_666_")),
                new AsPathList.Entry(true, RouterRegex.of("^1_"))));
    assertThat(list.permits(AsPath.sequence(1, 2))).isTrue();
    assertThat(list.permits(AsPath.sequence(1, 666))).isFalse();
    assertThat(list.permits(AsPath.sequence(2, 1))).isFalse();
  }

  // ---- remove-private-as: 65000 is we, 64999 the peer

  private static String removed(RemovePrivateAs how, long... path) {
    return how.apply(AsPath.sequence(path), 1, 64_999).toString();
  }

  @Test
  void removePrivateAs_byKind() {
    assertThat(removed(RemovePrivateAs.NONE, 64_512, 7)).isEqualTo("64512 7");
    assertThat(removed(RemovePrivateAs.ONLY_PRIVATE, 64_512, 65_534)).isEmpty();
    assertThat(removed(RemovePrivateAs.ONLY_PRIVATE, 64_512, 7)).isEqualTo("64512 7");
    assertThat(removed(RemovePrivateAs.ALL, 64_512, 7, 4_200_000_000L, 65_535))
        .isEqualTo("7 65535");
    assertThat(removed(RemovePrivateAs.REPLACE_ONLY_PRIVATE, 64_512, 64_513)).isEqualTo("1 1");
    assertThat(removed(RemovePrivateAs.REPLACE_ONLY_PRIVATE, 64_512, 7)).isEqualTo("64512 7");
    assertThat(removed(RemovePrivateAs.REPLACE_ALL, 64_512, 7, 64_513)).isEqualTo("1 7 1");
  }

  @Test
  void removePrivateAs_thePeersOwnNumberStays() {
    assertThat(removed(RemovePrivateAs.ALL, 64_999, 64_512)).isEqualTo("64999");
    assertThat(removed(RemovePrivateAs.REPLACE_ALL, 64_999, 64_512)).isEqualTo("64999 1");
  }

  // ---- RFC 6811

  private static final RoaTable ROAS =
      new RoaTable(
          List.of(
              new RoaTable.Roa(Prefix.parse("10.0.0.0/8"), 16, 100),
              new RoaTable.Roa(Prefix.parse("10.1.0.0/16"), 24, 200),
              new RoaTable.Roa(Prefix.parse("10.2.0.0/16"), 32, 0)),
          65000);

  @ParameterizedTest
  @CsvSource({
    "11.0.0.0/8,   100, NOT_FOUND",
    "0.0.0.0/0,    100, NOT_FOUND",
    "10.0.0.0/8,   100, VALID",
    "10.1.0.0/16,  100, VALID",
    "10.1.0.0/16,  200, VALID",
    "10.1.2.0/24,  200, VALID",
    "10.1.2.0/24,  100, INVALID",
    "10.1.2.0/25,  200, INVALID",
    "10.0.0.0/8,   200, INVALID",
    "10.3.0.0/17,  100, INVALID",
    "10.2.0.0/16,  7,   INVALID",
  })
  void originValidation_states(String prefix, long origin, OriginValidation state) {
    assertThat(ROAS.validate(Prefix.parse(prefix), AsPath.sequence(5, origin))).isEqualTo(state);
  }

  /** RFC 6811 2: the origin of a path that ends in a set is "NONE", which no ROA matches. */
  @Test
  void originValidation_pathEndsInASet_isInvalidWhereCovered() {
    AsPath set =
        AsPath.of(
            List.of(Segment.of(SegmentType.AS_SEQUENCE, 5), Segment.of(SegmentType.AS_SET, 100)));
    assertThat(ROAS.validate(Prefix.parse("10.0.0.0/8"), set)).isEqualTo(OriginValidation.INVALID);
    assertThat(ROAS.validate(Prefix.parse("11.0.0.0/8"), set))
        .isEqualTo(OriginValidation.NOT_FOUND);
  }

  @Test
  void originValidation_ownRoute_hasOurAs() {
    RoaTable ours =
        new RoaTable(List.of(new RoaTable.Roa(Prefix.parse("10.0.0.0/8"), 8, 65000)), 65000);
    assertThat(ours.validate(Prefix.parse("10.0.0.0/8"), AsPath.EMPTY))
        .isEqualTo(OriginValidation.VALID);
  }
}
