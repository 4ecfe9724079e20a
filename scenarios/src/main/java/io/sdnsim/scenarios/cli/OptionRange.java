package io.sdnsim.scenarios.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Numbers that options may have. */
final class OptionRange {
  private OptionRange() {}

  /**
   * The value.
   *
   * @throws ParameterException when it is below the least or above the most
   */
  static int within(CommandSpec command, String option, long least, int value, long most) {
    return (int) within(command, option, least, (long) value, most);
  }

  /** As for an int. */
  static long within(CommandSpec command, String option, long least, long value, long most) {
    if (value < least || value > most) {
      throw new ParameterException(
          command.commandLine(), option + ": " + least + " to " + most + ", not " + value);
    }
    return value;
  }

  /**
   * The value.
   *
   * @throws ParameterException when it is below the least
   */
  static int atLeast(CommandSpec command, String option, int least, int value) {
    if (value < least) {
      throw new ParameterException(
          command.commandLine(), option + ": " + least + " or more, not " + value);
    }
    return value;
  }
}
