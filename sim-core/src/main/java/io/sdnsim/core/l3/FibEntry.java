package io.sdnsim.core.l3;

import io.sdnsim.core.address.Prefix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the forwarding table says about the packets that match one prefix. */
public final class FibEntry {
  /** What becomes of a packet. */
  enum Kind {
    /** It goes on to a next hop. */
    FORWARD,
    /** It is dropped, as configured. */
    BLACKHOLE,
    /** It is for an address of this node. */
    LOCAL,
    /** It is for all stations of a network that this node is on. */
    BROADCAST,
    /** It is for a multicast group. */
    MULTICAST,
    /** No packet with this destination may be on a wire (RFC 1812 5.3.7). */
    MARTIAN
  }

  final Kind kind;
  final FibNextHop[] members;

  /** The member, when there is but one: spares most packets the array. */
  final @Nullable FibNextHop only;

  private final Prefix prefix;
  private final String protocol;

  FibEntry(Kind kind, Prefix prefix, String protocol, List<FibNextHop> members) {
    this.kind = kind;
    this.prefix = prefix;
    this.protocol = protocol;
    this.members = members.toArray(FibNextHop[]::new);
    this.only = this.members.length == 1 ? this.members[0] : null;
  }

  public Prefix prefix() {
    return prefix;
  }

  /** The source of the route: connected, static, bgp ... */
  public String protocol() {
    return protocol;
  }

  /** The ECMP members in ascending order; empty unless packets are forwarded. */
  public List<FibNextHop> nextHops() {
    return List.of(members);
  }

  /** The row of the table "fib". */
  Map<String, Object> row() {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("prefix", prefix.toString());
    row.put("protocol", protocol);
    List<Map<String, Object>> nextHops = new ArrayList<>();
    for (FibNextHop member : members) {
      Map<String, Object> nextHop = new LinkedHashMap<>();
      nextHop.put("address", member.gateway() == null ? "" : member.gateway().toString());
      nextHop.put("port", member.out().name());
      nextHops.add(nextHop);
    }
    row.put("nextHops", nextHops);
    return row;
  }

  @Override
  public String toString() {
    return prefix + " " + protocol + " " + kind + " " + nextHops();
  }
}
