package io.sdnsim.vxlan.acl;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A network security group as the controller pushes it: the rules that a user wrote. The rules that
 * every group ends with are added by {@link RuleGroup}.
 *
 * @param name as users write it
 * @param existingFlows what a change of the rules means for flows that they had let pass
 * @param inbound rules for what goes to VMs
 * @param outbound rules for what VMs send
 */
public record SecurityGroup(
    String name,
    ExistingFlows existingFlows,
    List<SecurityRule> inbound,
    List<SecurityRule> outbound) {
  /** What users may give their rules; those of the platform stand behind them. */
  public static final int FIRST_PRIORITY = 100;

  public static final int LAST_PRIORITY = 4096;

  /** What becomes of established flows when rules change. */
  public enum ExistingFlows {
    /** Azure: rules are for new connections, and existing ones are not evaluated again. */
    KEEP,
    /** VFP (NSDI 2017): flows are reconciled, and end where the new rules deny them. */
    REEVALUATE
  }

  /**
   * @throws IllegalArgumentException when a priority is out of range, or two rules of one direction
   *     have the same
   */
  public SecurityGroup {
    inbound = List.copyOf(inbound);
    outbound = List.copyOf(outbound);
    requireDistinctPriorities(name, inbound);
    requireDistinctPriorities(name, outbound);
  }

  private static void requireDistinctPriorities(String name, List<SecurityRule> rules) {
    Map<Integer, SecurityRule> seen = new TreeMap<>();
    for (SecurityRule rule : rules) {
      if (rule.priority() < FIRST_PRIORITY || rule.priority() > LAST_PRIORITY) {
        throw new IllegalArgumentException(
            name + ": the priority of " + rule.name() + " is not within 100 to 4096");
      }
      SecurityRule other = seen.put(rule.priority(), rule);
      if (other != null) {
        throw new IllegalArgumentException(
            name + ": " + other.name() + " and " + rule.name() + " have one priority");
      }
    }
  }
}
