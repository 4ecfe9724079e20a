package io.sdnsim.scenarios.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressesTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.1:1179, 10.0.0.1:1179",
    "10.0.0.1, 10.0.0.1:179",
    "[::1]:1179, [0:0:0:0:0:0:0:1]:1179",
    "::1, [0:0:0:0:0:0:0:1]:179",
    "localhost:5, 127.0.0.1:5"
  })
  void addressesAndNames(String text, String meaning) {
    assertThat(Addresses.text(Addresses.socket(text, 179))).isEqualTo(meaning);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1:http, a port is a number from 0 to 65535",
    "10.0.0.1:70000, a port is a number from 0 to 65535",
    "[::1:179, has no closing bracket",
    "[::1]179, 'expected [ADDR]:PORT'",
    ":179, an address is missing",
    "no-such-host.invalid:179, there is no host 'no-such-host.invalid'"
  })
  void whatIsNone_isExplained(String text, String why) {
    assertThatThrownBy(() -> Addresses.socket(text, 179))
        .isInstanceOf(LiveException.class)
        .hasMessageContaining(why);
  }
}
