package io.sdnsim.scenarios.integration;

import java.util.List;

/**
 * A prefix that BGP gave other next hops in a forwarding table.
 *
 * @param nextHops gateways in textual order; empty when the route went
 * @param seconds since the fault
 */
record FibChange(String node, String prefix, List<String> nextHops, double seconds) {
  FibChange {
    nextHops = nextHops.stream().sorted().toList();
  }

  String route() {
    return node + " " + prefix;
  }

  String what() {
    return nextHops.isEmpty() ? "gone" : String.join(" ", nextHops);
  }
}
