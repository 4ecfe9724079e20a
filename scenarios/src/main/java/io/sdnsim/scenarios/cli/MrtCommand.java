package io.sdnsim.scenarios.cli;

import io.sdnsim.bgp.mrt.MrtException;
import io.sdnsim.bgp.mrt.MrtLines;
import io.sdnsim.bgp.mrt.MrtReader;
import io.sdnsim.bgp.mrt.MrtRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sdnsim mrt}. */
@Command(
    name = "mrt",
    description = {
      "Prints the BGP routes and messages in an MRT file, one line per entry, as bgpdump -m does.",
      "Reads TABLE_DUMP, TABLE_DUMP_V2, BGP4MP and BGP4MP_ET, plain or compressed by gzip."
    })
final class MrtCommand implements Callable<Integer> {
  private static final int BUFFER_CHARS = 1 << 16;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "The MRT file.")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    Map<String, Integer> skipped = new TreeMap<>();
    try (MrtReader reader = new MrtReader(file.toString(), Files.newInputStream(file))) {
      print(reader, skipped);
    } catch (MrtException e) {
      throw new BadInput(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new BadInput("cannot read " + file + ": " + why(e), e);
    }
    if (!skipped.isEmpty()) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(
          "sdnsim: "
              + file
              + ": records not looked into: "
              + skipped.entrySet().stream()
                  .map(each -> each.getValue() + " of type/subtype " + each.getKey())
                  .collect(Collectors.joining(", ")));
      err.flush();
    }
    return ExitCode.OK;
  }

  private String why(IOException problem) {
    return problem instanceof NoSuchFileException
        ? "no such file"
        : Files.isDirectory(file) ? "it is a directory" : problem.toString();
  }

  /** What was read before an error is printed: it may be what the user is after. */
  private void print(MrtReader reader, Map<String, Integer> skipped)
      throws IOException, MrtException {
    PrintWriter out = spec.commandLine().getOut();
    StringBuilder text = new StringBuilder(2 * BUFFER_CHARS);
    MrtLines lines = new MrtLines(text);
    try {
      MrtRecord record;
      while ((record = reader.next()) != null) {
        lines.add(record);
        if (record instanceof MrtRecord.Other other) {
          skipped.merge(other.type() + "/" + other.subtype(), 1, Integer::sum);
        }
        if (text.length() >= BUFFER_CHARS) {
          out.append(text);
          text.setLength(0);
          if (out.checkError()) {
            return; // Nobody reads on: | head
          }
        }
      }
    } finally {
      out.append(text);
      out.flush();
    }
  }
}
