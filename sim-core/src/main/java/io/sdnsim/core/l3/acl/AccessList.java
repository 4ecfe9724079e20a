package io.sdnsim.core.l3.acl;

import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.packet.FragmentPayload;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TransportHeader;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named access list with its hit counters: the first line that matches decides, and what no line
 * matches is denied.
 *
 * <p>Fragments other than the first show no transport header. As in IOS, a line that looks at one
 * still permits them when its protocol and addresses match, so that the rest of a permitted
 * datagram passes; as a deny it is skipped, because the fragment may belong to a datagram that it
 * does not mean. The receiver can't put a datagram together whose first fragment was denied. A
 * first fragment too short to hold the whole transport header (RFC 1858) counts as not the first.
 */
public final class AccessList {
  private final String name;
  private final AccessEntry[] entries;
  private final AclVerdict[] verdicts;
  private final AclVerdict implicitDeny;
  private final long[] hits;
  private long implicitHits;

  /**
   * @param entries in any order; the sequence number gives the order
   * @throws IllegalArgumentException when two lines have one sequence number
   */
  public AccessList(String name, List<AccessEntry> entries) {
    this.name = name;
    this.entries =
        entries.stream()
            .sorted(Comparator.comparingInt(AccessEntry::sequence))
            .toArray(AccessEntry[]::new);
    this.verdicts = new AclVerdict[this.entries.length];
    this.hits = new long[this.entries.length];
    for (int i = 0; i < verdicts.length; i++) {
      AccessEntry entry = this.entries[i];
      if (i > 0 && this.entries[i - 1].sequence() == entry.sequence()) {
        throw new IllegalArgumentException(
            "access list " + name + " has two lines " + entry.sequence());
      }
      verdicts[i] =
          new AclVerdict(entry.permit(), name + " line " + entry.sequence() + " " + entry);
    }
    this.implicitDeny = new AclVerdict(false, name + " implicit deny");
  }

  public String name() {
    return name;
  }

  /** The lines in order. */
  public List<AccessEntry> entries() {
    return List.of(entries);
  }

  /** How many packets the line with this sequence number decided; 0 when there is none. */
  public long hits(int sequence) {
    for (int i = 0; i < entries.length; i++) {
      if (entries[i].sequence() == sequence) {
        return hits[i];
      }
    }
    return 0;
  }

  /** How many packets no line matched. */
  public long implicitHits() {
    return implicitHits;
  }

  /**
   * Decides about an IP packet and counts it.
   *
   * @throws IllegalArgumentException when the packet is not IP
   */
  public AclVerdict evaluate(Packet datagram) {
    IpHeader ip = datagram.ip();
    if (ip == null) {
      throw new IllegalArgumentException("not an IP packet: " + datagram);
    }
    TransportHeader transport = datagram.transport();
    boolean hidden = false;
    if (ip.isFragment()) {
      transport = firstFragmentTransport(datagram);
      hidden = transport == null;
    }
    for (int i = 0; i < entries.length; i++) {
      AccessEntry entry = entries[i];
      if (matchesNetwork(entry, ip)
          && (!entry.looksAtTransport()
              || (hidden ? entry.permit() : matchesTransport(entry, transport)))) {
        hits[i]++;
        return verdicts[i];
      }
    }
    implicitHits++;
    return implicitDeny;
  }

  private static @Nullable TransportHeader firstFragmentTransport(Packet fragment) {
    if (fragment.payload() instanceof FragmentPayload part && part.offset() == 0) {
      TransportHeader transport = part.datagram().transport();
      return transport != null && part.lengthBytes() >= transport.lengthBytes() ? transport : null;
    }
    return null;
  }

  private static boolean matchesNetwork(AccessEntry entry, IpHeader ip) {
    Prefix source = entry.source();
    Prefix destination = entry.destination();
    return (entry.protocol() == AccessEntry.ANY || entry.protocol() == ip.protocol())
        && (source == null || source.contains(ip.source()))
        && (destination == null || destination.contains(ip.destination()));
  }

  private static boolean matchesTransport(AccessEntry entry, @Nullable TransportHeader transport) {
    if (transport instanceof IcmpHeader icmp) {
      return (entry.icmpType() == AccessEntry.ANY || entry.icmpType() == icmp.type())
          && (entry.icmpCode() == AccessEntry.ANY || entry.icmpCode() == icmp.code());
    }
    if (transport == null) {
      return false;
    }
    if (entry.established()
        && !(transport instanceof TcpHeader tcp
            && (tcp.flags() & (TcpHeader.ACK | TcpHeader.RST)) != 0)) {
      return false;
    }
    return contains(entry.sourcePorts(), transport.sourcePort())
        && contains(entry.destinationPorts(), transport.destinationPort());
  }

  private static boolean contains(@Nullable PortRange ports, int port) {
    return ports == null || ports.contains(port);
  }
}
