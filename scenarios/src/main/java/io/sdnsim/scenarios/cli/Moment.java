package io.sdnsim.scenarios.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of the latest time that two runs have in common. What a node does at once follows the
 * packet that came to it, so the cause of a table change is among them, or it was no packet.
 */
final class Moment {
  private final List<String> lines = new ArrayList<>();
  private String time = "";

  void add(String line) {
    int end = line.indexOf(',');
    String begin = end < 0 ? line : line.substring(0, end);
    if (!begin.equals(time)) {
      time = begin;
      lines.clear();
    }
    lines.add(line);
  }

  /** The packet that came last to the node of a table change at that time; null for none. */
  @Nullable EventLine cause(EventLine change) {
    EventLine cause = null;
    for (String line : lines) {
      EventLine event = EventLine.parse(line);
      boolean came = event.type().equals("Delivered") || event.type().equals("Received");
      if (came && event.timePs() == change.timePs() && event.node().equals(change.node())) {
        cause = event;
      }
    }
    return cause;
  }
}
