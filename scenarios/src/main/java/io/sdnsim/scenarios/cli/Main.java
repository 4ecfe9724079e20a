package io.sdnsim.scenarios.cli;

import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code sdnsim}: its subcommands do the work. Results go to stdout, all else not. */
@Command(
    name = "sdnsim",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "A deterministic simulator of software-defined networks.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:all expectations hold; nothing differs",
      " 1:an expectation does not hold; something differs",
      " 2:bad input or usage",
      "70:a fault of sdnsim"
    },
    subcommands = {
      RunCommand.class,
      ListCommand.class,
      InitCommand.class,
      ValidateCommand.class,
      TraceCommand.class,
      ShowCommand.class,
      DiffCommand.class,
      LiveCommand.class,
      ExportCommand.class,
      DecodeCommand.class,
      MrtCommand.class,
      BenchCommand.class
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of a fault.")
  private boolean debug;

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(
        commandLine().setOut(writer(System.out)).setErr(writer(System.err)).execute(arguments));
  }

  /** The whole command line; tests give it writers of their own. */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExpandAtFiles(false)
        .setExecutionStrategy(Main::execute)
        .setParameterExceptionHandler(Main::refuse)
        .setExecutionExceptionHandler(Main::explain);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given");
  }

  /** The parser hands exceptions to {@link #explain}, but lets errors pass. */
  private static int execute(ParseResult parsed) {
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (LinkageError | AssertionError | VirtualMachineError e) {
      CommandLine command = parsed.commandSpec().commandLine();
      return explain(new IllegalStateException(e.toString(), e), command, parsed);
    }
  }

  private static int refuse(ParameterException problem, String[] arguments) {
    CommandLine command = problem.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("sdnsim: " + problem.getMessage());
    UnmatchedArgumentException.printSuggestions(problem, err);
    err.println("try '" + command.getCommandSpec().qualifiedName() + " --help'");
    err.flush();
    return ExitCode.BAD_INPUT;
  }

  private static int explain(Exception problem, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    command.getOut().flush();
    try {
      if (problem instanceof ScenarioErrors) {
        err.println(problem.getMessage());
        return ExitCode.BAD_INPUT;
      }
      if (problem instanceof BadInput) {
        err.println("sdnsim: " + problem.getMessage());
        return ExitCode.BAD_INPUT;
      }
      boolean known = problem instanceof SimulationFault;
      err.println("sdnsim: " + (known ? problem.getMessage() : "a fault of sdnsim: " + problem));
      if (isDebugging(command)) {
        problem.printStackTrace(err);
      }
      return ExitCode.FAULT;
    } finally {
      err.flush();
    }
  }

  private static boolean isDebugging(CommandLine command) {
    return command.getCommandSpec().root().userObject() instanceof Main main && main.debug;
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
