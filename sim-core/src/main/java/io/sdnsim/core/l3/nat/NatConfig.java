package io.sdnsim.core.l3.nat;

import java.util.List;

/**
 * NAT of one router.
 *
 * @param sourceRules in order of precedence
 * @param destinationRules in order of precedence
 * @param endpointIndependentMapping whether all flows of one inside address and port share one
 *     outside address and port, whatever their destination (RFC 4787 REQ-1). Off, as in Linux: one
 *     outside port then serves several inside endpoints as long as their destinations differ.
 *     Filtering is address and port dependent either way: only those answer who were asked
 * @param maxBindings how many flows the table may hold
 */
public record NatConfig(
    List<SourceNatRule> sourceRules,
    List<DestinationNatRule> destinationRules,
    boolean endpointIndependentMapping,
    int maxBindings,
    NatTimeouts timeouts) {
  public static final int DEFAULT_MAX_BINDINGS = 65_536;

  /**
   * @throws IllegalArgumentException when the table has no room
   */
  public NatConfig {
    sourceRules = List.copyOf(sourceRules);
    destinationRules = List.copyOf(destinationRules);
    if (maxBindings < 1) {
      throw new IllegalArgumentException("a NAT table holds 1 binding or more: " + maxBindings);
    }
  }

  /** These rules, and otherwise what Linux does. */
  public static NatConfig of(
      List<SourceNatRule> sourceRules, List<DestinationNatRule> destinationRules) {
    return new NatConfig(
        sourceRules, destinationRules, false, DEFAULT_MAX_BINDINGS, NatTimeouts.DEFAULT);
  }
}
