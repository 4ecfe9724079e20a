package io.sdnsim.vxlan.acl;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.l3.acl.PortRange;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IpProtocol;
import java.util.List;

/**
 * A rule of a network security group. Each list names alternatives and has one at least.
 *
 * @param name unique in its group
 * @param priority the lowest number is looked at first
 * @param protocol an IP protocol number, or {@link #ANY_PROTOCOL}; ICMP stands for ICMPv6 too
 * @param sourcePorts of TCP and UDP; a range that is not {@link PortRange#ALL} matches nothing else
 */
public record SecurityRule(
    String name,
    int priority,
    boolean allow,
    int protocol,
    List<AddressMatch> sources,
    List<PortRange> sourcePorts,
    List<AddressMatch> destinations,
    List<PortRange> destinationPorts) {
  public static final int ANY_PROTOCOL = -1;

  /** What a rule says that names no ports. */
  public static final List<PortRange> ALL_PORTS = List.of(PortRange.ALL);

  private static final int LAST_PRIORITY = 65_500;

  /**
   * @throws IllegalArgumentException when the priority or the protocol is out of range, or a list
   *     is empty
   */
  public SecurityRule {
    if (priority < 1 || priority > LAST_PRIORITY || protocol < ANY_PROTOCOL || protocol > 255) {
      throw new IllegalArgumentException(
          name
              + ": a priority is 1 to 65500 and a protocol -1 to 255: "
              + priority
              + ","
              + protocol);
    }
    sources = List.copyOf(sources);
    sourcePorts = List.copyOf(sourcePorts);
    destinations = List.copyOf(destinations);
    destinationPorts = List.copyOf(destinationPorts);
    if (sources.isEmpty()
        || destinations.isEmpty()
        || sourcePorts.isEmpty()
        || destinationPorts.isEmpty()) {
      throw new IllegalArgumentException(name + ": a rule matches nothing that an end may be");
    }
  }

  /** A rule for any protocol between tagged addresses. */
  static SecurityRule ofTags(
      String name, int priority, boolean allow, ServiceTag source, ServiceTag destination) {
    return new SecurityRule(
        name,
        priority,
        allow,
        ANY_PROTOCOL,
        List.of(new AddressMatch.Tag(source)),
        ALL_PORTS,
        List.of(new AddressMatch.Tag(destination)),
        ALL_PORTS);
  }

  boolean concerns(boolean ipv6) {
    return sources.stream().anyMatch(match -> match.concerns(ipv6))
        && destinations.stream().anyMatch(match -> match.concerns(ipv6));
  }

  boolean matches(FlowKey flow, AddressSpace network) {
    return matchesProtocol(flow.protocol())
        && matchesAddress(sources, flow.source(), network)
        && matchesAddress(destinations, flow.destination(), network)
        && matchesPort(sourcePorts, flow.protocol(), flow.sourcePort())
        && matchesPort(destinationPorts, flow.protocol(), flow.destinationPort());
  }

  private boolean matchesProtocol(int actual) {
    return protocol == ANY_PROTOCOL
        || protocol == actual
        || (protocol == IpProtocol.ICMP && actual == IpProtocol.ICMPV6);
  }

  private static boolean matchesAddress(
      List<AddressMatch> wanted, IpAddress actual, AddressSpace network) {
    for (AddressMatch match : wanted) {
      if (match.matches(actual, network)) {
        return true;
      }
    }
    return false;
  }

  /** The key of an ICMP echo has its identifier in the place of ports. */
  private static boolean matchesPort(List<PortRange> wanted, int protocol, int actual) {
    boolean hasPorts = protocol == IpProtocol.TCP || protocol == IpProtocol.UDP;
    for (PortRange range : wanted) {
      if (range.equals(PortRange.ALL) || (hasPorts && range.contains(actual))) {
        return true;
      }
    }
    return false;
  }
}
