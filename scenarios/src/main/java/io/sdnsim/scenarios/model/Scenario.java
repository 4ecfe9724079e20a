package io.sdnsim.scenarios.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole scenario: a network, what is sent through it, what is done to it, and what must hold.
 *
 * @param file the file as the user named it, or {@code library:NAME}
 * @param name what reports call it
 * @param description prose; may be empty
 * @param seed of all random streams, unless the command line gives another; default 1
 * @param durationPs simulated time at which the run ends
 * @param parameters as declared, with the values after {@code --set}
 * @param slb null when the scenario has no load balancer
 * @param expectations in file order; results are reported in this order
 */
public record Scenario(
    String file,
    String name,
    String description,
    long seed,
    long durationPs,
    List<Parameter> parameters,
    Topology topology,
    Tenants tenants,
    @Nullable SlbConfig slb,
    List<ExternalPrefix> externalPrefixes,
    List<Traffic> traffic,
    List<ScenarioEvent> events,
    List<Expectation> expectations,
    List<CaptureConfig> captures) {
  public Scenario {
    parameters = List.copyOf(parameters);
    externalPrefixes = List.copyOf(externalPrefixes);
    traffic = List.copyOf(traffic);
    events = List.copyOf(events);
    expectations = List.copyOf(expectations);
    captures = List.copyOf(captures);
  }

  public List<VirtualNetworkConfig> virtualNetworks() {
    return tenants.virtualNetworks();
  }

  /**
   * A value that the command line may replace with {@code --set name=value}.
   *
   * @param value the text that {@code ${name}} stands for in this run
   */
  public record Parameter(SourceLocation at, String name, String value) {}
}
