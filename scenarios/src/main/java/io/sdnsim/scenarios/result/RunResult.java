package io.sdnsim.scenarios.result;

import java.util.List;
import java.util.SortedMap;

/**
 * What one run of a scenario gave. Wall time is not in it: two runs with the same inputs give equal
 * results.
 *
 * @param scenario the scenario's name
 * @param source the file or built-in name that it was read from
 * @param settings the parameters given with {@code --set}, by name
 * @param simulatedPs how long the run lasted in simulated time
 * @param events executed by the kernel
 * @param packetHops frames that arrived at a node
 * @param fingerprint hash over every step of every packet, 16 hexadecimal digits
 * @param warnings what the scenario says that was probably not meant, with its place
 */
public record RunResult(
    String scenario,
    String source,
    long seed,
    SortedMap<String, String> settings,
    long simulatedPs,
    long events,
    long packetHops,
    String fingerprint,
    List<String> warnings,
    List<ExpectationResult> expectations,
    List<FlowResult> flows,
    List<Traceroute> traceroutes,
    List<DropCount> drops,
    List<Story> stories) {

  /** Whether every expectation holds. */
  public boolean passed() {
    return expectations.stream().allMatch(ExpectationResult::passed);
  }
}
