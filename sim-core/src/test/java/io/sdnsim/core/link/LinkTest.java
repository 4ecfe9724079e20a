package io.sdnsim.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkTest {
  /** 1,000 bytes at 1 Gbit/s without overhead: 8 us. */
  private static final long FRAME_PS = 8 * SimTime.MICROSECOND;

  private static final long DELAY_PS = 3 * SimTime.MICROSECOND;
  private static final LinkConfig GIGABIT = new LinkConfig(1_000_000_000L, DELAY_PS, 1500, 2, 0);

  private Simulation simulation;
  private NodeContext sender;
  private NodeContext receiver;
  private Port from;
  private Port to;
  private final List<Long> arrivals = new ArrayList<>();
  private final List<Long> numbers = new ArrayList<>();

  LinkTest() {
    build(42);
  }

  private void build(long seed) {
    simulation = new Simulation(seed);
    Tracer tracer = new Tracer();
    sender = new NodeContext(simulation, tracer, 0, "a");
    receiver = new NodeContext(simulation, tracer, 1, "b");
    from = new Port(sender, 0, "eth0", new MacAddress(2));
    to = new Port(receiver, 0, "eth0", new MacAddress(3));
  }

  private Link connect(LinkConfig config) {
    Link link = Link.connect(simulation, from, to, config);
    to.attach(
        (port, frame) -> {
          arrivals.add(simulation.nowPs());
          numbers.add(frame.tag().id());
          receiver.consumed(frame, "test");
        });
    return link;
  }

  private void send(int count) {
    for (int i = 0; i < count; i++) {
      Packet frame =
          Packet.of(
              EthernetHeader.of(to.mac(), from.mac(), EthernetHeader.TYPE_IPV4),
              Ipv4Header.of(
                  IpAddress.parse("10.0.0.1"), IpAddress.parse("10.0.0.2"), 64, IpProtocol.UDP),
              new UdpHeader(1, 2),
              new BulkBytes(0, 0, 1000 - 14 - 20 - 8),
              sender.newTag(null, i));
      sender.created(frame, "test");
      from.send(frame);
    }
  }

  private void assertConserved(Link link) {
    long made = sender.ledger().created() + sender.ledger().copied();
    long ended =
        sender.ledger().dropped() + receiver.ledger().dropped() + receiver.ledger().consumed();
    assertThat(ended + link.inFlight()).isEqualTo(made);
  }

  @Test
  void frames_arriveOneTransmissionApart_afterThePropagationDelay() {
    connect(GIGABIT);
    send(3);

    simulation.run();

    assertThat(arrivals)
        .containsExactly(FRAME_PS + DELAY_PS, 2 * FRAME_PS + DELAY_PS, 3 * FRAME_PS + DELAY_PS);
  }

  @Test
  void lineOverhead_lengthensTheTransmission() {
    connect(GIGABIT.withOverhead(24));
    send(1);

    simulation.run();

    assertThat(arrivals).containsExactly(1024 * 8 * SimTime.NANOSECOND + DELAY_PS);
  }

  @Test
  void transmissionTime_isExactInPicosecondsAndRoundsUp() {
    assertThat(new LinkConfig(100_000_000_000L, 0, 1500, 1, 0).transmissionPs(64)).isEqualTo(5120);
    assertThat(new LinkConfig(3, 0, 1500, 1, 0).transmissionPs(1)).isEqualTo(2_666_666_666_667L);
    assertThat(new LinkConfig(0, 0, 1500, 1, 0).transmissionPs(1500)).isZero();
  }

  @Test
  void fullQueue_dropsTheTail_andDrainsByTransmission() {
    Link link = connect(GIGABIT); // one in transmission and two waiting
    send(5);
    assertThat(sender.ledger().dropsByReason()).containsEntry("QueueFull", 2L);
    assertThat(link.inFlight()).isEqualTo(3);

    simulation.runUntil(FRAME_PS - 1);
    send(1);
    assertThat(sender.ledger().dropped()).as("still two waiting").isEqualTo(3);
    simulation.runUntil(FRAME_PS);
    send(1);
    assertThat(sender.ledger().dropped()).as("one moved up").isEqualTo(3);

    simulation.run();
    assertThat(arrivals).hasSize(4);
    assertConserved(link);
  }

  @Test
  void carrierLoss_dropsWhatIsInFlight_andTheReceiverGoesDown() {
    Link link = connect(GIGABIT);
    List<Boolean> states = new ArrayList<>();
    to.addListener(port -> states.add(port.isUp()));
    send(2);
    simulation.runUntil(FRAME_PS);

    link.setCarrier(Link.Side.A_TO_B, false);
    assertThat(from.isUp()).as("only the receiver notices").isTrue();
    assertThat(to.isUp()).isFalse();
    assertThat(sender.ledger().dropsByReason()).containsEntry("LinkDown", 2L);
    send(1);
    link.setCarrier(Link.Side.A_TO_B, true);
    send(1);
    simulation.run();

    assertThat(states).containsExactly(false, true);
    assertThat(arrivals).containsExactly(2 * FRAME_PS + DELAY_PS);
    assertConserved(link);
  }

  @Test
  void silentCut_dropsWithoutAnybodyNoticing() {
    Link link = connect(GIGABIT);
    link.setSilentlyCut(Link.Side.A_TO_B, true);
    send(1);
    simulation.run();

    assertThat(to.isUp()).isTrue();
    assertThat(sender.ledger().dropsByReason()).containsEntry("LinkCut", 1L);
  }

  @Test
  void disabledPort_takesBothEndsDown() {
    connect(GIGABIT);
    to.setEnabled(false);

    assertThat(from.isUp()).isFalse();
    assertThat(to.isUp()).isFalse();
    to.setEnabled(true);
    assertThat(from.isUp()).isTrue();
  }

  @Test
  void tooBigFrame_isDropped() {
    connect(GIGABIT.withMtu(500));
    send(1);

    assertThat(sender.ledger().dropsByReason()).containsEntry("FrameTooBig", 1L);
  }

  @Test
  void longerDelayEnded_framesDoNotOvertake() {
    Link link = connect(GIGABIT);
    link.impair(Link.Side.A_TO_B, new Impairment(SimTime.MILLISECOND, 0, 0, 0, 0, 0, 0, 0));
    send(1);
    link.impair(Link.Side.A_TO_B, Impairment.NONE);
    send(1);
    simulation.run();

    assertThat(numbers).isSorted();
    assertThat(arrivals)
        .containsExactly(
            FRAME_PS + DELAY_PS + SimTime.MILLISECOND, FRAME_PS + DELAY_PS + SimTime.MILLISECOND);
  }

  @Test
  void growingRing_keepsOrder() {
    Link link = connect(GIGABIT.withQueue(100));
    send(3);
    simulation.runUntil(FRAME_PS + DELAY_PS);
    send(60);
    simulation.run();

    assertThat(numbers).hasSize(63).isSorted().doesNotHaveDuplicates();
    assertConserved(link);
  }

  @Test
  void impairments_areTheSameForTheSameSeed_andConserved() {
    assertThat(impairedRun(7)).isEqualTo(impairedRun(7)).isNotEqualTo(impairedRun(8));
  }

  private static List<Long> impairedRun(long seed) {
    LinkTest run = new LinkTest();
    run.build(seed);
    Link link = run.connect(GIGABIT.withQueue(10_000));
    link.impair(
        Link.Side.A_TO_B,
        new Impairment(10, SimTime.MICROSECOND, 0, 0.1, 0.1, 0.1, 0.2, 20 * SimTime.MICROSECOND));
    run.send(300);
    run.simulation.run();
    assertThat(run.sender.ledger().dropsByReason()).containsKey("LinkLoss");
    assertThat(run.receiver.ledger().dropsByReason()).containsKey("BadFcs");
    assertThat(run.sender.ledger().copied()).isPositive();
    assertThat(run.numbers).isNotEqualTo(run.numbers.stream().sorted().toList());
    run.assertConserved(link);
    List<Long> story = new ArrayList<>(run.numbers);
    story.addAll(run.arrivals);
    return story;
  }
}
