package io.sdnsim.scenarios.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.scenarios.read.Library;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One fabric, 13 ways in which it fails. */
class FabricScenariosTest {
  private static final Path LIBRARY = Path.of("src/main/resources/io/sdnsim/scenarios/library");

  private static final List<String> FAILURES =
      List.of(
          "mux-kill",
          "mux-term",
          "mux-hang",
          "mux-cut",
          "mux-shut",
          "mux-all",
          "vip-withdraw",
          "link-down",
          "link-both",
          "link-cut",
          "tor-isolate",
          "tor-die",
          "border-cut");

  @Test
  void everyFailure_isOfTheSameFabric() throws IOException {
    String fabric = topology("tor-mux-fabric", "expect:");
    for (String failure : FAILURES) {
      assertThat(topology("fabric-" + failure, "events:")).as(failure).isEqualTo(fabric);
    }
    assertThat(Library.names().stream().filter(name -> name.startsWith("fabric-")))
        .containsExactlyElementsOf(FAILURES.stream().map(name -> "fabric-" + name).toList());
  }

  private static String topology(String name, String next) throws IOException {
    String text = Files.readString(LIBRARY.resolve(name + ".yaml"));
    return text.substring(text.indexOf("\ntopology:"), text.indexOf("\n" + next));
  }
}
