package io.sdnsim.core.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.UdpHeader;
import org.junit.jupiter.api.Test;

class StoryRecorderTest {
  private static final FlowTag FLOW = new FlowTag("web", 0, false);

  private final StoryRecorder recorder = new StoryRecorder(tag -> FLOW.equals(tag.flow()));

  private static Packet packet(long id, FlowTag flow) {
    return Packet.ip(
        Ipv4Header.of(IpAddress.parse("10.0.0.1"), IpAddress.parse("10.0.0.2"), 64, 17),
        new UdpHeader(1, 2),
        Payload.EMPTY,
        new PacketTag(id, flow, 0));
  }

  @Test
  void floodedPacket_hasAHopForEachCopyWithOneParent() {
    Packet packet = packet(7, FLOW);
    recorder.step(10, "a", packet, new Step.Originated("test"));
    recorder.step(11, "a", packet, new Step.Transmitted("eth0"));
    recorder.step(20, "switch", packet, new Step.Received("p1", "a"));
    recorder.step(20, "switch", packet, new Step.Bridged(1, "flood"));
    recorder.step(30, "b", packet, new Step.Received("eth0", "switch"));
    recorder.step(31, "c", packet, new Step.Received("eth0", "switch"));
    recorder.step(31, "c", packet, new Step.Dropped(CoreDrop.NOT_FOR_US, null));

    PacketStory story = recorder.story(7);
    assertThat(story).isNotNull();
    assertThat(story.hops()).extracting(Hop::node).containsExactly("a", "switch", "b", "c");
    assertThat(story.hops()).extracting(Hop::parentHop).containsExactly(Hop.NO_PARENT, 0, 1, 1);
    assertThat(story.hops().get(0).timePs()).isEqualTo(10);
    assertThat(story.hops().get(3).steps()).hasSize(2);
    assertThat(story.isDelivered()).isFalse();
  }

  @Test
  void stepAfterAWait_belongsToTheNodesLatestHop() {
    Packet packet = packet(7, FLOW);
    recorder.step(10, "a", packet, new Step.Originated("test"));
    recorder.step(10, "a", packet, new Step.Queued("neighbor", -1));
    recorder.step(99, "a", packet, new Step.Transmitted("eth0"));
    assertThat(recorder.story(7).hops()).hasSize(1);
    assertThat(recorder.story(7).hops().get(0).steps()).hasSize(3);
  }

  @Test
  void packetsNobodyAskedFor_areNotKept() {
    recorder.step(10, "a", packet(8, new FlowTag("other", 0, false)), new Step.Originated("test"));
    assertThat(recorder.stories()).isEmpty();
  }
}
