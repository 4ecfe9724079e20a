package io.sdnsim.scenarios.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sdnsim bench}. */
@Command(
    name = "bench",
    description = "Measures the kernel, BGP and the load balancer.",
    subcommands = {
      BenchLineCommand.class,
      BenchBgpCommand.class,
      BenchMuxCommand.class,
      BenchStampCommand.class
    })
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "bench what? There are: line, bgp, mux, stamp");
  }
}
