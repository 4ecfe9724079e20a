package io.sdnsim.core.capture;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often each packet has come through one node. A passage begins when a captured packet comes in
 * at another port than before: a router on a switch has sent it back, say. What follows at the same
 * port, such as the next fragment or a link's duplicate, belongs to the passage that is under way.
 */
final class Passages {
  /** How many packets may come between two passages of one before the second counts as a first. */
  private static final int MAX_PACKETS = 8192;

  /** A packet that circles between nodes has its later passages counted as this one. */
  static final int MAX_NUMBER = 16;

  private final Map<Long, Passage> packets =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Passage> eldest) {
          return size() > MAX_PACKETS;
        }
      };

  private static final class Passage {
    private @Nullable String port;
    private int number = 1;
    private boolean captured;
  }

  /** A packet comes in. */
  void receive(long packetId, String port) {
    Passage passage = youngest(packetId);
    if (passage.captured && !port.equals(passage.port) && passage.number < MAX_NUMBER) {
      passage.number++;
      passage.captured = false;
    }
    passage.port = port;
  }

  /** A frame of the packet is captured: the number of the passage that it belongs to, from 1. */
  int capture(long packetId) {
    Passage passage = youngest(packetId);
    passage.captured = true;
    return passage.number;
  }

  private Passage youngest(long packetId) {
    Passage known = packets.remove(packetId);
    Passage passage = known == null ? new Passage() : known;
    packets.put(packetId, passage);
    return passage;
  }
}
