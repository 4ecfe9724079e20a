package io.sdnsim.scenarios.live;

import io.sdnsim.scenarios.build.ScenarioLoader;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.result.RunResult;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.run.ScenarioRun;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A router between two upstreams, which are to be real. */
final class LiveFixture {
  static final String UP1 = "edge/10.0.1.2";
  static final String UP2 = "edge/10.0.2.2";

  private LiveFixture() {}

  /**
   * The scenario.
   *
   * @param networks prefixes that the router announces
   * @param more further keys of the scenario
   */
  static Scenario scenario(Path folder, List<?> networks, String more)
      throws IOException, ScenarioErrors {
    String text =
        """
        schema: 1
        name: live-test
        duration: 30s
        topology:
          nodes:
            edge:
              kind: router
              interfaces:
                eth1: { addresses: [10.0.1.1/24] }
                eth2: { addresses: [10.0.2.1/24] }
              bgp:
                asn: 65000
                import-check: false
                networks: [%s]
                neighbors:
                  - { address: 10.0.1.2, remote-as: 65001, hold: 90s }
                  - { address: 10.0.2.2, remote-as: 65002, hold: 90s }
            up1: { kind: host, interfaces: { eth0: { addresses: [10.0.1.2/24] } } }
            up2: { kind: host, interfaces: { eth0: { addresses: [10.0.2.2/24] } } }
          links:
            - endpoints: ["edge:eth1", "up1:eth0"]
            - endpoints: ["edge:eth2", "up2:eth0"]
        %s
        """
            .formatted(String.join(", ", networks.stream().map(String::valueOf).toList()), more);
    Path file = folder.resolve("live-test.yaml");
    Files.writeString(file, text);
    return ScenarioLoader.load(file.toString(), Map.of());
  }

  /** Runs it, and what the real routers do beside it. */
  static <T> RunResult run(LiveRun live, Scenario scenario, Callable<T> outside) throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<T> done =
          other.submit(
              () -> {
                try {
                  return outside.call();
                } finally {
                  live.stop();
                }
              });
      RunResult result =
          live.run(new ScenarioRun(scenario, live.options().apply(RunOptions.of(scenario.seed()))));
      done.get(20, TimeUnit.SECONDS);
      return result;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw new AssertionError(e.getCause());
    } finally {
      other.shutdownNow();
    }
  }
}
