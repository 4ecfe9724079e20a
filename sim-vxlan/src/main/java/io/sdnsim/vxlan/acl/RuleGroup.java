package io.sdnsim.vxlan.acl;

import io.sdnsim.core.packet.FlowKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The rules of a security group for one direction and one address family, in the order of their
 * priorities; one of them matches, for the platform's last rule denies everything.
 */
public final class RuleGroup {
  private static final List<SecurityRule> INBOUND_DEFAULTS =
      List.of(
          SecurityRule.ofTags(
              "AllowVnetInBound",
              65_000,
              true,
              ServiceTag.VIRTUAL_NETWORK,
              ServiceTag.VIRTUAL_NETWORK),
          SecurityRule.ofTags(
              "AllowAzureLoadBalancerInBound",
              65_001,
              true,
              ServiceTag.AZURE_LOAD_BALANCER,
              ServiceTag.ANY),
          SecurityRule.ofTags("DenyAllInBound", 65_500, false, ServiceTag.ANY, ServiceTag.ANY));
  private static final List<SecurityRule> OUTBOUND_DEFAULTS =
      List.of(
          SecurityRule.ofTags(
              "AllowVnetOutBound",
              65_000,
              true,
              ServiceTag.VIRTUAL_NETWORK,
              ServiceTag.VIRTUAL_NETWORK),
          SecurityRule.ofTags(
              "AllowInternetOutBound", 65_001, true, ServiceTag.ANY, ServiceTag.INTERNET),
          SecurityRule.ofTags("DenyAllOutBound", 65_500, false, ServiceTag.ANY, ServiceTag.ANY));

  private final String group;
  private final boolean reevaluatesFlows;
  private final List<SecurityRule> rules;

  private RuleGroup(String group, boolean reevaluatesFlows, List<SecurityRule> rules) {
    this.group = group;
    this.reevaluatesFlows = reevaluatesFlows;
    this.rules = List.copyOf(rules);
  }

  /** The rules for one direction and family, those of the platform included. */
  public static RuleGroup of(SecurityGroup group, boolean inbound, boolean ipv6) {
    List<SecurityRule> rules = new ArrayList<>(inbound ? group.inbound() : group.outbound());
    rules.addAll(inbound ? INBOUND_DEFAULTS : OUTBOUND_DEFAULTS);
    rules.removeIf(rule -> !rule.concerns(ipv6));
    rules.sort(Comparator.comparingInt(SecurityRule::priority));
    return new RuleGroup(
        group.name(), group.existingFlows() == SecurityGroup.ExistingFlows.REEVALUATE, rules);
  }

  /** Whether flows that older rules had let pass are to be held against these. */
  public boolean reevaluatesFlows() {
    return reevaluatesFlows;
  }

  /** The rule that decides about a flow in this direction: the first that matches. */
  public SecurityRule match(FlowKey flow, AddressSpace network) {
    for (SecurityRule rule : rules) {
      if (rule.matches(flow, network)) {
        return rule;
      }
    }
    throw new IllegalStateException("no rule of " + group + " matches " + flow);
  }

  /** {@code nsg web 100 allow-http}, as traces and drops name it. */
  public String title(SecurityRule rule) {
    return "nsg " + group + " " + rule.priority() + " " + rule.name();
  }
}
