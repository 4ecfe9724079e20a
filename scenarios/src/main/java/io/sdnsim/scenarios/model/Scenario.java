package io.sdnsim.scenarios.model;

import io.sdnsim.core.address.IpAddress;
import java.util.ArrayList;
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

  /** The files that the scenario reads: captures that it replays, MRT files. */
  public List<InputFile> inputFiles() {
    List<InputFile> files = new ArrayList<>();
    for (DeviceConfig node : topology.nodes()) {
      BgpConfig bgp = node.bgpOrNull();
      if (bgp != null) {
        bgp.mrt().forEach(recording -> files.addAll(recording.files()));
      }
    }
    for (Traffic flow : traffic) {
      if (flow instanceof Traffic.ReplayTraffic replay) {
        files.add(replay.file());
      }
    }
    return files;
  }

  /** The virtual machines that have a public address, at the start or by an event. */
  public List<String> holdersOf(IpAddress publicAddress) {
    List<String> holders = new ArrayList<>();
    for (DeviceConfig node : topology.nodes()) {
      if (node instanceof DeviceConfig.VirtualHostConfig host) {
        host.vms().stream()
            .filter(vm -> vm.hasPublic(publicAddress))
            .forEach(vm -> holders.add(vm.name()));
      }
    }
    for (ScenarioEvent event : events) {
      if (event instanceof ScenarioEvent.ChangeConfig change
          && change.change() instanceof ScenarioEvent.ConfigChange.SetPublicAddresses set
          && set.addresses().stream().anyMatch(each -> each.value().equals(publicAddress))) {
        holders.add(set.vm().value());
      }
    }
    return holders.stream().distinct().toList();
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
