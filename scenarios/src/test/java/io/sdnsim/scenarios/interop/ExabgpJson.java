package io.sdnsim.scenarios.interop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Set;
import java.util.TreeSet;

/** Reads what ExaBGP tells its processes: a message in each line. */
final class ExabgpJson {
  private ExabgpJson() {}

  /** How many prefixes are announced and not withdrawn, in the session that is up now. */
  static int received(String lines) {
    Set<String> prefixes = new TreeSet<>();
    for (String line : lines.lines().toList()) {
      JsonNode message = parse(line);
      if (message.path("type").asText().equals("state")) {
        prefixes.clear();
      }
      JsonNode update = message.path("neighbor").path("message").path("update");
      update
          .path("announce")
          .path("ipv4 unicast")
          .forEach(nextHop -> nextHop.forEach(each -> prefixes.add(each.path("nlri").asText())));
      update
          .path("withdraw")
          .path("ipv4 unicast")
          .forEach(each -> prefixes.remove(each.path("nlri").asText()));
    }
    return prefixes.size();
  }

  static boolean isUp(String lines) {
    boolean up = false;
    for (String line : lines.lines().toList()) {
      JsonNode message = parse(line);
      if (message.path("type").asText().equals("state")) {
        up = message.path("neighbor").path("state").asText().equals("up");
      }
    }
    return up;
  }

  private static JsonNode parse(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (JsonProcessingException e) {
      // The last line, half written.
      return new ObjectMapper().createObjectNode();
    }
  }
}
