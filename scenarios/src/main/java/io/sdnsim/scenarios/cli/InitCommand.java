package io.sdnsim.scenarios.cli;

import io.sdnsim.scenarios.read.Library;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sdnsim init}. */
@Command(
    name = "init",
    description = "Copies a built-in scenario, and what it needs, as a start for one's own.")
final class InitCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "NAME", description = "A built-in scenario.")
  private String name = "";

  @Parameters(
      index = "1",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where to; made when missing; default: here.")
  private Path folder = Path.of(".");

  @Override
  public void run() {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new BadInput("cannot write into " + folder + ": it is not a directory");
    }
    PrintWriter out = spec.commandLine().getOut();
    for (Path file : copy()) {
      out.print(file.normalize() + "\n");
    }
    out.flush();
  }

  private List<Path> copy() {
    try {
      return Library.copy(name, folder);
    } catch (ScenarioErrors e) {
      throw new BadInput(String.valueOf(e.getMessage()), e);
    } catch (FileAlreadyExistsException e) {
      throw new BadInput(e.getMessage() + " exists: nothing was written", e);
    } catch (IOException e) {
      throw OutputFile.unwritable(e);
    }
  }
}
