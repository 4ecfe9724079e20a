package io.sdnsim.core.l3.nat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.l3.acl.PortRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites the source of flows that leave through an interface. The first rule that matches a new
 * flow decides.
 *
 * @param name as traces show it
 * @param outInterface where the packet leaves
 * @param source only flows from here, or null for all
 * @param destination only flows to there, as it is after destination NAT, or null for all
 * @param protocol an IANA number, or {@link #ANY_PROTOCOL}
 * @param pool the addresses to use; empty for the outgoing interface's own (masquerade). One inside
 *     address always gets the same one (RFC 4787 REQ-2, "paired")
 * @param ports the ports to use, or null: then a flow keeps its port when it is free, and otherwise
 *     gets one of 1024-65535. With a range a flow keeps a free port that lies in it
 */
public record SourceNatRule(
    String name,
    String outInterface,
    @Nullable Prefix source,
    @Nullable Prefix destination,
    int protocol,
    List<IpAddress> pool,
    @Nullable PortRange ports) {
  public static final int ANY_PROTOCOL = -1;

  /** An immutable copy of the pool. */
  public SourceNatRule {
    pool = List.copyOf(pool);
  }

  /** Everything that leaves through the interface gets its address. */
  public static SourceNatRule masquerade(String name, String outInterface) {
    return new SourceNatRule(name, outInterface, null, null, ANY_PROTOCOL, List.of(), null);
  }

  boolean matches(String out, IpAddress from, IpAddress to, int flowProtocol) {
    return outInterface.equals(out)
        && (protocol == ANY_PROTOCOL || protocol == flowProtocol)
        && (source == null || source.contains(from))
        && (destination == null || destination.contains(to));
  }
}
