package io.sdnsim.scenarios.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.scenarios.build.Behaviours;
import io.sdnsim.scenarios.read.Library;
import io.sdnsim.scenarios.result.RunResult;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BuiltInScenariosTest {
  private static final List<String> FOUR =
      List.of("asdk-portal", "asdk-outbound", "asdk-mux-failover", "asdk-replay");

  private static Stream<Arguments> scenariosAndSeeds() {
    return Library.names().stream()
        .flatMap(name -> LongStream.of(1, 2).mapToObj(seed -> Arguments.of(name, seed)));
  }

  @Test
  void library_hasTheFourScenarios() {
    assertThat(Library.names()).containsAll(FOUR);
  }

  @ParameterizedTest(name = "{0} seed {1}")
  @MethodSource("scenariosAndSeeds")
  void builtInScenario_passes(String name, long seed) {
    RunResult result = Runs.of(name, seed, Behaviours.STANDARD);
    assertThat(result.expectations()).as("expectations of %s", name).isNotEmpty();
    assertThat(Runs.failures(result)).as("%s with seed %d", name, seed).isEmpty();
  }
}
