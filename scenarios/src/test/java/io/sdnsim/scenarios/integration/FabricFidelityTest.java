package io.sdnsim.scenarios.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.read.Library;
import io.sdnsim.scenarios.read.ScenarioReader;
import io.sdnsim.scenarios.report.TextTable;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The fabric of borders, TORs and Muxes decides what real FRR decides, and fails when and as it
 * does. One run of each experiment joins the recorded ones; {@code -Dsdnsim.fidelity.runs=5} makes
 * that many new ones, which then stand alone, and {@code -Dsdnsim.update} records them.
 */
@Tag("integration")
class FabricFidelityTest {
  private static final int RUNS = Integer.getInteger("sdnsim.fidelity.runs", 1);
  private static final int SIDE_BY_SIDE = Integer.getInteger("sdnsim.fidelity.parallel", 4);
  private static final int FULL = 5;

  private static final ExecutorService WORKERS = Executors.newFixedThreadPool(SIDE_BY_SIDE);
  private static final SortedMap<String, List<Future<FibHistory>>> REAL = new TreeMap<>();
  private static final SortedMap<String, List<FibHistory>> MEASURED = new TreeMap<>();
  private static final TextTable SUMMARY =
      new TextTable("experiment", "real runs", "changes", "differences");

  static List<String> experiments() {
    return Library.names().stream().filter(name -> name.startsWith("fabric-")).toList();
  }

  @BeforeAll
  static void begin() throws ScenarioErrors {
    RealFabric.require();
    for (int run = 0; run < RUNS; run++) {
      // Where between two KEEPALIVEs the fault falls, evenly over the runs.
      long settleMillis = 500 + 3000L * run / RUNS;
      for (String experiment : experiments()) {
        Scenario scenario = read(experiment);
        RealRun real = new RealRun(scenario, converged());
        REAL.computeIfAbsent(experiment, name -> new ArrayList<>())
            .add(WORKERS.submit(() -> real.experiment(settleMillis)));
      }
    }
  }

  @AfterAll
  static void end() throws InterruptedException {
    WORKERS.shutdownNow();
    boolean ended = WORKERS.awaitTermination(1, TimeUnit.MINUTES);
    if (!SUMMARY.isEmpty()) {
      System.out.println("Fidelity of the fabric, against FRR:\n" + SUMMARY.text(2));
    }
    if (Boolean.getBoolean("sdnsim.update") && MEASURED.size() == experiments().size()) {
      RecordedRuns.write(MEASURED);
    }
    assertThat(ended).as("all real routers are gone").isTrue();
  }

  private static Scenario read(String name) throws ScenarioErrors {
    return ScenarioReader.read(name, Map.of());
  }

  private static SortedMap<String, List<String>> converged() throws ScenarioErrors {
    return SimulatedRun.of("tor-mux-fabric").fibsAtTheEnd();
  }

  @Test
  void ribs_areThoseOfRealRouters() throws ScenarioErrors {
    SortedMap<String, SortedSet<RibRoute>> ours = SimulatedRun.of("tor-mux-fabric").ribs();
    SortedMap<String, SortedSet<RibRoute>> real =
        new RealRun(read("tor-mux-fabric"), converged()).ribs();
    RibComparison comparison = new RibComparison(ours, real);
    System.out.println("RIBs of the fabric: " + comparison.paths() + " paths in use compared");
    assertThat(comparison.isEqual()).as("\n%s", comparison.table()).isTrue();
    assertThat(comparison.paths()).isGreaterThan(60);
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void experiment_changesWhatRealRoutersChange_whenTheyDo(String name)
      throws ScenarioErrors, InterruptedException, ExecutionException {
    FibHistory ours = SimulatedRun.of(name).history();
    List<FibHistory> real = new ArrayList<>();
    for (Future<FibHistory> run : REAL.get(name)) {
      real.add(run.get());
    }
    MEASURED.put(name, real);
    List<FibHistory> all = new ArrayList<>(real);
    if (RUNS < FULL) {
      for (List<FibChange> changes : RecordedRuns.of(name)) {
        all.add(new FibHistory(ours.before(), changes, ours.before()));
      }
    }
    Fidelity fidelity = Fidelity.of(read(name));
    fidelity.compare(ours, all);
    System.out.println(name + ", " + real.size() + " new real runs of " + all.size() + ":");
    System.out.println(fidelity.table());
    SUMMARY.row(
        List.of(
            name,
            Integer.toString(all.size()),
            Integer.toString(ours.changes().size()),
            Integer.toString(fidelity.differences().size())));
    assertThat(fidelity.differences()).as("\n%s", fidelity.table()).isEmpty();
    assertThat(ours.changes()).as("an experiment that changes nothing").isNotEmpty();
  }
}
