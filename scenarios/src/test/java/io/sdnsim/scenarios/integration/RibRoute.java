package io.sdnsim.scenarios.integration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A path in a Loc-RIB that is the best or used beside it. Which of several it is depends, in FRR,
 * on which came first, so nothing here says so.
 *
 * @param med 0 when absent: that is what absent counts for in the decision
 * @param localPref 100, the default, when absent
 */
record RibRoute(
    String prefix, String nextHop, String asPath, String origin, long med, long localPref)
    implements Comparable<RibRoute> {

  /** What {@code show bgp ipv4 unicast json} tells. */
  static SortedSet<RibRoute> ofFrr(String json) {
    SortedSet<RibRoute> routes = new TreeSet<>();
    try {
      JsonNode prefixes = new ObjectMapper().readTree(json).path("routes");
      prefixes
          .fields()
          .forEachRemaining(
              prefix -> {
                for (JsonNode path : prefix.getValue()) {
                  if (path.path("bestpath").asBoolean() || path.path("multipath").asBoolean()) {
                    routes.add(ofFrr(prefix.getKey(), path));
                  }
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return routes;
  }

  private static RibRoute ofFrr(String prefix, JsonNode path) {
    return new RibRoute(
        prefix,
        nextHop(path.path("nexthops").path(0).path("ip").asText()),
        path.path("path").asText(),
        path.path("origin").asText(),
        path.path("metric").asLong(0),
        path.path("locPrf").asLong(100));
  }

  /** An IPv4 aggregate has no next hop, which FRR prints as the IPv6 one that is none. */
  private static String nextHop(String printed) {
    return printed.equals("::") ? "0.0.0.0" : printed;
  }

  /** A row of {@code sdnsim show ... bgp}. */
  static RibRoute ofOurs(Map<String, Object> row) {
    return new RibRoute(
        row.get("prefix").toString(),
        row.get("nextHop").toString(),
        row.get("asPath").toString(),
        row.get("origin").toString(),
        ((Number) row.get("med")).longValue(),
        ((Number) row.get("localPref")).longValue());
  }

  String attributes() {
    return String.format(
        Locale.ROOT, "%s path [%s] %s med %d pref %d", nextHop, asPath, origin, med, localPref);
  }

  @Override
  public int compareTo(RibRoute other) {
    return toString().compareTo(other.toString());
  }
}
