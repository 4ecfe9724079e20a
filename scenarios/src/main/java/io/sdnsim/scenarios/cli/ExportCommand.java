package io.sdnsim.scenarios.cli;

import io.sdnsim.scenarios.export.ContainerlabExport;
import io.sdnsim.scenarios.export.Export;
import io.sdnsim.scenarios.export.FrrExport;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sdnsim export}. */
@Command(
    name = "export",
    description = "Writes a scenario's network for real routers.",
    subcommands = {ExportCommand.Frr.class, ExportCommand.Containerlab.class})
final class ExportCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "export for what? There are: frr, containerlab");
  }

  /** Writes, lists the files on stdout, and says on stderr what they leave out. */
  private static int write(CommandSpec spec, Scenario scenario, Export export, Path directory) {
    if (export.files().keySet().stream().noneMatch(name -> name.endsWith("/frr.conf"))) {
      throw new BadInput(scenario.name() + " has no router to export");
    }
    OutputDirectory.write(directory, export.files());
    PrintWriter out = spec.commandLine().getOut();
    export.files().keySet().forEach(file -> out.print(directory.resolve(file) + "\n"));
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    export.notes().forEach(note -> err.print("not exported: " + note + "\n"));
    err.flush();
    return ExitCode.OK;
  }

  /** {@code sdnsim export frr}. */
  @Command(
      name = "frr",
      description = "Writes NODE/frr.conf and NODE/daemons of every BGP router, for FRR 8.4.")
  static final class Frr implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ScenarioArguments arguments = new ScenarioArguments();

    @Parameters(
        index = "1",
        paramLabel = "DIR",
        description = "A directory that is empty or not there yet.")
    private Path directory = Path.of(".");

    @Override
    public Integer call() throws ScenarioErrors {
      Scenario scenario = arguments.read();
      return write(spec, scenario, FrrExport.of(scenario), directory);
    }
  }

  /** {@code sdnsim export containerlab}. */
  @Command(
      name = "containerlab",
      description = "Writes a containerlab topology, and the configuration of its FRR routers.")
  static final class Containerlab implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ScenarioArguments arguments = new ScenarioArguments();

    @Parameters(
        index = "1",
        paramLabel = "DIR",
        description = "A directory that is empty or not there yet.")
    private Path directory = Path.of(".");

    @Option(
        names = "--image",
        paramLabel = "IMAGE",
        defaultValue = "quay.io/frrouting/frr:8.5.4",
        description = "The container image of all nodes; default: ${DEFAULT-VALUE}.")
    private String image = "";

    @Override
    public Integer call() throws ScenarioErrors {
      Scenario scenario = arguments.read();
      return write(spec, scenario, ContainerlabExport.of(scenario, image), directory);
    }
  }
}
