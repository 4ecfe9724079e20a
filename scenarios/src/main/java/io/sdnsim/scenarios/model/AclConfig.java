package io.sdnsim.scenarios.model;

import io.sdnsim.core.address.Prefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An access list: the first rule that matches decides; a packet that none matches is denied. */
public record AclConfig(SourceLocation at, String name, List<AclRule> rules) {
  public AclConfig {
    rules = List.copyOf(rules);
  }

  /**
   * One line.
   *
   * @param permit or deny
   * @param protocol null for every protocol
   * @param source null for every address
   * @param destination null for every address
   */
  public record AclRule(
      SourceLocation at,
      boolean permit,
      @Nullable Protocol protocol,
      @Nullable Prefix source,
      @Nullable Prefix destination,
      PortRange sourcePorts,
      PortRange destinationPorts) {}
}
