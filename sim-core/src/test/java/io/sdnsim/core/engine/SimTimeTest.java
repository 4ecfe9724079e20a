package io.sdnsim.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimTimeTest {
  @ParameterizedTest
  @CsvSource({
    "250ms, 250000000000",
    "1.5s, 1500000000000",
    "17us, 17000000",
    "0.5ns, 500",
    "4min, 240000000000000",
    "5120ps, 5120",
    "0s, 0"
  })
  void parse_readsANumberWithItsUnit(String text, long expectedPs) {
    assertThat(SimTime.parse(text)).isEqualTo(expectedPs);
  }

  @ParameterizedTest
  @CsvSource({
    "10, '''10'' has no unit: did you mean 10s or 10ms?'",
    "-1s, '''-1s'' is negative: a time is zero or more'",
    "fast, '''fast'' is not a time: expected a number and a unit, such as 250ms or 1.5s'",
    "0.1ps, '''0.1ps'' is not a whole number of picoseconds within 106 days'",
    "107d, '''107d'' is not a whole number of picoseconds within 106 days'"
  })
  void parse_explainsWhatIsWrong(String text, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> SimTime.parse(text)).withMessage(message);
  }

  @Property
  void format_isExact(@ForAll @LongRange(min = 0, max = Long.MAX_VALUE - 1) long timePs) {
    assertThat(SimTime.parse(SimTime.format(timePs))).isEqualTo(timePs);
  }

  @Test
  void plus_beyondALong_isNever() {
    assertThat(SimTime.plus(3, 4)).isEqualTo(7);
    assertThat(SimTime.plus(1, SimTime.NEVER - 1)).isEqualTo(SimTime.NEVER);
    assertThat(SimTime.plus(2, SimTime.NEVER - 1)).isEqualTo(SimTime.NEVER);
    assertThat(SimTime.plus(SimTime.NEVER, SimTime.NEVER)).isEqualTo(SimTime.NEVER);
  }

  @Test
  void formatSeconds_alignsAndRoundsDown() {
    assertThat(SimTime.formatSeconds(5_000_017_999_999L)).isEqualTo("5.000017");
  }
}
