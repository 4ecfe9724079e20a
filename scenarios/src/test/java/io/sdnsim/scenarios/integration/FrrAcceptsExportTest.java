package io.sdnsim.scenarios.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.scenarios.export.Export;
import io.sdnsim.scenarios.export.FrrExport;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.read.Library;
import io.sdnsim.scenarios.read.ScenarioReader;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import io.sdnsim.testkit.RequiredTools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** FRR itself reads every line that we write for it. */
@Tag("integration")
class FrrAcceptsExportTest {
  @TempDir Path folder;

  static Stream<String> scenarios() {
    return Stream.concat(
        Library.names().stream(), Stream.of("src/test/resources/good/everything.yaml"));
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void vtysh_knowsEveryLine(String scenario)
      throws ScenarioErrors, IOException, InterruptedException {
    Path vtysh = RequiredTools.require("vtysh", "read what we export for FRR");
    Scenario read = ScenarioReader.read(scenario, Map.of());
    Export export = FrrExport.of(read);
    long speakers = read.topology().nodes().stream().filter(n -> n.bgpOrNull() != null).count();
    assertThat(export.files().keySet().stream().filter(name -> name.endsWith("/frr.conf")))
        .hasSize(Math.toIntExact(speakers));
    for (Map.Entry<String, String> file : export.files().entrySet()) {
      if (file.getKey().endsWith("/frr.conf")) {
        Path config = Files.writeString(folder.resolve("frr.conf"), file.getValue());
        Process process =
            new ProcessBuilder(vtysh.toString(), "-C", "-f", config.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", file.getKey(), said).isZero();
        assertThat(said).as(file.getKey()).isEmpty();
      }
    }
  }
}
