package io.sdnsim.core.l3.nat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.l3.acl.PortRange;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites the destination of flows that arrive: a port forward. The first rule that matches a new
 * flow decides.
 *
 * @param name as traces show it
 * @param inInterface where the packet arrives
 * @param destination the outside address, or null for the incoming interface's own
 * @param protocol an IANA number, or {@link #ANY_PROTOCOL}
 * @param ports the outside ports of TCP or UDP, or null for all of the protocol
 * @param to the inside address, of the same family
 * @param toPort the inside port of the first outside port, further ones follow in order; 0 leaves
 *     ports as they are
 * @param hairpin whether flows that arrive at other interfaces match as well; their source becomes
 *     the outside address then, so that replies come back through here (RFC 4787 REQ-9)
 */
public record DestinationNatRule(
    String name,
    String inInterface,
    @Nullable IpAddress destination,
    int protocol,
    @Nullable PortRange ports,
    IpAddress to,
    int toPort,
    boolean hairpin) {
  public static final int ANY_PROTOCOL = -1;

  /**
   * @throws IllegalArgumentException when the inside port or family does not fit
   */
  public DestinationNatRule {
    int span = ports == null ? 1 : ports.count();
    if (toPort < 0 || toPort + span - 1 > 65_535) {
      throw new IllegalArgumentException(
          "NAT rule " + name + ": the inside ports from " + toPort + " on leave 0-65535");
    }
    if (destination != null && destination.isIpv4() != to.isIpv4()) {
      throw new IllegalArgumentException(
          "NAT rule " + name + ": " + destination + " and " + to + " are of two families");
    }
    if (toPort != 0 && ports == null) {
      throw new IllegalArgumentException(
          "NAT rule " + name + ": an inside port needs the outside ports that it stands for");
    }
  }

  boolean matches(String in, IpAddress outside, IpAddress to, int flowProtocol, int port) {
    return (inInterface.equals(in) || (hairpin && !in.isEmpty()))
        && to.equals(outside)
        && (protocol == ANY_PROTOCOL || protocol == flowProtocol)
        && (ports == null || ports.contains(port));
  }

  /** The inside port for an outside port. */
  int insidePort(int port) {
    return toPort == 0 || ports == null ? port : toPort + port - ports.first();
  }
}
