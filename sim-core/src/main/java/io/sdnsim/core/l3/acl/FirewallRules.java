package io.sdnsim.core.l3.acl;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a machine's own firewall. In a direction that has rules, the first that matches
 * decides, and what none matches is denied.
 *
 * @param inbound for what others begin; null lets all of it pass
 * @param outbound for what the machine begins; null lets all of it pass
 */
public record FirewallRules(
    @Nullable List<AccessEntry> inbound, @Nullable List<AccessEntry> outbound) {
  /** Everything passes. */
  public static final FirewallRules NONE = new FirewallRules(null, null);

  public FirewallRules {
    inbound = inbound == null ? null : List.copyOf(inbound);
    outbound = outbound == null ? null : List.copyOf(outbound);
  }
}
