package io.sdnsim.core.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class LineBenchTest {
  /** 542 bytes: 433.6 ns on each of 2 edge links and 43.36 ns on each of 5 core links. */
  private static final long ONE_PACKET_PS = 2 * (433_600 + 1_000_000) + 5 * (43_360 + 5_000_000);

  private static final long START_PS = 1_000_000_000;
  private static final long SECOND_PS = 1_000_000_000_000L;

  @Test
  void oneFlow_sumIsThatOfArithmetic() {
    LineBenchResult result = LineBench.run(new LineBenchConfig(1, 4, 1, true), 0);

    // Packets leave at 1 ms + 0, 250, 500, 750 and 1000 ms.
    assertThat(result.received()).isEqualTo(5);
    assertThat(result.packetHops()).isEqualTo(35);
    assertThat(result.sumReceivePs())
        .isEqualTo(BigInteger.valueOf(5 * (START_PS + ONE_PACKET_PS) + 10 * (SECOND_PS / 4)));
  }

  @Test
  void twoFlowsTogether_theSecondWaitsForTheFirstOnTheFirstCoreLink() {
    LineBenchResult result = LineBench.run(new LineBenchConfig(2, 1, 1, false), 0);

    assertThat(result.received()).isEqualTo(4);
    // On the other core links the two follow one another without a gap.
    assertThat(result.sumReceivePs())
        .isEqualTo(BigInteger.valueOf(4 * (START_PS + ONE_PACKET_PS) + 2 * SECOND_PS + 2 * 43_360));
  }

  @Test
  void sixteenFlowsStaggered_equalsNs3() {
    LineBenchResult result = LineBench.run(new LineBenchConfig(16, 10_000, 1, true), 0);

    assertThat(result.received()).isEqualTo(160_016);
    assertThat(result.sumReceivePs()).isEqualTo(new BigInteger("80180010639344000"));
  }

  @Test
  void sixteenFlowsTogether_equalsNs3() {
    LineBenchResult result = LineBench.run(new LineBenchConfig(16, 10_000, 1, false), 0);

    assertThat(result.received()).isEqualTo(160_016);
    assertThat(result.sumReceivePs()).isEqualTo(new BigInteger("80172561926547200"));
  }

  @Test
  void outOfRange_isRefused() {
    assertThatThrownBy(() -> new LineBenchConfig(0, 1, 1, true)).hasMessageContaining("flows");
  }
}
