package io.sdnsim.scenarios.model;

import java.util.List;

/** The nodes and the links between their ports; {@code defaults} are already merged into both. */
public record Topology(List<DeviceConfig> nodes, List<LinkDefinition> links) {
  public Topology {
    nodes = List.copyOf(nodes);
    links = List.copyOf(links);
  }
}
