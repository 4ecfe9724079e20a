package io.sdnsim.scenarios.cli;

import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sdnsim validate}. */
@Command(name = "validate", description = "Checks a scenario without running it.")
final class ValidateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ScenarioArguments arguments = new ScenarioArguments();

  @Override
  public Integer call() throws ScenarioErrors {
    Scenario scenario = arguments.read(spec.commandLine().getErr());
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        "ok: "
            + count(scenario.topology().nodes().size(), "node")
            + ", "
            + count(scenario.topology().links().size(), "link")
            + ", "
            + count(scenario.traffic().size(), "flow")
            + ", "
            + count(scenario.events().size(), "event")
            + ", "
            + count(scenario.expectations().size(), "expectation")
            + "\n");
    out.flush();
    return ExitCode.OK;
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
