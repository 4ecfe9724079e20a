package io.sdnsim.scenarios.integration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what iproute2 prints of the kernel's routes. */
final class KernelRoutes {
  /** {@code [2026-01-01T00:00:00.123456] Deleted 10.0.0.1 nhid 3 proto bgp ...}. */
  private static final Pattern LINE =
      Pattern.compile("\\[([-0-9T:.]+)] (Deleted )?(?:unicast )?(\\S+) (.*)");

  private static final Pattern GATEWAY = Pattern.compile("\\bvia (?:inet )?([0-9.]+)");

  private KernelRoutes() {}

  /** The gateways by prefix that {@code ip -j route show} tells. */
  static SortedMap<String, List<String>> table(String json) {
    SortedMap<String, List<String>> table = new TreeMap<>();
    try {
      for (JsonNode route : new ObjectMapper().readTree(json.isBlank() ? "[]" : json)) {
        List<String> gateways = new ArrayList<>();
        if (route.has("gateway")) {
          gateways.add(route.get("gateway").asText());
        }
        for (JsonNode hop : route.path("nexthops")) {
          gateways.add(hop.path("gateway").asText());
        }
        gateways.sort(null);
        table.put(prefix(route.get("dst").asText()), gateways);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return table;
  }

  /**
   * The changes that {@code ip -ts -o monitor route} tells of one node.
   *
   * @param fault changes before it are left out
   */
  static List<FibChange> changes(String node, List<String> log, Instant fault) {
    List<FibChange> changes = new ArrayList<>();
    for (String line : log) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches() || !matcher.group(4).contains("proto bgp")) {
        continue;
      }
      Instant at = LocalDateTime.parse(matcher.group(1)).toInstant(ZoneOffset.UTC);
      if (at.isBefore(fault)) {
        continue;
      }
      List<String> gateways = new ArrayList<>();
      if (matcher.group(2) == null) {
        Matcher gateway = GATEWAY.matcher(matcher.group(4));
        while (gateway.find()) {
          gateways.add(gateway.group(1));
        }
      }
      double seconds = ChronoUnit.MICROS.between(fault, at) / 1e6;
      changes.add(new FibChange(node, prefix(matcher.group(3)), gateways, seconds));
    }
    return changes;
  }

  private static String prefix(String destination) {
    if (destination.equals("default")) {
      return "0.0.0.0/0";
    }
    return destination.contains("/") ? destination : destination + "/32";
  }
}
