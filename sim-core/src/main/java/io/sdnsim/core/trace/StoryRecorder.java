package io.sdnsim.core.trace;

import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Keeps the stories of the packets it is asked for, whole. */
public final class StoryRecorder implements TraceSink {
  private final Predicate<PacketTag> wanted;
  private final Map<Long, PacketStory> stories = new TreeMap<>();

  /**
   * @param wanted which packets to keep; asked for each step, so it should be quick
   */
  public StoryRecorder(Predicate<PacketTag> wanted) {
    this.wanted = wanted;
  }

  @Override
  public void step(long timePs, String node, Packet packet, Step step) {
    PacketTag tag = packet.tag();
    if (wanted.test(tag)) {
      stories.computeIfAbsent(tag.id(), id -> new PacketStory(tag)).add(timePs, node, packet, step);
    }
  }

  /** The stories in the order of their packets' ids. */
  public Collection<PacketStory> stories() {
    return Collections.unmodifiableCollection(stories.values());
  }

  /** The story of one packet, or null when it is not known. */
  public @Nullable PacketStory story(long packetId) {
    return stories.get(packetId);
  }
}
