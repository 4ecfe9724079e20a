package io.sdnsim.scenarios.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs the command line within the test and catches what it says. */
record Cli(int code, String out, String err) {
  /** Two hosts and a router between them. */
  static final String TINY = "src/test/resources/cli/tiny.yaml";

  static Cli run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Cli(code, out.toString(), err.toString());
  }
}
