package io.sdnsim.bgp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6793 4.2.3: what two-octet and four-octet attributes from one peer come to. */
class As4MergeTest {
  private static final String ORIGIN_AND_HOP = "40010100 4003040a000001";

  private static BgpMessage.Update update(String attributes) throws BgpDecodeException {
    String body = (ORIGIN_AND_HOP + attributes).replace(" ", "");
    String rest =
        String.format(Locale.ROOT, "%04x02 0000 %04x", 25 + body.length() / 2, body.length() / 2);
    byte[] bytes =
        HexFormat.of().parseHex(("ff".repeat(16) + rest + body + "080a").replace(" ", ""));
    return (BgpMessage.Update)
        BgpCodec.decode(
            bytes, DecodeContext.EBGP.withPeer(PeerType.UNKNOWN).withFourOctetAs(false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // AS_PATH, AS4_PATH                                                | the path
        "40020402015ba0                                                     | 23456",
        "40020402015ba0 c01106 0201 00010000                                | 65536",
        "4002080203 0007 5ba0 5ba0 c0110a 0202 00010000 00010001            | 7 65536 65537",
        "4002060202 0007 5ba0 c0110e 0203 00000007 00010000 00010001        | 7 23456",
        "40020a 0202 00075ba0 0101 0009 c01106 0201 00010000                | 7 23456 65536",
        "40020a 0202 00075ba0 0101 5ba0 c0110c 0201 00010000 0101 00010001  | 7 65536 {65537}",
        "40020a 0102 0007 0008 0201 5ba0 c01106 0201 00010000               | {7,8} 65536",
        "40020a 0301 fde9 0202 00075ba0 c01106 0201 00010000                | (65001) 7 65536",
        "4002060202 0007 5ba0 c0110c 0301 0000fde9 0201 00010000            | 7 65536",
      })
  void asPath(String attributes, String path) throws BgpDecodeException {
    BgpMessage.Update update = update(attributes.trim());
    assertThat(update.errors()).isEmpty();
    assertThat(update.attributes().asPath()).hasToString(path);
    assertThat(update.attributes().has(PathAttribute.AS4_PATH)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // AGGREGATOR, AS4_AGGREGATOR                             | AGGREGATOR | path
        "c007065ba0 01010101                                      | 23456      | 65536",
        "c007065ba0 01010101 c01208 00010001 02020202             | 65537      | 65536",
        // Set by a two-octet speaker: both AS4 attributes are older than it.
        "c007060009 01010101 c01208 00010001 02020202             | 9          | 23456",
        "c007060009 01010101                                      | 9          | 65536",
      })
  void aggregator(String attributes, long aggregator, String path) throws BgpDecodeException {
    BgpMessage.Update update = update("40020402015ba0 c01106 0201 00010000 " + attributes.trim());
    assertThat(update.errors()).isEmpty();
    assertThat(update.attributes().find(PathAttribute.AGGREGATOR))
        .isInstanceOfSatisfying(
            PathAttribute.Aggregator.class, found -> assertThat(found.asn()).isEqualTo(aggregator));
    assertThat(update.attributes().asPath()).hasToString(path);
    assertThat(update.attributes().has(PathAttribute.AS4_AGGREGATOR)).isFalse();
  }
}
