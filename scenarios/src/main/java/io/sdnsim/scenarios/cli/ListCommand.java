package io.sdnsim.scenarios.cli;

import io.sdnsim.scenarios.read.Library;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sdnsim list}. */
@Command(name = "list", description = "Lists the built-in scenarios.")
final class ListCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    List<Library.Entry> entries = Library.list();
    int width = entries.stream().mapToInt(entry -> entry.name().length()).max().orElse(0);
    PrintWriter out = spec.commandLine().getOut();
    for (Library.Entry entry : entries) {
      String gap = " ".repeat(width - entry.name().length() + 2);
      out.print(entry.name() + gap + entry.summary() + "\n");
    }
    out.flush();
  }
}
