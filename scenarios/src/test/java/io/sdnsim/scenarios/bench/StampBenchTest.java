package io.sdnsim.scenarios.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.scenarios.result.FlowResult.Connections;
import org.junit.jupiter.api.Test;

class StampBenchTest {
  @Test
  void aSmallStamp_allConnectionsOutliveTheMux() {
    StampBench.Result result = StampBench.run(new StampScenario(2, 3, 7, 203));

    assertThat(result.connections()).isEqualTo(new Connections(203, 203, 0));
    assertThat(result.isRight()).isTrue();
    assertThat(result.packetHops()).as("a Mux froze on the way").isGreaterThan(203 * 40);
  }
}
