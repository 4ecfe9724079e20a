package io.sdnsim.core.l3;

import io.sdnsim.core.address.Prefix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the forwarding table says about the packets that match one prefix. */
public final class FibEntry {
  private final Prefix prefix;
  private final String protocol;
  private final Forwarding forwarding;

  FibEntry(Prefix prefix, String protocol, Forwarding forwarding) {
    this.prefix = prefix;
    this.protocol = protocol;
    this.forwarding = forwarding;
  }

  Forwarding forwarding() {
    return forwarding;
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
    return List.of(forwarding.members);
  }

  /** The row of the table "fib". */
  Map<String, Object> row() {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("prefix", prefix.toString());
    row.put("protocol", protocol);
    List<Map<String, Object>> nextHops = new ArrayList<>();
    for (FibNextHop member : forwarding.members) {
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
    return prefix + " " + protocol + " " + forwarding.kind + " " + nextHops();
  }
}
