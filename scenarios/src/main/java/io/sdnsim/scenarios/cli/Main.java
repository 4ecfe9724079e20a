package io.sdnsim.scenarios.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code sdnsim}: its subcommands do the work, alone it prints its usage. */
@Command(
    name = "sdnsim",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "A deterministic simulator of software-defined networks.")
public final class Main implements Runnable {

  @Spec private CommandSpec spec;

  /** Runs one command and exits: 0 all well, 2 bad input or usage, 70 a fault of ours. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Main()).setExitCodeExceptionMapper(Main::exitCode).execute(arguments));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given");
  }

  private static int exitCode(Throwable problem) {
    return problem instanceof ParameterException ? 2 : 70;
  }

  /** The version that the build wrote into the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"sdnsim " + (version == null ? "(not packaged)" : version)};
    }
  }
}
