package io.sdnsim.core.l3.acl;

import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.packet.IpProtocol;
import org.jspecify.annotations.Nullable;

/**
 * One line of an access list. What is null or {@link #ANY} matches everything.
 *
 * @param sequence the line number, which gives the order and names the line
 * @param protocol an IANA number, 0 to 255, or {@link #ANY}
 * @param source where the packet comes from; a prefix matches its own family only
 * @param sourcePorts of TCP or UDP
 * @param icmpType of ICMP or ICMPv6, or {@link #ANY}
 * @param icmpCode of ICMP or ICMPv6, or {@link #ANY}
 * @param established only TCP segments with ACK or RST set
 */
public record AccessEntry(
    int sequence,
    boolean permit,
    int protocol,
    @Nullable Prefix source,
    @Nullable PortRange sourcePorts,
    @Nullable Prefix destination,
    @Nullable PortRange destinationPorts,
    int icmpType,
    int icmpCode,
    boolean established) {
  public static final int ANY = -1;

  /**
   * @throws IllegalArgumentException when a field is out of range or does not fit the protocol
   */
  public AccessEntry {
    if (sequence < 0 || protocol < ANY || protocol > 255) {
      throw new IllegalArgumentException(
          "a sequence number is 0 or more and a protocol 0 to 255: " + sequence + ", " + protocol);
    }
    boolean isTcp = protocol == IpProtocol.TCP;
    if ((sourcePorts != null || destinationPorts != null) && !isTcp && protocol != IpProtocol.UDP) {
      throw new IllegalArgumentException("line " + sequence + ": only TCP and UDP have ports");
    }
    boolean isIcmp = protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMPV6;
    if ((icmpType != ANY || icmpCode != ANY) && !isIcmp) {
      throw new IllegalArgumentException("line " + sequence + ": only ICMP has types and codes");
    }
    if (icmpType < ANY || icmpType > 255 || icmpCode < ANY || icmpCode > 255) {
      throw new IllegalArgumentException("line " + sequence + ": an ICMP type or code is 0 to 255");
    }
    if (established && !isTcp) {
      throw new IllegalArgumentException("line " + sequence + ": only TCP can be established");
    }
    if (source != null
        && destination != null
        && source.network().isIpv4() != destination.network().isIpv4()) {
      throw new IllegalArgumentException(
          "line " + sequence + ": " + source + " and " + destination + " are of two families");
    }
  }

  /** A line that looks at protocol, addresses and ports. */
  public static AccessEntry of(
      int sequence,
      boolean permit,
      int protocol,
      @Nullable Prefix source,
      @Nullable PortRange sourcePorts,
      @Nullable Prefix destination,
      @Nullable PortRange destinationPorts) {
    return new AccessEntry(
        sequence,
        permit,
        protocol,
        source,
        sourcePorts,
        destination,
        destinationPorts,
        ANY,
        ANY,
        false);
  }

  /** Whether the line looks at what stands behind the IP header. */
  boolean looksAtTransport() {
    return sourcePorts != null
        || destinationPorts != null
        || icmpType != ANY
        || icmpCode != ANY
        || established;
  }

  /** The line as routers write it: {@code deny tcp any 10.0.0.0/8 eq 443}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(permit ? "permit " : "deny ");
    text.append(protocol == ANY ? "ip" : IpProtocol.name(protocol));
    append(text, source, sourcePorts);
    append(text, destination, destinationPorts);
    if (icmpType != ANY) {
      text.append(" type ").append(icmpType);
    }
    if (icmpCode != ANY) {
      text.append(" code ").append(icmpCode);
    }
    return established ? text.append(" established").toString() : text.toString();
  }

  private static void append(
      StringBuilder text, @Nullable Prefix prefix, @Nullable PortRange ports) {
    text.append(' ').append(prefix == null ? "any" : prefix);
    if (ports != null) {
      text.append(
          ports.count() == 1
              ? " eq " + ports.first()
              : " range " + ports.first() + " " + ports.last());
    }
  }
}
