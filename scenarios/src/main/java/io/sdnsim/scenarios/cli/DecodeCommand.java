package io.sdnsim.scenarios.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sdnsim decode}. */
@Command(
    name = "decode",
    description = "Says what the bytes of a protocol mean.",
    subcommands = DecodeBgpCommand.class)
final class DecodeCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "decode what? There is: bgp");
  }
}
