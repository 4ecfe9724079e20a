package io.sdnsim.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.scenarios.read.Library;
import io.sdnsim.scenarios.read.ScenarioWarnings;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import io.sdnsim.testkit.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarningsTest {
  private static final String SPARE = "eth1: { addresses: [10.0.2.1/24] } } }";

  @TempDir private Path folder = Path.of("");

  /** The tiny scenario with other interfaces on its router. */
  private String file(String interfaces) throws IOException {
    String tiny = Files.readString(Path.of(Cli.TINY));
    assertThat(tiny).contains(SPARE);
    Path file = folder.resolve("w.yaml");
    Files.writeString(file, tiny.replace(SPARE, interfaces));
    return file.toString();
  }

  private String unlinked() throws IOException {
    return file("eth1: { addresses: [10.0.2.1/24] }, eth7: { addresses: [10.0.7.1/24] } } }");
  }

  private static String warning(String file, int column, String port) {
    return file
        + ":10:"
        + column
        + ": warning: no link ends at "
        + port
        + ", so the interface never comes up; connect it, make it a loopback, or say up: false\n";
  }

  @Test
  void interfaceWithoutALink_isAWarningOfValidateAndRun() throws IOException {
    String file = unlinked();
    Cli validate = Cli.run("validate", file);
    assertThat(validate.err()).isEqualTo(warning(file, 115, "middle:eth7"));
    assertThat(validate.out()).startsWith("ok: 3 nodes");
    assertThat(validate.code()).isZero();
    Cli run = Cli.run("run", file);
    assertThat(run.err()).isEqualTo(warning(file, 115, "middle:eth7"));
    assertThat(run.code()).isZero();
  }

  @Test
  void json_listsTheWarnings() throws IOException {
    String file = unlinked();
    Object json = Json.parse(Cli.run("run", file, "--json").out());
    assertThat(Json.at(json, "warnings", "0") + "\n").isEqualTo(warning(file, 115, "middle:eth7"));
    assertThat(Cli.run("run", Cli.TINY, "--json").out()).contains("\"warnings\" : [ ]");
  }

  @Test
  void vlansOfOnePort_areOneWarning() throws IOException {
    String file = file("eth1: { addresses: [10.0.2.1/24] }, eth7.5: {}, eth7.6: {} } }");
    assertThat(Cli.run("validate", file).err()).isEqualTo(warning(file, 115, "middle:eth7"));
  }

  @Test
  void whatIsMeantToBeUnlinked_isSilent() throws IOException {
    String down = "eth1: { addresses: [10.0.2.1/24] }, eth7: { up: false } } }";
    assertThat(Cli.run("validate", file(down)).err()).isEmpty();
    String loopback = SPARE.replace("} } }", "} }, loopbacks: { lo0: 10.9.9.9/32 } }");
    assertThat(Cli.run("validate", file(loopback)).err()).isEmpty();
  }

  @Test
  void builtInScenarios_giveNoWarning() {
    for (String name : Library.names()) {
      assertThat(Cli.run("validate", name).err()).as(name).isEmpty();
    }
  }

  @Test
  void machineWithoutTheFloatingVip_isAWarning() throws ScenarioErrors {
    assertThat(ScenarioWarnings.of(Library.read("slb-vip-kinds", Map.of()))).isEmpty();
    assertThat(
            ScenarioWarnings.of(
                Library.read("slb-vip-kinds", Map.of("loopback", "192.168.133.77"))))
        .singleElement()
        .asString()
        .endsWith(
            ": warning: 'db1' gets packets to 192.168.133.76, which is none of its addresses, so it"
                + " drops them; give it loopbacks: [192.168.133.76], or take floating-ip away");
  }
}
