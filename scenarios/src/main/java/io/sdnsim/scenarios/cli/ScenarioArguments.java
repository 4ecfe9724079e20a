package io.sdnsim.scenarios.cli;

import io.sdnsim.scenarios.build.ScenarioLoader;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.read.ScenarioWarnings;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which scenario, with which values for its parameters: the same for every command. */
final class ScenarioArguments {
  @Parameters(
      index = "0",
      paramLabel = "FILE|NAME",
      description = "A scenario file, or the name of a built-in scenario.")
  private String scenario = "";

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Gives a parameter of the scenario another value.")
  private Map<String, String> settings = new LinkedHashMap<>();

  Scenario read() throws ScenarioErrors {
    return ScenarioLoader.load(scenario, settings);
  }

  /**
   * What a record says of the parameters holds unless the command line says otherwise.
   *
   * @throws BadInput when it does
   */
  void adopt(Map<String, String> recorded) {
    settings.forEach(
        (name, value) -> {
          String former = recorded.get(name);
          if (former != null && !former.equals(value)) {
            throw new BadInput(
                "--set " + name + "=" + value + ": the recorded run had " + name + "=" + former);
          }
        });
    recorded.forEach(settings::putIfAbsent);
  }

  /**
   * Reads, and says what was probably not meant.
   *
   * @param err takes the warnings
   */
  Scenario read(PrintWriter err) throws ScenarioErrors {
    Scenario read = read();
    ScenarioWarnings.of(read).forEach(err::println);
    err.flush();
    return read;
  }

  /** The command that does the same again. */
  String command(String verb, long seed) {
    return command(verb, " --seed " + seed);
  }

  /**
   * The command that does the same again.
   *
   * @param options behind the scenario's name, each with a blank before it
   */
  String command(String verb, String options) {
    StringBuilder command = new StringBuilder("./sdnsim ").append(verb).append(' ');
    command.append(quoted(scenario)).append(options);
    settings.forEach((name, value) -> command.append(" --set ").append(quoted(name + "=" + value)));
    return command.toString();
  }

  /** As a shell reads it. */
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
