package io.sdnsim.scenarios.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What real routers did in earlier runs: a file with a line for each change, {@code
 * experiment,run,router,prefix,next hops,seconds}. One new run alone has neither bounds nor an
 * order that is more than chance.
 */
final class RecordedRuns {
  private static final Path FILE = Path.of("src/test/resources/fidelity/frr-8.4.4.csv");
  private static final String HEADING =
      """
      # What FRR 8.4.4 (Debian 12) did to forwarding tables in the experiments fabric-*, seconds after the fault.
      # Measured by FabricFidelityTest with -Dsdnsim.fidelity.runs=5 -Dsdnsim.update, in network namespaces of one machine.
      experiment,run,router,prefix,next hops,seconds
      """;

  private RecordedRuns() {}

  /** The runs of one experiment; no tables before and after, since each converged and recovered. */
  static List<List<FibChange>> of(String experiment) {
    SortedMap<Integer, List<FibChange>> runs = new TreeMap<>();
    try {
      for (String line : Files.readAllLines(FILE)) {
        String[] cells = line.split(",", -1);
        if (cells[0].equals(experiment)) {
          List<String> nextHops = cells[4].isEmpty() ? List.of() : List.of(cells[4].split(" "));
          runs.computeIfAbsent(Integer.valueOf(cells[1]), run -> new ArrayList<>())
              .add(new FibChange(cells[2], cells[3], nextHops, Double.parseDouble(cells[5])));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(runs.values());
  }

  static void write(Map<String, List<FibHistory>> experiments) {
    StringBuilder text = new StringBuilder(HEADING);
    experiments.forEach(
        (experiment, runs) -> {
          for (int run = 0; run < runs.size(); run++) {
            for (FibChange change : runs.get(run).changes()) {
              text.append(
                  String.format(
                      Locale.ROOT,
                      "%s,%d,%s,%s,%s,%.6f%n",
                      experiment,
                      run + 1,
                      change.node(),
                      change.prefix(),
                      String.join(" ", change.nextHops()),
                      change.seconds()));
            }
          }
        });
    try {
      Files.createDirectories(FILE.getParent());
      Files.writeString(FILE, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
