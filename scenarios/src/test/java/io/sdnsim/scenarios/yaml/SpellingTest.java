package io.sdnsim.scenarios.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
  @ParameterizedTest
  @CsvSource({"ruter,router", "ROUTER,router", "hots,host", "swich,switch", "slbmux,slb-mux"})
  void closeWord_isFound(String word, String meant) {
    assertThat(Spelling.closest(word, List.of("host", "router", "switch", "slb-mux")))
        .isEqualTo(meant);
  }

  @Test
  void nothingClose_findsNothing() {
    assertThat(Spelling.closest("firewall", List.of("host", "router"))).isNull();
    assertThat(Spelling.closest("x", List.of("y"))).isNull();
  }

  @Test
  void swappedNeighbors_areOneMistake() {
    assertThat(Spelling.distance("hots", "host")).isEqualTo(1);
    assertThat(Spelling.distance("", "abc")).isEqualTo(3);
  }
}
