package io.sdnsim.core.l3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.RandomStream;
import io.sdnsim.core.engine.RandomStreams;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.FragmentPayload;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Fragment;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FragmentationTest {
  private static final PacketTag TAG = new PacketTag(1, null, 0);
  private static final IpAddress A = IpAddress.parse("10.0.0.1");
  private static final IpAddress B = IpAddress.parse("10.0.0.2");
  private static final IpAddress A6 = IpAddress.parse("2001:db8::1");
  private static final IpAddress B6 = IpAddress.parse("2001:db8::2");

  private final Simulation simulation = new Simulation(1);
  private final NodeContext context = new NodeContext(simulation, new Tracer(), 0, "node");
  private final List<Packet> timedOut = new ArrayList<>();

  private Reassembler reassembler() {
    return reassembler(ReassemblyConfig.DEFAULT);
  }

  private Reassembler reassembler(ReassemblyConfig config) {
    return new Reassembler(context, config, DatagramDecoder.RAW, timedOut::add);
  }

  private static Packet ipv4(int identification, int payloadBytes) {
    Ipv4Header header =
        Ipv4Header.of(A, B, 64, IpProtocol.UDP).withFragment(identification, false, false, 0);
    return Packet.ip(header, new UdpHeader(1000, 2000), new BulkBytes(7, 0, payloadBytes), TAG);
  }

  private static Packet ipv6(int payloadBytes) {
    Ipv6Header header = Ipv6Header.of(A6, B6, 64, IpProtocol.UDP);
    return Packet.ip(header, new UdpHeader(1000, 2000), new BulkBytes(7, 0, payloadBytes), TAG);
  }

  private static Ipv4Header header4(Packet packet) {
    return (Ipv4Header) packet.network();
  }

  private long drops(CoreDrop reason) {
    return context.ledger().dropsByReason().getOrDefault(reason.label(), 0L);
  }

  @Test
  void ipv4_largerThanMtu_isCutAtMultiplesOfEight() {
    List<Packet> fragments = Fragmenter.fragmentIpv4(ipv4(42, 3000), 1500);
    assertThat(fragments).extracting(Packet::lengthBytes).containsExactly(1500, 1500, 68);
    assertThat(fragments)
        .extracting(fragment -> header4(fragment).fragmentOffset())
        .containsExactly(0, 1480, 2960);
    assertThat(fragments)
        .extracting(fragment -> header4(fragment).moreFragments())
        .containsExactly(true, true, false);
    assertThat(fragments).allMatch(fragment -> header4(fragment).identification() == 42);
    assertThat(fragments).allMatch(fragment -> fragment.transport() == null);
  }

  @Test
  void fits_isLeftAlone() {
    assertThat(Fragmenter.fragmentIpv4(ipv4(1, 1472), 1500)).containsExactly(ipv4(1, 1472));
    assertThat(Fragmenter.fragmentIpv6(ipv6(1452), 1500, 1)).containsExactly(ipv6(1452));
  }

  @Test
  void ipv6_largerThanMtu_countsTheFragmentHeader() {
    List<Packet> fragments = Fragmenter.fragmentIpv6(ipv6(3000), 1500, 99);
    assertThat(fragments).allMatch(fragment -> fragment.lengthBytes() <= 1500);
    assertThat(fragments.get(0).lengthBytes()).isEqualTo(48 + 1448);
    assertThat(fragments)
        .extracting(fragment -> ((Ipv6Header) fragment.network()).fragment())
        .containsExactly(
            new Ipv6Fragment(99, 0, true),
            new Ipv6Fragment(99, 1448, true),
            new Ipv6Fragment(99, 2896, false));
  }

  @Test
  void fragmentOfAFragment_refersToTheWhole() {
    Packet datagram = ipv4(42, 3000);
    Packet second = Fragmenter.fragmentIpv4(datagram, 1500).get(1);
    List<Packet> parts = Fragmenter.fragmentIpv4(second, 800);
    assertThat(parts)
        .extracting(Packet::payload)
        .containsExactly(
            new FragmentPayload(datagram, 1480, 776), new FragmentPayload(datagram, 2256, 704));
    assertThat(parts).allMatch(part -> header4(part).moreFragments());
  }

  @Test
  void ipv4Options_onlyCopiedOnesInLaterFragments() {
    byte[] options = {(byte) 0x94, 4, 0, 0, 7, 7, 4, 0, 0, 0, 0, 0};
    Ipv4Header header =
        new Ipv4Header(A, B, 64, IpProtocol.UDP, 0, 5, false, false, 0, Bytes.of(options));
    Packet datagram = Packet.ip(header, new UdpHeader(1, 2), new BulkBytes(1, 0, 400), TAG);
    List<Packet> fragments = Fragmenter.fragmentIpv4(datagram, 200);
    assertThat(header4(fragments.get(0)).options().lengthBytes()).isEqualTo(12);
    assertThat(header4(fragments.get(1)).options())
        .isEqualTo(Bytes.of(new byte[] {(byte) 0x94, 4, 0, 0}));
    assertThat(fragments).allMatch(fragment -> fragment.lengthBytes() <= 200);
    Reassembler reassembler = reassembler();
    Packet whole = null;
    for (Packet fragment : fragments) {
      whole = reassembler.add(fragment);
    }
    assertThat(whole).isEqualTo(datagram);
  }

  @Test
  void mtuWithoutRoom_isRefused() {
    assertThatThrownBy(() -> Fragmenter.fragmentIpv4(ipv4(1, 100), 27))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MTU of 27");
  }

  /** Cut, cut again, shuffled and duplicated: the datagram comes back, and the books balance. */
  @Property(tries = 300)
  void anyOrderAndDuplication_givesTheDatagram(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 65_000) int payloadBytes,
      @ForAll boolean isIpv6) {
    // jqwik keeps one instance for all tries, and each needs books of its own.
    new FragmentationTest().reassembleShuffled(seed, payloadBytes, isIpv6);
  }

  private void reassembleShuffled(long seed, int payloadBytes, boolean isIpv6) {
    RandomStream random = new RandomStreams(seed).stream("fragments");
    Packet datagram = isIpv6 ? ipv6(payloadBytes) : ipv4(9, payloadBytes);
    int mtu = 600 + random.nextInt(1400);
    List<Packet> first =
        isIpv6
            ? Fragmenter.fragmentIpv6(datagram, mtu, 77)
            : Fragmenter.fragmentIpv4(datagram, mtu);
    List<Packet> fragments = new ArrayList<>();
    for (Packet fragment : first) {
      int smaller = 68 + random.nextInt(1000);
      fragments.addAll(
          isIpv6 || random.nextBoolean(0.5)
              ? List.of(fragment)
              : Fragmenter.fragmentIpv4(fragment, smaller));
    }
    if (fragments.size() == 1) {
      return;
    }
    int distinct = fragments.size();
    for (int i = 0; i < distinct; i++) {
      if (random.nextBoolean(0.1)) {
        fragments.add(fragments.get(i));
      }
    }
    for (int i = fragments.size() - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      Packet swapped = fragments.get(i);
      fragments.set(i, fragments.get(j));
      fragments.set(j, swapped);
    }
    Reassembler reassembler = reassembler();
    List<Packet> wholes = new ArrayList<>();
    for (Packet fragment : fragments) {
      Packet whole = reassembler.add(fragment);
      if (whole != null) {
        wholes.add(whole);
      }
    }
    // With a second copy of every fragment the datagram may come twice, as it would in a network.
    boolean isAllTwice = fragments.size() == 2 * distinct;
    assertThat(wholes).hasSizeBetween(1, isAllTwice ? 2 : 1).allMatch(datagram::equals);
    assertBalance(fragments.size(), wholes.size(), reassembler);
    simulation.run();
    assertThat(reassembler.heldPackets()).isZero();
    assertBalance(fragments.size(), wholes.size(), reassembler);
  }

  private void assertBalance(int fed, int returned, Reassembler reassembler) {
    var ledger = context.ledger();
    assertThat(ledger.dropped() + ledger.consumed() + returned + reassembler.heldPackets())
        .isEqualTo(fed);
  }

  @Test
  void rawBytes_areJoinedAndDecoded() {
    byte[] bytes = new byte[1000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    Ipv4Header header = Ipv4Header.of(A, B, 64, IpProtocol.UDP).withFragment(3, false, true, 0);
    Packet start = Packet.ip(header, null, Bytes.of(bytes).slice(0, 504), TAG);
    Packet end =
        Packet.ip(
            header.withFragment(3, false, false, 504), null, Bytes.of(bytes).slice(504, 1000), TAG);
    Reassembler reassembler = reassembler();
    List<Packet> startParts = Fragmenter.fragmentIpv4(start, 300);
    assertThat(startParts).hasSize(2);
    assertThat(reassembler.add(end)).isNull();
    assertThat(reassembler.add(startParts.get(1))).isNull();
    Packet whole = reassembler.add(startParts.get(0));
    assertThat(whole).isNotNull();
    assertThat(whole.payload()).isEqualTo(Bytes.of(bytes));
    assertThat(whole.ip().isFragment()).isFalse();
  }

  @Test
  void missingFragment_timesOutAfterThirtySecondsAndReportsTheFirst() {
    List<Packet> fragments = Fragmenter.fragmentIpv4(ipv4(1, 3000), 1500);
    Reassembler reassembler = reassembler();
    reassembler.add(fragments.get(2));
    simulation.runUntil(29 * SimTime.SECOND);
    reassembler.add(fragments.get(0));
    assertThat(reassembler.heldPackets()).isEqualTo(2);
    simulation.runUntil(30 * SimTime.SECOND);
    assertThat(reassembler.heldPackets()).isZero();
    assertThat(drops(CoreDrop.REASSEMBLY_TIMEOUT)).isEqualTo(2);
    assertThat(timedOut).containsExactly(fragments.get(0));
  }

  @Test
  void missingFirstFragment_timesOutWithoutReport() {
    Reassembler reassembler = reassembler();
    reassembler.add(Fragmenter.fragmentIpv6(ipv6(3000), 1500, 1).get(1));
    simulation.runUntil(59 * SimTime.SECOND);
    assertThat(reassembler.heldPackets()).isEqualTo(1);
    simulation.runUntil(60 * SimTime.SECOND);
    assertThat(drops(CoreDrop.REASSEMBLY_TIMEOUT)).isEqualTo(1);
    assertThat(timedOut).isEmpty();
  }

  @Test
  void overlap_condemnsTheDatagramAndWhatStillComes() {
    List<Packet> coarse = Fragmenter.fragmentIpv6(ipv6(3000), 1500, 1);
    List<Packet> fine = Fragmenter.fragmentIpv6(ipv6(3000), 1300, 1);
    Reassembler reassembler = reassembler();
    reassembler.add(coarse.get(0));
    reassembler.add(fine.get(1));
    assertThat(drops(CoreDrop.OVERLAPPING_FRAGMENT)).isEqualTo(2);
    assertThat(reassembler.add(coarse.get(1))).isNull();
    assertThat(reassembler.add(coarse.get(2))).isNull();
    assertThat(reassembler.add(coarse.get(0))).isNull();
    assertThat(drops(CoreDrop.OVERLAPPING_FRAGMENT)).isEqualTo(5);
    assertThat(reassembler.heldPackets()).isZero();
  }

  @Test
  void otherDatagramsFragmentUnderTheSameIdentification_isNotDelivered() {
    Reassembler reassembler = reassembler();
    assertThat(reassembler.add(Fragmenter.fragmentIpv4(ipv4(1, 2000), 1500).get(0))).isNull();
    Packet other = ipv4(1, 2001);
    assertThat(reassembler.add(Fragmenter.fragmentIpv4(other, 1500).get(1))).isNull();
    assertThat(drops(CoreDrop.MALFORMED)).isEqualTo(1);
    assertBalance(2, 0, reassembler);
  }

  @Test
  void limits_dropTheNewcomer() {
    Reassembler reassembler = reassembler(new ReassemblyConfig(1, 1, 2, 3));
    for (int identification = 1; identification <= 3; identification++) {
      reassembler.add(Fragmenter.fragmentIpv4(ipv4(identification, 4000), 1500).get(0));
    }
    assertThat(drops(CoreDrop.REASSEMBLY_QUEUE_FULL)).isEqualTo(1);
    reassembler.add(Fragmenter.fragmentIpv4(ipv4(1, 4000), 1500).get(1));
    reassembler.add(Fragmenter.fragmentIpv4(ipv4(1, 4000), 1500).get(2));
    assertThat(drops(CoreDrop.REASSEMBLY_QUEUE_FULL)).isEqualTo(2);
    assertThat(reassembler.heldPackets()).isEqualTo(3);
  }

  @Test
  void header_comesFromTheFirstFragmentAndKeepsCongestion() {
    List<Packet> fragments = Fragmenter.fragmentIpv4(ipv4(1, 2000), 1500);
    IpHeader late = fragments.get(1).ip().withHopLimit(7);
    Ipv4Header marked =
        new Ipv4Header(A, B, 7, IpProtocol.UDP, 3, 1, false, false, 1480, Ipv4Header.noOptions());
    assertThat(late.hopLimit()).isEqualTo(7);
    Reassembler reassembler = reassembler();
    reassembler.add(fragments.get(1).withNetwork(marked));
    Packet whole =
        reassembler.add(fragments.get(0).withNetwork(fragments.get(0).ip().withHopLimit(60)));
    assertThat(whole.ip().hopLimit()).isEqualTo(60);
    assertThat(whole.ip().trafficClass()).isEqualTo(3);
  }
}
