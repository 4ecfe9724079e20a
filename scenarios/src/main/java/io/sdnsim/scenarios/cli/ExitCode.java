package io.sdnsim.scenarios.cli;

/** What the process tells scripts. */
final class ExitCode {
  /** All expectations hold; nothing differs. */
  static final int OK = 0;

  /** An expectation does not hold; something differs. */
  static final int FAILED = 1;

  /** Bad input or usage. */
  static final int BAD_INPUT = 2;

  /** A fault of ours (EX_SOFTWARE of sysexits.h). */
  static final int FAULT = 70;

  private ExitCode() {}
}
