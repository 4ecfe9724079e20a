package io.sdnsim.scenarios.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.scenarios.model.PortRange;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
  @ParameterizedTest
  @CsvSource({"300B,300", "20kB,20000", "1.5MB,1500000", "64KiB,65536", "2 GiB,2147483648"})
  void size_hasItsUnit(String text, long bytes) {
    assertThat(Values.parseSize(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5B", "5", "5kb", "kB", "999999999999999999GiB"})
  void size_thatIsNone_isRefused(String text) {
    assertThatThrownBy(() -> Values.parseSize(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"1bps,1", "2.5Gbps,2500000000", "100 Gbps,100000000000", "1Tbps,1000000000000"})
  void rate_hasItsUnit(String text, long bitsPerSecond) {
    assertThat(Values.parseRate(text)).isEqualTo(bitsPerSecond);
  }

  @Test
  void share_isAPercentageUpToOneHundred() {
    assertThat(Values.parseShare("2.5%")).isEqualTo(0.025);
    assertThatThrownBy(() -> Values.parseShare("101%"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ports_areOneOrARange() {
    assertThat(Values.parsePorts("80")).isEqualTo(new PortRange(80, 80));
    assertThat(Values.parsePorts("1-65535")).isEqualTo(new PortRange(1, 65_535));
    assertThatThrownBy(() -> Values.parsePorts("0-5")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void interval_isRoundedToAPicosecond() {
    assertThat(Values.intervalPs(new BigDecimal("3"))).isEqualTo(333_333_333_333L);
  }
}
