package io.sdnsim.scenarios.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioLoaderTest {
  @TempDir Path directory;

  private String scenario(int requestBytes) throws IOException {
    Path file = directory.resolve("small.yaml");
    Files.writeString(
        file,
        String.join(
            "\n",
            "schema: 1",
            "name: small",
            "duration: 1s",
            "topology:",
            "  nodes:",
            "    a: { kind: host, interfaces: { eth0: { addresses: [10.0.0.1/24] } } }",
            "    b: { kind: host, interfaces: { eth0: { addresses: [10.0.0.2/24] } } }",
            "  links:",
            "    - { endpoints: [\"a:eth0\", \"b:eth0\"] }",
            "traffic:",
            "  - { id: web, from: a, to: { node: b, port: 80 }, protocol: tcp, request-bytes: "
                + requestBytes
                + " }",
            ""));
    return file.toString();
  }

  @Test
  void settingThatAnApplicationRefuses_isAnErrorOfTheFile() throws IOException {
    String file = scenario(20);
    assertThatThrownBy(() -> ScenarioLoader.load(file, Map.of()))
        .isInstanceOf(ScenarioErrors.class)
        .hasMessageStartingWith(file + ":11:82: ")
        .hasMessageContaining("found web.request-bytes=20; expected 36 (an HTTP request line");
  }

  @Test
  void scenarioThatItsApplicationsAccept_isLoaded() throws Exception {
    assertThat(ScenarioLoader.load(scenario(300), Map.of()).name()).isEqualTo("small");
  }

  @Test
  void settingUnderAnotherName_isLocatedAtTheKeyOfTheFile() throws IOException {
    String file = scenario(300);
    Path path = Path.of(file);
    Files.writeString(
        path,
        Files.readString(path)
            .replace("protocol: tcp, request-bytes: 300", "bulk: { bytes: 1, direction: upload }"));
    assertThatThrownBy(() -> ScenarioLoader.load(file, Map.of()))
        .isInstanceOf(ScenarioErrors.class)
        .hasMessageStartingWith(file + ":11:67: found web.bytes=1; expected ");
  }
}
