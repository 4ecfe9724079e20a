package io.sdnsim.core.l3.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.RandomStream;
import io.sdnsim.core.engine.RandomStreams;
import io.sdnsim.core.l3.Fragmenter;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.packet.TransportHeader;
import io.sdnsim.core.packet.UdpHeader;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AccessListTest {
  private static final PacketTag TAG = new PacketTag(1, null, 0);
  private static final int ANY = AccessEntry.ANY;

  private static Packet packet(String from, String to, int protocol, TransportHeader transport) {
    Ipv4Header ip = Ipv4Header.of(IpAddress.parse(from), IpAddress.parse(to), 64, protocol);
    return Packet.ip(ip, transport, Payload.EMPTY, TAG);
  }

  private static Packet tcp(String from, String to, int port, int flags) {
    return packet(
        from, to, IpProtocol.TCP, new TcpHeader(40000, port, 0, 0, flags, 0, 0, TcpOptions.NONE));
  }

  private static AccessEntry line(int sequence, boolean permit, int protocol, PortRange to) {
    return AccessEntry.of(sequence, permit, protocol, null, null, null, to);
  }

  @Test
  void firstMatch_decidesAndIsNamed() {
    AccessList list =
        new AccessList(
            "edge-in",
            List.of(
                line(30, true, ANY, null),
                line(20, false, IpProtocol.TCP, PortRange.of(443)),
                AccessEntry.of(10, true, ANY, Prefix.parse("10.0.0.0/8"), null, null, null)));
    assertThat(list.evaluate(tcp("11.0.0.1", "1.1.1.1", 443, TcpHeader.SYN)))
        .isEqualTo(new AclVerdict(false, "edge-in line 20 deny tcp any any eq 443"));
    assertThat(list.evaluate(tcp("10.0.0.1", "1.1.1.1", 443, TcpHeader.SYN)).rule())
        .isEqualTo("edge-in line 10 permit ip 10.0.0.0/8 any");
    assertThat(list.evaluate(tcp("11.0.0.1", "1.1.1.1", 80, TcpHeader.SYN)).permitted()).isTrue();
    assertThat(list.hits(10)).isEqualTo(1);
    assertThat(list.hits(20)).isEqualTo(1);
    assertThat(list.hits(30)).isEqualTo(1);
    assertThat(list.implicitHits()).isZero();
  }

  @Test
  void noMatch_isDeniedImplicitly() {
    AccessList list =
        new AccessList("web", List.of(line(10, true, IpProtocol.TCP, new PortRange(80, 81))));
    assertThat(list.evaluate(tcp("1.1.1.1", "2.2.2.2", 82, 0)))
        .isEqualTo(new AclVerdict(false, "web implicit deny"));
    assertThat(list.implicitHits()).isEqualTo(1);
    assertThat(list.evaluate(tcp("1.1.1.1", "2.2.2.2", 81, 0)).rule())
        .isEqualTo("web line 10 permit tcp any any range 80 81");
  }

  @Test
  void established_matchesAckOrResetOnly() {
    AccessEntry entry =
        new AccessEntry(10, true, IpProtocol.TCP, null, null, null, null, ANY, ANY, true);
    AccessList list = new AccessList("back", List.of(entry));
    assertThat(list.evaluate(tcp("1.1.1.1", "2.2.2.2", 80, TcpHeader.SYN)).permitted()).isFalse();
    assertThat(
            list.evaluate(tcp("1.1.1.1", "2.2.2.2", 80, TcpHeader.SYN | TcpHeader.ACK)).permitted())
        .isTrue();
    assertThat(list.evaluate(tcp("1.1.1.1", "2.2.2.2", 80, TcpHeader.RST)).permitted()).isTrue();
  }

  @Test
  void icmpTypeAndCode_match() {
    AccessEntry entry =
        new AccessEntry(10, true, IpProtocol.ICMP, null, null, null, null, 3, 4, false);
    AccessList list = new AccessList("pmtu", List.of(entry));
    Packet needed = packet("1.1.1.1", "2.2.2.2", IpProtocol.ICMP, new IcmpHeader(false, 3, 4, 0));
    Packet port = packet("1.1.1.1", "2.2.2.2", IpProtocol.ICMP, new IcmpHeader(false, 3, 3, 0));
    assertThat(list.evaluate(needed).rule())
        .isEqualTo("pmtu line 10 permit icmp any any type 3 code 4");
    assertThat(list.evaluate(port).permitted()).isFalse();
  }

  @Test
  void laterFragment_passesAPermitWithPortsAndSkipsADenyWithPorts() {
    Ipv4Header ip =
        Ipv4Header.of(IpAddress.parse("1.1.1.1"), IpAddress.parse("2.2.2.2"), 64, IpProtocol.UDP)
            .withFragment(1, false, false, 0);
    Packet datagram = Packet.ip(ip, new UdpHeader(5, 53), new BulkBytes(1, 0, 3000), TAG);
    List<Packet> fragments = Fragmenter.fragmentIpv4(datagram, 1500);
    AccessList denies =
        new AccessList(
            "d",
            List.of(line(10, false, IpProtocol.UDP, PortRange.of(53)), line(20, true, ANY, null)));
    assertThat(denies.evaluate(fragments.get(0)).rule()).startsWith("d line 10");
    assertThat(denies.evaluate(fragments.get(1)).rule()).startsWith("d line 20");
    AccessList permits =
        new AccessList("p", List.of(line(10, true, IpProtocol.UDP, PortRange.of(99))));
    assertThat(permits.evaluate(fragments.get(0)).permitted()).isFalse();
    assertThat(permits.evaluate(fragments.get(1)).permitted()).isTrue();
  }

  @Test
  void contradictions_areRefused() {
    assertThatThrownBy(() -> line(10, true, IpProtocol.ICMP, PortRange.of(1)))
        .hasMessageContaining("only TCP and UDP have ports");
    assertThatThrownBy(
            () -> new AccessList("x", List.of(line(1, true, ANY, null), line(1, false, ANY, null))))
        .hasMessageContaining("two lines 1");
    assertThatThrownBy(() -> PortRange.parse("9-3")).isInstanceOf(IllegalArgumentException.class);
    assertThat(PortRange.parse("3-9")).isEqualTo(new PortRange(3, 9));
  }

  /** Against an evaluation that unfolds each line into a plain question per field. */
  @Property(tries = 300)
  void randomLists_equalNaiveEvaluation(@ForAll long seed) {
    RandomStream random = new RandomStreams(seed).stream("acl");
    List<AccessEntry> lines = new ArrayList<>();
    int count = random.nextInt(8);
    for (int i = 0; i < count; i++) {
      lines.add(randomLine(random, 10 * i));
    }
    AccessList list = new AccessList("list", lines);
    long implicit = 0;
    for (int i = 0; i < 50; i++) {
      Packet packet = randomPacket(random);
      AccessEntry expected = null;
      for (AccessEntry line : lines) {
        if (expected == null && matches(line, packet)) {
          expected = line;
        }
      }
      AclVerdict verdict = list.evaluate(packet);
      assertThat(verdict.permitted()).isEqualTo(expected != null && expected.permit());
      assertThat(verdict.rule())
          .isEqualTo(
              expected == null
                  ? "list implicit deny"
                  : "list line " + expected.sequence() + " " + expected);
      implicit += expected == null ? 1 : 0;
    }
    assertThat(list.implicitHits()).isEqualTo(implicit);
  }

  private static boolean matches(AccessEntry line, Packet packet) {
    List<Boolean> answers = new ArrayList<>();
    answers.add(line.protocol() == ANY || line.protocol() == packet.ip().protocol());
    answers.add(line.source() == null || line.source().contains(packet.ip().source()));
    answers.add(
        line.destination() == null || line.destination().contains(packet.ip().destination()));
    TransportHeader transport = packet.transport();
    answers.add(
        line.sourcePorts() == null
            || (transport.sourcePort() >= line.sourcePorts().first()
                && transport.sourcePort() <= line.sourcePorts().last()));
    answers.add(
        line.destinationPorts() == null
            || (transport.destinationPort() >= line.destinationPorts().first()
                && transport.destinationPort() <= line.destinationPorts().last()));
    answers.add(
        line.icmpType() == ANY
            || (transport instanceof IcmpHeader icmp && icmp.type() == line.icmpType()));
    answers.add(
        !line.established()
            || (transport instanceof TcpHeader tcp
                && (tcp.has(TcpHeader.ACK) || tcp.has(TcpHeader.RST))));
    return !answers.contains(false);
  }

  private static AccessEntry randomLine(RandomStream random, int sequence) {
    int[] protocols = {ANY, IpProtocol.TCP, IpProtocol.UDP, IpProtocol.ICMP};
    int protocol = protocols[random.nextInt(4)];
    boolean hasPorts = protocol == IpProtocol.TCP || protocol == IpProtocol.UDP;
    return new AccessEntry(
        sequence,
        random.nextBoolean(0.5),
        protocol,
        randomPrefix(random),
        hasPorts ? randomRange(random) : null,
        randomPrefix(random),
        hasPorts ? randomRange(random) : null,
        protocol == IpProtocol.ICMP && random.nextBoolean(0.5) ? 8 : ANY,
        ANY,
        protocol == IpProtocol.TCP && random.nextBoolean(0.3));
  }

  private static Prefix randomPrefix(RandomStream random) {
    return random.nextBoolean(0.4)
        ? null
        : Prefix.containing(randomAddress(random), 29 + random.nextInt(4));
  }

  private static PortRange randomRange(RandomStream random) {
    int first = random.nextInt(4);
    return random.nextBoolean(0.5) ? null : new PortRange(first, first + random.nextInt(3));
  }

  private static IpAddress randomAddress(RandomStream random) {
    return IpAddress.ofIpv4(0x0A000000 + random.nextInt(8));
  }

  private static Packet randomPacket(RandomStream random) {
    int[] protocols = {IpProtocol.TCP, IpProtocol.UDP, IpProtocol.ICMP};
    int protocol = protocols[random.nextInt(3)];
    int from = random.nextInt(5);
    int to = random.nextInt(5);
    TransportHeader transport =
        switch (protocol) {
          case IpProtocol.TCP ->
              new TcpHeader(from, to, 0, 0, random.nextInt(32), 0, 0, TcpOptions.NONE);
          case IpProtocol.UDP -> new UdpHeader(from, to);
          default -> IcmpHeader.echoRequest(false, from, to);
        };
    Ipv4Header ip = Ipv4Header.of(randomAddress(random), randomAddress(random), 64, protocol);
    return Packet.ip(ip, transport, Payload.EMPTY, TAG);
  }
}
