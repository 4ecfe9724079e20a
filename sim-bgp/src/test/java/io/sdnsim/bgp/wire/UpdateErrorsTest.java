package io.sdnsim.bgp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.Prefix;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 7606: attribute x defect -> action, with the clause that asks for it. */
class UpdateErrorsTest {
  private static final String ORIGIN = "40 01 01 00";
  private static final String PATH = "40 02 06 02 01 0000fc00";
  private static final String HOP = "40 03 04 0a000001";
  private static final String PREF = "40 05 04 000000c8";

  /** Attributes that are right; {@code !N} in the table stands for all of them but type N. */
  private static final List<String> RIGHT = List.of(ORIGIN, PATH, HOP, PREF);

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
  }

  private static byte[] update(String withdrawn, String attributes, String nlri) {
    String body =
        String.format(Locale.ROOT, "%04x", hex(withdrawn).length)
            + withdrawn
            + String.format(Locale.ROOT, "%04x", hex(attributes).length)
            + attributes
            + nlri;
    return hex(
        "ff".repeat(16) + String.format(Locale.ROOT, "%04x02", 19 + hex(body).length) + body);
  }

  /** The attributes of a row: {@code + HEX} adds to the right ones, {@code !N} leaves one out. */
  private static String attributes(String row, boolean external) {
    StringBuilder result = new StringBuilder();
    String[] parts = row.trim().split("\\+", -1);
    for (int type : new int[] {1, 2, 3, 5}) {
      boolean leftOut = parts[0].contains("!" + type) || (external && type == 5);
      String right = RIGHT.get(type == 5 ? 3 : type - 1);
      result.append(leftOut ? "" : right);
    }
    for (int i = 1; i < parts.length; i++) {
      result.append(parts[i].trim());
    }
    return result.toString();
  }

  private static DecodeContext context(String peer) {
    return switch (peer) {
      case "ebgp" -> DecodeContext.EBGP;
      case "ibgp" -> DecodeContext.IBGP;
      case "confed" -> DecodeContext.EBGP.withPeer(PeerType.CONFEDERATION);
      case "ebgp2" -> DecodeContext.EBGP.withFourOctetAs(false);
      default -> throw new AssertionError(peer);
    };
  }

  private static DecodeError strongest(byte[] message, DecodeContext context) {
    try {
      return ((BgpMessage.Update) BgpCodec.decode(message, context)).strongestError();
    } catch (BgpDecodeException e) {
      return e.error();
    }
  }

  /** To 10.0.0.0/8 with the attributes of the row. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // peer, attributes                     | action            | sub | attribute | clause
        "ebgp | !1 + 40 01 00                   | treat-as-withdraw | 5  | 1  | RFC 7606 7.1",
        "ebgp | !1 + 40 01 02 0000              | treat-as-withdraw | 5  | 1  | RFC 7606 7.1",
        "ebgp | !1 + 40 01 01 03                | treat-as-withdraw | 6  | 1  | RFC 7606 7.1",
        "ibgp | !1 + 40 01 01 ff                | treat-as-withdraw | 6  | 1  | RFC 7606 7.1",
        "ebgp | !1 + c0 01 01 00                | treat-as-withdraw | 4  | 1  | RFC 7606 3.c",
        "ebgp | !1 + 00 01 01 00                | treat-as-withdraw | 4  | 1  | RFC 7606 3.c",
        "ebgp | !1                              | treat-as-withdraw | 3  | 1  | RFC 7606 3.d",
        "ebgp | !2 + 40 02 06 05 01 0000fc00    | treat-as-withdraw | 11 | 2  | RFC 7606 7.2",
        "ebgp | !2 + 40 02 06 00 01 0000fc00    | treat-as-withdraw | 11 | 2  | RFC 7606 7.2",
        "ebgp | !2 + 40 02 06 02 02 0000fc00    | treat-as-withdraw | 11 | 2  | RFC 7606 7.2",
        "ebgp | !2 + 40 02 07 02 01 0000fc00 02 | treat-as-withdraw | 11 | 2  | RFC 7606 7.2",
        "ebgp | !2 + 40 02 02 02 00             | treat-as-withdraw | 11 | 2  | RFC 7606 7.2",
        "ebgp | !2 + 40 02 06 02 01 00000000    | treat-as-withdraw | 11 | 2  | RFC 7607 2",
        "ebgp2| !2 + 40 02 04 02 01 0000        | treat-as-withdraw | 11 | 2  | RFC 7607 2",
        "ebgp | !2 + 40 02 06 03 01 0000fc00    | treat-as-withdraw | 11 | 2  | RFC 5065 5",
        "ebgp | !2 + 40 02 06 04 01 0000fc00    | treat-as-withdraw | 11 | 2  | RFC 5065 5",
        "confed| !2 + 40 02 06 02 01 0000fc00   | treat-as-withdraw | 11 | 2  | RFC 5065 5",
        "confed| !2 + 40 02 00                  | treat-as-withdraw | 11 | 2  | RFC 5065 5",
        "ebgp | !2 + 80 02 06 02 01 0000fc00    | treat-as-withdraw | 4  | 2  | RFC 7606 3.c",
        "ebgp | !2                              | treat-as-withdraw | 3  | 2  | RFC 7606 3.d",
        "ebgp | !3 + 40 03 03 0a0000            | treat-as-withdraw | 5  | 3  | RFC 7606 7.3",
        "ebgp | !3 + 40 03 10 20010db8000000000000000000000001 | treat-as-withdraw | 5 | 3 | RFC 7606 7.3",
        "ebgp | !3 + 40 03 04 00000000          | treat-as-withdraw | 8  | 3  | RFC 7606 3.e",
        "ebgp | !3 + 40 03 04 e0000001          | treat-as-withdraw | 8  | 3  | RFC 7606 3.e",
        "ebgp | !3 + 40 03 04 ffffffff          | treat-as-withdraw | 8  | 3  | RFC 7606 3.e",
        "ebgp | !3 + 40 03 04 7f000001          | treat-as-withdraw | 8  | 3  | RFC 7606 3.e",
        "ebgp | !3 + c0 03 04 0a000001          | treat-as-withdraw | 4  | 3  | RFC 7606 3.c",
        "ebgp | !3                              | treat-as-withdraw | 3  | 3  | RFC 7606 3.d",
        "ebgp | + 80 04 03 000000               | treat-as-withdraw | 5  | 4  | RFC 7606 7.4",
        "ebgp | + 80 04 00                      | treat-as-withdraw | 5  | 4  | RFC 7606 7.4",
        "ebgp | + c0 04 04 00000001             | treat-as-withdraw | 4  | 4  | RFC 7606 3.c",
        "ibgp | !5 + 40 05 03 000000            | treat-as-withdraw | 5  | 5  | RFC 7606 7.5",
        "confed| !2!5 + 40 02 06 03 01 0000fc00 + 40 05 05 0000000000 | treat-as-withdraw | 5  | 5  | RFC 7606 7.5",
        "ibgp | !5 + c0 05 04 00000064          | treat-as-withdraw | 4  | 5  | RFC 7606 3.c",
        "ibgp | !5                              | treat-as-withdraw | 3  | 5  | RFC 7606 3.d",
        "ebgp | + 40 05 04 00000064             | attribute-discard | 0  | 5  | RFC 7606 7.5",
        "ebgp | + 40 05 03 000000               | attribute-discard | 0  | 5  | RFC 7606 7.5",
        "ebgp | + 40 06 01 00                   | attribute-discard | 5  | 6  | RFC 7606 7.6",
        "ebgp | + c0 06 00                      | treat-as-withdraw | 4  | 6  | RFC 7606 3.c",
        "ebgp | + c0 07 06 fc00 01010101        | attribute-discard | 5  | 7  | RFC 7606 7.7",
        "ebgp2| !2 + 40 02 04 02 01 fc00 + c0 07 08 0000fc00 01010101 | attribute-discard | 5 | 7 | RFC 7606 7.7",
        "ebgp | + c0 07 00                      | attribute-discard | 5  | 7  | RFC 7606 7.7",
        "ebgp | + c0 07 08 00000000 01010101    | attribute-discard | 9  | 7  | RFC 7607 2",
        "ebgp | + 80 07 08 0000fc00 01010101    | treat-as-withdraw | 4  | 7  | RFC 7606 3.c",
        "ebgp | + c0 08 03 fc0000               | treat-as-withdraw | 5  | 8  | RFC 7606 7.8",
        "ebgp | + c0 08 00                      | treat-as-withdraw | 5  | 8  | RFC 7606 7.8",
        "ebgp | + 80 08 04 fc000001             | treat-as-withdraw | 4  | 8  | RFC 7606 3.c",
        "ebgp | + 80 09 04 01010101             | attribute-discard | 0  | 9  | RFC 7606 7.9",
        "ebgp | + 80 09 03 010101               | attribute-discard | 0  | 9  | RFC 7606 7.9",
        "ibgp | + 80 09 03 010101               | treat-as-withdraw | 5  | 9  | RFC 7606 7.9",
        "ibgp | + c0 09 04 01010101             | treat-as-withdraw | 4  | 9  | RFC 7606 3.c",
        "ebgp | + 80 0a 04 01010101             | attribute-discard | 0  | 10 | RFC 7606 7.10",
        "ibgp | + 80 0a 00                      | treat-as-withdraw | 5  | 10 | RFC 7606 7.10",
        "ibgp | + 80 0a 06 010101010202         | treat-as-withdraw | 5  | 10 | RFC 7606 7.10",
        "ibgp | + c0 0a 04 01010101             | treat-as-withdraw | 4  | 10 | RFC 7606 3.c",
        "ebgp | + 80 0e 04 0002 01 00           | afi-disable       | 9  | 14 | RFC 7606 5.3",
        "ebgp | + 80 0e 02 0002                 | session-reset     | 9  | 14 | RFC 7606 5.3",
        "ebgp | + 80 0e 0a 0002 01 04 0a000001 00 00 | afi-disable  | 9  | 14 | RFC 7606 7.11",
        "ebgp | + 80 0e 05 0002 01 10 00        | afi-disable       | 9  | 14 | RFC 7606 7.11",
        "ebgp | + 80 0e 17 0002 01 10 20010db8000000000000000000000001 00 81 00 | afi-disable | 9 | 14 | RFC 7606 5.3",
        "ebgp | + 80 0e 17 0002 01 10 20010db8000000000000000000000001 00 10 20 | afi-disable | 9 | 14 | RFC 7606 5.3",
        "ebgp | + 80 0e 17 0002 01 10 00000000000000000000000000000000 00 08 20 | treat-as-withdraw | 9 | 14 | RFC 7606 3.e",
        "ebgp | + 80 0e 17 0002 01 10 ff020000000000000000000000000001 00 08 20 | treat-as-withdraw | 9 | 14 | RFC 7606 3.e",
        "ebgp | + c0 0e 17 0002 01 10 20010db8000000000000000000000001 00 08 20 | afi-disable | 4 | 14 | RFC 7606 5.3",
        "ebgp | + c0 0e 05 0019 46 00 00        | session-reset     | 4  | 14 | RFC 7606 5.3",
        "ebgp | + 80 0f 02 0002                 | session-reset     | 9  | 15 | RFC 7606 5.3",
        "ebgp | + 80 0f 05 0002 01 81 00        | afi-disable       | 9  | 15 | RFC 7606 5.3",
        "ebgp | + 80 0f 05 0001 01 10 0a        | afi-disable       | 9  | 15 | RFC 7606 5.3",
        "ebgp | + c0 0f 03 0002 01              | afi-disable       | 4  | 15 | RFC 7606 5.3",
        "ebgp | + 80 0e 05 0002 01 10 00 + 80 0e 05 0002 01 10 00 | session-reset | 1 | 14 | RFC 7606 3.g",
        "ebgp | + 80 0f 03 0002 01 + 80 0f 03 0002 01 | session-reset | 1 | 15 | RFC 7606 3.g",
        "ebgp | + c0 10 07 0002fc00000000       | treat-as-withdraw | 5  | 16 | RFC 7606 7.14",
        "ebgp | + c0 10 00                      | treat-as-withdraw | 5  | 16 | RFC 7606 7.14",
        "ebgp | + 80 10 08 0002fc0000000064     | treat-as-withdraw | 4  | 16 | RFC 7606 3.c",
        "ebgp | + c0 11 06 02 01 0000fc00       | attribute-discard | 0  | 17 | RFC 6793 4.1",
        "ebgp | + c0 12 08 0000fc00 01010101    | attribute-discard | 0  | 18 | RFC 6793 4.1",
        "ebgp2| !2 + 40 02 04 02 01 5ba0 + c0 11 05 02 01 0000fc | attribute-discard | 11 | 17 | RFC 6793 6",
        "ebgp2| !2 + 40 02 04 02 01 5ba0 + c0 11 02 02 00 | attribute-discard | 11 | 17 | RFC 6793 6",
        "ebgp2| !2 + 40 02 04 02 01 5ba0 + c0 11 06 02 01 00000000 | attribute-discard | 11 | 17 | RFC 7607 2",
        "ebgp2| !2 + 40 02 04 02 01 5ba0 + c0 12 07 0001fc00 010101 | attribute-discard | 5 | 18 | RFC 6793 6",
        "ebgp2| !2 + 40 02 04 02 01 5ba0 + c0 12 08 00000000 01010101 | attribute-discard | 9 | 18 | RFC 7607 2",
        "ebgp | + c0 20 0b 0000fc00 00000001 000000 | treat-as-withdraw | 5 | 32 | RFC 8092 6",
        "ebgp | + c0 20 00                      | treat-as-withdraw | 5  | 32 | RFC 8092 6",
        "ebgp | + 80 20 0c 0000fc00 00000001 00000002 | treat-as-withdraw | 4 | 32 | RFC 7606 3.c",
        "ebgp | + c0 23 03 00fc00               | treat-as-withdraw | 5  | 35 | RFC 9234 5",
        "ebgp | + 80 23 04 0000fc00             | treat-as-withdraw | 4  | 35 | RFC 7606 3.c",
        "ebgp | + 40 63 01 00                   | session-reset     | 2  | 99 | RFC 4271 6.3",
        "ebgp | + 00 63 01 00                   | session-reset     | 2  | 99 | RFC 4271 6.3",
        "ebgp | + 40 01 01 00                   | attribute-discard | 1  | 1  | RFC 7606 3.g",
        "ebgp | + c0 63 01 00 + c0 63 01 01     | attribute-discard | 1  | 99 | RFC 7606 3.g",
        "ebgp | + c0                            | treat-as-withdraw | 1  | 0  | RFC 7606 4",
        "ebgp | + c0 08                         | treat-as-withdraw | 1  | 0  | RFC 7606 4",
        "ebgp | + d0 08 00                      | treat-as-withdraw | 1  | 8  | RFC 7606 4",
        "ebgp | + c0 08 08 fc000001             | treat-as-withdraw | 1  | 8  | RFC 7606 4",
        "ebgp | + 80 0e 20 0002 01              | session-reset     | 1  | 14 | RFC 7606 3.j",
        "ebgp | + 80 0f 04 0002 01              | session-reset     | 1  | 15 | RFC 7606 3.j",
        // 3.h: the strongest of several.
        "ebgp | !1 + 40 01 01 07 + 40 06 01 00  | treat-as-withdraw | 6  | 1  | RFC 7606 7.1",
        "ebgp | + 40 06 01 00 + 80 04 00        | treat-as-withdraw | 5  | 4  | RFC 7606 7.4",
        "ebgp | + 80 04 00 + 80 0f 05 0002 01 81 00 | afi-disable   | 9  | 15 | RFC 7606 5.3",
        "ebgp | + 80 0f 05 0002 01 81 00 + 40 63 01 00 | session-reset | 2 | 99 | RFC 4271 6.3",
      })
  void malformed_callsFor(
      String peer, String row, String action, int subcode, int attribute, String clause) {
    byte[] message = update("", attributes(row, peer.startsWith("ebgp")), "08 0a");
    DecodeError error = strongest(message, context(peer.trim()));
    assertThat(error).isNotNull();
    assertThat(
            error.action().text()
                + " "
                + error.subcode()
                + " "
                + error.attribute()
                + " "
                + error.clause())
        .isEqualTo(action + " " + subcode + " " + attribute + " " + clause);
    assertThat(error.code()).isEqualTo(BgpError.UPDATE);
    assertThat(error.offset()).isBetween(BgpMessage.HEADER_BYTES, message.length);
  }

  /** What looks odd and is allowed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ebgp | +", // the right ones themselves
        "ibgp | +",
        "ebgp | !2 + 40 02 00", // RFC 7606 4: an AS_PATH may be empty
        "ebgp | !1 + 60 01 01 00", // RFC 7606 3.c: the partial bit does not matter
        "ebgp | !1 + 5f 01 0001 00", // RFC 4271 4.3: the lower four bits are ignored
        "ebgp | !2 + 40 02 10 01 02 00000001 00000002 02 01 0000fc00",
        "ibgp | !2 + 40 02 06 03 01 0000fc00",
        "confed | !2 + 40 02 0c 03 01 0000fc00 02 01 0000fc01",
        "confed | !5 !2 + 40 02 06 03 01 0000fc00",
        "ebgp | + 80 63 01 00", // optional, unknown
        "ebgp | + 80 0e 05 0019 46 00 00", // RFC 4760 6: a family that is not in use
        "ebgp | + 80 0f 03 0019 46",
        "ebgp | + 80 0e 27 0002 01 20 20010db8000000000000000000000001 fe800000000000000000000000000001 00 08 20",
        "ebgp2 | !2 + 40 02 04 02 01 5ba0 + c0 11 0c 03 01 00000001 02 01 00010000",
      })
  void wellFormed_hasNoError(String peer, String row) {
    byte[] message = update("", attributes(row, peer.startsWith("ebgp")), "08 0a");
    assertThat(strongest(message, context(peer.trim()))).isNull();
  }

  @Test
  void malformedPrefixes_endTheSession() {
    String right = ORIGIN + PATH + HOP;
    for (String field : List.of("21 0a00000000", "18 0a00", "08", "08 0a ff")) {
      DecodeError nlri = strongest(update("", right, field), DecodeContext.EBGP);
      assertThat(nlri.action()).as(field).isEqualTo(ErrorAction.SESSION_RESET);
      assertThat(nlri.subcode() + " " + nlri.clause()).isEqualTo("10 RFC 7606 3.j");
      DecodeError withdrawn = strongest(update(field, right, "08 0a"), DecodeContext.EBGP);
      assertThat(withdrawn.action()).as(field).isEqualTo(ErrorAction.SESSION_RESET);
      assertThat(withdrawn.subcode() + " " + withdrawn.clause()).isEqualTo("10 RFC 7606 3.i");
    }
  }

  /** RFC 7606 5.2: no prefix to withdraw, and one may be hidden in what is malformed. */
  @Test
  void withoutReachablePrefixes_anErrorThatWithdraws_endsTheSession() {
    DecodeError error =
        strongest(update("08 0a", ORIGIN + PATH + "80 04 00", ""), DecodeContext.EBGP);
    assertThat(error.action()).isEqualTo(ErrorAction.SESSION_RESET);
    assertThat(error.code() + "/" + error.subcode() + " " + error.clause())
        .isEqualTo("3/5 RFC 7606 5.2");
    assertThat(strongest(update("08 0a", ORIGIN + "40 06 01 00", ""), DecodeContext.EBGP).action())
        .isEqualTo(ErrorAction.ATTRIBUTE_DISCARD);
    assertThat(strongest(update("", "80 0f 05 0002 01 81 00", ""), DecodeContext.EBGP).action())
        .isEqualTo(ErrorAction.AFI_DISABLE);
  }

  @Test
  void treatAsWithdraw_withdrawsEveryPrefixOfTheMessage() throws BgpDecodeException {
    BgpMessage.Update update =
        (BgpMessage.Update)
            BgpCodec.decode(
                update(
                    "08 0b",
                    "80 0f 05 0002 01 08 21"
                        + "80 0e 17 0002 01 10 20010db8000000000000000000000001 00 08 20"
                        + "40 01 01 07"
                        + PATH
                        + HOP,
                    "08 0a"),
                DecodeContext.EBGP);
    assertThat(update.nlri()).containsExactly(Prefix.parse("10.0.0.0/8"));
    BgpMessage.Update obeyed = update.afterErrors();
    assertThat(obeyed.withdrawn())
        .containsExactly(Prefix.parse("11.0.0.0/8"), Prefix.parse("10.0.0.0/8"));
    assertThat(obeyed.unreach().withdrawn())
        .containsExactly(Prefix.parse("2100::/8"), Prefix.parse("2000::/8"));
    assertThat(obeyed.nlri()).isEmpty();
    assertThat(obeyed.reach()).isNull();
    assertThat(obeyed.attributes().isEmpty()).isTrue();
  }

  @Test
  void attributeDiscard_leavesTheRestInUse() throws BgpDecodeException {
    BgpMessage.Update update =
        (BgpMessage.Update)
            BgpCodec.decode(
                update("", ORIGIN + PATH + HOP + "40 06 01 00" + PREF, "08 0a"),
                DecodeContext.EBGP);
    assertThat(update.afterErrors()).isSameAs(update);
    assertThat(update.attributes().list()).hasSize(3);
    assertThat(update.errors())
        .extracting(DecodeError::attribute)
        .containsExactly(PathAttribute.ATOMIC_AGGREGATE, PathAttribute.LOCAL_PREF);
    assertThat(update.endOfRibFamily()).isNull();
  }

  /** RFC 7606 3.g: the first one counts. */
  @Test
  void attributeThatAppearsTwice_isTheFirst() throws BgpDecodeException {
    BgpMessage.Update update =
        (BgpMessage.Update)
            BgpCodec.decode(
                update("", ORIGIN + PATH + HOP + "80 04 04 00000001 80 04 04 00000002", "08 0a"),
                DecodeContext.EBGP);
    assertThat(update.attributes().med()).isEqualTo(1);
  }

  @Test
  void manyErrors_areNotAllKept_butTheStrongestIs() throws BgpDecodeException {
    StringBuilder attributes = new StringBuilder(ORIGIN + PATH + HOP);
    for (int i = 0; i < 1000; i++) {
      attributes.append("c0 63 00");
    }
    attributes.append("80 04 00");
    BgpMessage.Update update =
        (BgpMessage.Update)
            BgpCodec.decode(update("", attributes.toString(), "08 0a"), DecodeContext.EBGP);
    assertThat(update.errors()).hasSize(16);
    assertThat(update.strongestError().attribute()).isEqualTo(PathAttribute.MULTI_EXIT_DISC);
  }
}
