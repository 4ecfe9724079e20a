package io.sdnsim.scenarios.cli;

import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.trace.PacketStory;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.StoryRecorder;
import io.sdnsim.core.trace.TraceSink;
import io.sdnsim.scenarios.result.Story;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the story of one packet, and of the packet that answered it: the first of the other
 * direction that was made after it was delivered.
 */
final class PacketFinder implements TraceSink {
  private final String flow;
  private final int connection;
  private final int number;
  private final boolean reply;

  private long packetId = -1;
  private long answerId = -1;
  private boolean delivered;
  private final StoryRecorder recorder =
      new StoryRecorder(tag -> tag.id() == this.packetId || tag.id() == this.answerId);
  private final SortedSet<String> flows = new TreeSet<>();

  /** Packets made of the wanted flow and direction, by connection. */
  private final SortedMap<Integer, Long> packets = new TreeMap<>();

  PacketFinder(String flow, int connection, int number, boolean reply) {
    this.flow = flow;
    this.connection = connection;
    this.number = number;
    this.reply = reply;
  }

  @Override
  public void step(long timePs, String node, Packet packet, Step step) {
    PacketTag tag = packet.tag();
    FlowTag of = tag.flow();
    if (of == null) {
      return;
    }
    if (step instanceof Step.Originated) {
      flows.add(of.flow());
      if (of.flow().equals(flow)) {
        choose(tag, of);
      }
    }
    recorder.step(timePs, node, packet, step);
    delivered |= tag.id() == packetId && step instanceof Step.Delivered;
  }

  private void choose(PacketTag tag, FlowTag of) {
    if (of.reply() == reply) {
      packets.merge(of.connection(), 1L, Long::sum);
      if (packetId < 0 && of.connection() == connection && tag.number() == number) {
        packetId = tag.id();
      }
    } else if (delivered && answerId < 0 && of.connection() == connection) {
      answerId = tag.id();
    }
  }

  /** Null when the packet was never made. */
  @Nullable Story story() {
    PacketStory packet = recorder.story(packetId);
    return packet == null ? null : new Story(packet, recorder.story(answerId));
  }

  /** All flows that sent something. */
  SortedSet<String> flows() {
    return Collections.unmodifiableSortedSet(flows);
  }

  /** Why there is no such packet. */
  String complaint() {
    String what = "flow '" + flow + "'" + (reply ? " in the direction of the reply" : "");
    if (packets.isEmpty()) {
      return what + " sent no packet";
    }
    Long sent = packets.get(connection);
    if (sent == null) {
      return "there is no connection " + connection + ": " + what + " has " + connections();
    }
    return "there is no packet "
        + number
        + ": connection "
        + connection
        + " of "
        + what
        + " has "
        + (sent == 1 ? "one packet, 0" : sent + " packets, 0 to " + (sent - 1));
  }

  private String connections() {
    int first = packets.firstKey();
    int last = packets.lastKey();
    return packets.size() == 1
        ? "one connection, " + first
        : packets.size() + " connections, " + first + " to " + last;
  }
}
