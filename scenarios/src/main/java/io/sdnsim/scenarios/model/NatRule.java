package io.sdnsim.scenarios.model;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import org.jspecify.annotations.Nullable;

/** A rule of a router's address translation. */
public sealed interface NatRule {
  SourceLocation at();

  /**
   * {@code kind: source}: packets that leave an interface get another source address and a port of
   * the range.
   *
   * @param out the interface
   * @param source translate only these sources; null for all
   * @param address the new source; null for the interface's first address
   * @param ports what may be used; default 1024 to 65535
   */
  record SourceNat(
      SourceLocation at,
      Located<String> out,
      @Nullable Prefix source,
      @Nullable Located<IpAddress> address,
      PortRange ports)
      implements NatRule {}

  /**
   * {@code kind: destination}: packets that come in at an interface for an address and port get
   * another destination.
   *
   * @param in the interface
   * @param protocol null for every protocol
   * @param address the destination that is replaced; null for the interface's first address
   * @param ports of the destination; {@link PortRange#ANY} for all
   * @param to the new destination
   * @param toPort the new port, or the first of as many as {@code ports} has; 0 keeps the port
   */
  record DestinationNat(
      SourceLocation at,
      Located<String> in,
      @Nullable Protocol protocol,
      @Nullable Located<IpAddress> address,
      PortRange ports,
      Located<IpAddress> to,
      int toPort)
      implements NatRule {}
}
