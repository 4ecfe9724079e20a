package io.sdnsim.scenarios.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network security group.
 *
 * @param existingFlows what a change of the rules means for flows that they had let pass
 * @param rules of both directions; the platform's default rules are not among them
 */
public record SecurityGroupConfig(
    SourceLocation at, String name, ExistingFlows existingFlows, List<SecurityRuleConfig> rules) {
  public SecurityGroupConfig {
    rules = List.copyOf(rules);
  }

  /** What becomes of established flows when the rules change. */
  public enum ExistingFlows {
    /** They go on (the default). */
    KEEP,
    /** They end where the new rules deny them. */
    RE_EVALUATE
  }

  /** Which way the packets of a rule go, as virtual machines see it. */
  public enum RuleDirection {
    INBOUND,
    OUTBOUND
  }

  /**
   * A rule.
   *
   * @param priority 100 to 4096, unique in its direction; the lowest is looked at first
   * @param protocol null for any
   * @param sources prefixes and service tags
   * @param destinations prefixes and service tags
   */
  public record SecurityRuleConfig(
      SourceLocation at,
      Located<String> name,
      Located<Integer> priority,
      RuleDirection direction,
      boolean allow,
      @Nullable Protocol protocol,
      List<String> sources,
      List<PortRange> sourcePorts,
      List<String> destinations,
      List<PortRange> destinationPorts) {
    public SecurityRuleConfig {
      sources = List.copyOf(sources);
      sourcePorts = List.copyOf(sourcePorts);
      destinations = List.copyOf(destinations);
      destinationPorts = List.copyOf(destinationPorts);
    }
  }
}
