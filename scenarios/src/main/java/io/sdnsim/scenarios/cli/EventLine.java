package io.sdnsim.scenarios.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Locale;

/**
 * The parts of an event's line that {@code diff} needs.
 *
 * @param packetId -1 for a table change
 * @param type of the step; empty for a table change
 * @param headers of the packet; empty for a table change
 */
record EventLine(long timePs, String node, long packetId, String type, String headers) {
  /** How every line begins. */
  static final String BEGINNING = "{\"timePs\":";

  private static final JsonFactory FACTORY = new JsonFactory();

  /**
   * @throws BadInput when the line is not an event
   */
  static EventLine parse(String line) {
    long timePs = -1;
    long packetId = -1;
    String node = "";
    String type = "";
    String headers = "";
    try (JsonParser json = FACTORY.createParser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw notAnEvent(line);
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "timePs" -> timePs = json.getLongValue();
          case "packet" -> packetId = json.getLongValue();
          case "node" -> node = json.getText();
          case "type" -> type = json.getText();
          case "headers" -> headers = json.getText();
          default -> json.skipChildren();
        }
      }
    } catch (IOException e) {
      throw notAnEvent(line);
    }
    if (timePs < 0 || node.isEmpty()) {
      throw notAnEvent(line);
    }
    return new EventLine(timePs, node, packetId, type, headers);
  }

  private static BadInput notAnEvent(String line) {
    String start = line.length() > 60 ? line.substring(0, 60) + "..." : line;
    return new BadInput("not a line that --events writes: " + start);
  }

  /** The step in one line. */
  String text() {
    return String.format(
        Locale.ROOT,
        "  +%d ps  %s  %s: %s\n",
        timePs,
        node,
        type.toLowerCase(Locale.ROOT),
        headers);
  }
}
