package io.sdnsim.scenarios.model;

/**
 * A port of a node, written {@code node:port}; it also names the one link that ends there.
 *
 * @param at where the scenario says so
 */
public record PortRef(SourceLocation at, String node, String port) {
  @Override
  public String toString() {
    return node + ":" + port;
  }
}
