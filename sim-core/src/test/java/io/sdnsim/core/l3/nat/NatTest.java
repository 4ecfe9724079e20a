package io.sdnsim.core.l3.nat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.RandomStream;
import io.sdnsim.core.engine.RandomStreams;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.l3.acl.PortRange;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.packet.TransportHeader;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.TableChange;
import io.sdnsim.core.trace.TraceSink;
import io.sdnsim.core.trace.Tracer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NatTest {
  private static final PacketTag TAG = new PacketTag(1, null, 0);
  private static final IpAddress PUBLIC = IpAddress.parse("203.0.113.1");
  private static final IpAddress ROUTER_INSIDE = IpAddress.parse("192.168.0.1");
  private static final IpAddress PUBLIC6 = IpAddress.parse("2001:db8:ffff::1");
  private static final IpAddress INSIDE = IpAddress.parse("192.168.0.10");
  private static final IpAddress OTHER = IpAddress.parse("192.168.0.11");
  private static final IpAddress REMOTE = IpAddress.parse("198.51.100.7");
  private static final SourceNatRule MASQUERADE = SourceNatRule.masquerade("internet", "eth1");

  private final Simulation simulation = new Simulation(1);
  private final Tracer tracer = new Tracer();
  private final NodeContext context = new NodeContext(simulation, tracer, 0, "natvm");
  private final List<Step> steps = new ArrayList<>();
  private final List<TableChange> changes = new ArrayList<>();

  private Nat nat(NatConfig config) {
    return new Nat(context, config, NatTest::addressOf);
  }

  private Nat nat(SourceNatRule... rules) {
    return nat(NatConfig.of(List.of(rules), List.of()));
  }

  private static DestinationNatRule forward(int port, IpAddress to, int toPort, boolean hairpin) {
    return new DestinationNatRule(
        "web", "eth1", null, IpProtocol.TCP, PortRange.of(port), to, toPort, hairpin);
  }

  private static @Nullable IpAddress addressOf(String name, boolean ipv6) {
    return switch (name) {
      case "eth0" -> ipv6 ? null : ROUTER_INSIDE;
      case "eth1" -> ipv6 ? PUBLIC6 : PUBLIC;
      default -> null;
    };
  }

  private void trace() {
    tracer.attach(
        new TraceSink() {
          @Override
          public void step(long timePs, String node, Packet packet, Step step) {
            steps.add(step);
          }

          @Override
          public void tableChanged(TableChange change) {
            changes.add(change);
          }
        });
  }

  private static @Nullable Packet through(Nat nat, String in, String out, Packet packet) {
    Packet between = nat.preRouting(in, packet);
    return between == null ? null : nat.postRouting(in, out, between);
  }

  private static @Nullable Packet out(Nat nat, Packet packet) {
    return through(nat, "eth0", "eth1", packet);
  }

  private static @Nullable Packet in(Nat nat, Packet packet) {
    return through(nat, "eth1", "eth0", packet);
  }

  private static IpHeader header(IpAddress from, IpAddress to, int protocol) {
    return from.isIpv4()
        ? Ipv4Header.of(from, to, 64, protocol)
        : Ipv6Header.of(from, to, 64, protocol);
  }

  private static Packet udp(IpAddress from, int fromPort, IpAddress to, int toPort) {
    return Packet.ip(
        header(from, to, IpProtocol.UDP),
        new UdpHeader(fromPort, toPort),
        new BulkBytes(1, 0, 20),
        TAG);
  }

  private static Packet tcp(IpAddress from, int fromPort, IpAddress to, int toPort, int flags) {
    return Packet.ip(
        header(from, to, IpProtocol.TCP),
        new TcpHeader(fromPort, toPort, 1, 2, flags, 100, 0, TcpOptions.NONE),
        Payload.EMPTY,
        TAG);
  }

  private static Packet echo(IpAddress from, IpAddress to, int identifier, boolean reply) {
    boolean ipv6 = from.isIpv6();
    IcmpHeader request = IcmpHeader.echoRequest(ipv6, identifier, 1);
    int replyType = ipv6 ? IcmpHeader.V6_ECHO_REPLY : IcmpHeader.V4_ECHO_REPLY;
    IcmpHeader icmp = reply ? new IcmpHeader(ipv6, replyType, 0, request.rest()) : request;
    return Packet.ip(
        header(from, to, ipv6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP), icmp, Payload.EMPTY, TAG);
  }

  private static Packet timeExceeded(IpAddress from, Packet about) {
    return Packet.ip(
        header(from, about.ip().source(), IpProtocol.ICMP),
        new IcmpHeader(false, IcmpHeader.V4_TIME_EXCEEDED, 0, 0),
        new Quoted(about, 28),
        TAG);
  }

  /** The packet that answers this one. */
  private static Packet answer(Packet packet) {
    IpHeader ip = packet.ip();
    TransportHeader transport = packet.transport();
    if (transport instanceof IcmpHeader icmp) {
      return echo(ip.destination(), ip.source(), icmp.echoIdentifier(), true);
    }
    return packet.withHeaders(
        ip.withAddresses(ip.destination(), ip.source()),
        transport.withPorts(transport.destinationPort(), transport.sourcePort()));
  }

  private static String flow(Packet packet) {
    return FlowKey.of(0, packet).toString();
  }

  private long drops(CoreDrop reason) {
    return context.ledger().dropsByReason().getOrDefault(reason.label(), 0L);
  }

  // ---- source NAT

  @Test
  void masquerade_keepsAFreePortAndTheReplyReturns() {
    Nat nat = nat(MASQUERADE);
    Packet sent = out(nat, udp(INSIDE, 4000, REMOTE, 53));
    assertThat(flow(sent)).isEqualTo("udp 203.0.113.1:4000 > 198.51.100.7:53");
    Packet back = in(nat, answer(sent));
    assertThat(flow(back)).isEqualTo("udp 198.51.100.7:53 > 192.168.0.10:4000");
  }

  @Test
  void destinationAndSource_changeAtTheirOwnHooks() {
    Nat nat = nat(MASQUERADE);
    Packet packet = udp(INSIDE, 4000, REMOTE, 53);
    assertThat(nat.preRouting("eth0", packet)).isSameAs(packet);
    Packet sent = nat.postRouting("eth0", "eth1", packet);
    Packet between = nat.preRouting("eth1", answer(sent));
    assertThat(flow(between)).isEqualTo("udp 198.51.100.7:53 > 192.168.0.10:4000");
    assertThat(nat.postRouting("eth1", "eth0", between)).isSameAs(between);
  }

  @Test
  void samePortAndRemote_secondHostGetsAnotherPort() {
    Nat nat = nat(MASQUERADE);
    Packet first = out(nat, udp(INSIDE, 4000, REMOTE, 53));
    Packet second = out(nat, udp(OTHER, 4000, REMOTE, 53));
    assertThat(second.transport().sourcePort()).isNotEqualTo(4000).isGreaterThanOrEqualTo(1024);
    assertThat(flow(in(nat, answer(first)))).endsWith("192.168.0.10:4000");
    assertThat(flow(in(nat, answer(second)))).endsWith("192.168.0.11:4000");
  }

  @Test
  void samePortOtherRemote_sharesThePortUnlessMappingIsEndpointIndependent() {
    Nat dependent = nat(MASQUERADE);
    out(dependent, udp(INSIDE, 4000, REMOTE, 53));
    assertThat(out(dependent, udp(OTHER, 4000, REMOTE, 54)).transport().sourcePort())
        .isEqualTo(4000);

    Nat independent =
        nat(new NatConfig(List.of(MASQUERADE), List.of(), true, 10, NatTimeouts.DEFAULT));
    out(independent, udp(INSIDE, 4000, REMOTE, 53));
    int other = out(independent, udp(OTHER, 4000, REMOTE, 54)).transport().sourcePort();
    assertThat(other).isNotEqualTo(4000);
    assertThat(out(independent, udp(OTHER, 4000, REMOTE, 55)).transport().sourcePort())
        .isEqualTo(other);
    simulation.run();
    assertThat(out(independent, udp(OTHER, 4000, REMOTE, 54)).transport().sourcePort())
        .isEqualTo(4000);
  }

  @Test
  void portRange_exhausted_dropsWithItsReason() {
    SourceNatRule rule =
        new SourceNatRule(
            "leases",
            "eth1",
            null,
            null,
            SourceNatRule.ANY_PROTOCOL,
            List.of(),
            new PortRange(1024, 1027));
    Nat nat = nat(rule);
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ports.add(out(nat, udp(INSIDE, 4000 + i, REMOTE, 53)).transport().sourcePort());
    }
    assertThat(ports).containsExactlyInAnyOrder(1024, 1025, 1026, 1027);
    assertThat(out(nat, udp(INSIDE, 5000, REMOTE, 53))).isNull();
    assertThat(drops(CoreDrop.NAT_PORTS_EXHAUSTED)).isEqualTo(1);
    assertThat(out(nat, udp(INSIDE, 5000, REMOTE, 54))).isNotNull();
    assertThat(nat.bindings()).hasSize(5);
  }

  @Test
  void pool_pairsAnInsideAddressWithOneOutsideAddress() {
    List<IpAddress> pool = List.of(IpAddress.parse("203.0.113.8"), IpAddress.parse("203.0.113.9"));
    Nat nat =
        nat(
            new SourceNatRule(
                "pool", "eth1", Prefix.parse("192.168.0.0/24"), null, IpProtocol.UDP, pool, null));
    Map<IpAddress, IpAddress> chosen = new LinkedHashMap<>();
    for (int host = 0; host < 20; host++) {
      for (int port = 1; port < 4; port++) {
        IpAddress source = INSIDE.plus(host);
        IpAddress outside = out(nat, udp(source, port, REMOTE, 53)).ip().source();
        assertThat(chosen.getOrDefault(source, outside)).isEqualTo(outside);
        chosen.put(source, outside);
      }
    }
    assertThat(chosen.values()).containsAll(pool);
    assertThat(nat.outsideAddresses()).isEqualTo(pool);
    Packet tcp = tcp(INSIDE, 1, REMOTE, 53, TcpHeader.SYN);
    assertThat(out(nat, tcp)).isEqualTo(tcp);
  }

  @Test
  void tableFull_dropsNewFlowsOnly() {
    Nat nat = nat(new NatConfig(List.of(MASQUERADE), List.of(), false, 1, NatTimeouts.DEFAULT));
    assertThat(out(nat, udp(INSIDE, 1, REMOTE, 53))).isNotNull();
    assertThat(out(nat, udp(INSIDE, 2, REMOTE, 53))).isNull();
    assertThat(out(nat, udp(INSIDE, 1, REMOTE, 53))).isNotNull();
    assertThat(drops(CoreDrop.NAT_TABLE_FULL)).isEqualTo(1);
  }

  @Test
  void echo_identifierIsItsPort() {
    Nat nat = nat(MASQUERADE);
    Packet first = out(nat, echo(INSIDE, REMOTE, 7, false));
    Packet second = out(nat, echo(OTHER, REMOTE, 7, false));
    int identifier = ((IcmpHeader) second.transport()).echoIdentifier();
    assertThat(((IcmpHeader) first.transport()).echoIdentifier()).isEqualTo(7);
    assertThat(identifier).isNotEqualTo(7);
    assertThat(in(nat, answer(second))).isEqualTo(echo(REMOTE, OTHER, 7, true));
    assertThat(in(nat, answer(first))).isEqualTo(echo(REMOTE, INSIDE, 7, true));
  }

  @Test
  void echoRequestFromOutside_isNotAnInsideHostsReply() {
    Nat nat = nat(MASQUERADE);
    out(nat, echo(INSIDE, REMOTE, 7, false));
    Packet request = echo(REMOTE, PUBLIC, 7, false);
    assertThat(nat.preRouting("eth1", request)).isSameAs(request);
    Packet reply = echo(PUBLIC, REMOTE, 7, true);
    assertThat(nat.postRouting("", "eth1", reply)).isSameAs(reply);
  }

  @Test
  void protocolWithoutPorts_oneInsideHostForEachRemote() {
    Nat nat = nat(MASQUERADE);
    Packet gre = Packet.ip(header(INSIDE, REMOTE, IpProtocol.GRE), null, Payload.EMPTY, TAG);
    Packet other = Packet.ip(header(OTHER, REMOTE, IpProtocol.GRE), null, Payload.EMPTY, TAG);
    assertThat(out(nat, gre).ip().source()).isEqualTo(PUBLIC);
    assertThat(out(nat, other)).isNull();
    assertThat(drops(CoreDrop.NAT_PORTS_EXHAUSTED)).isEqualTo(1);
  }

  @Test
  void ipv6_isTranslatedAlike() {
    IpAddress inside = IpAddress.parse("fd00::10");
    IpAddress remote = IpAddress.parse("2001:db8::7");
    Nat nat = nat(MASQUERADE);
    Packet sent = out(nat, udp(inside, 4000, remote, 53));
    assertThat(flow(sent)).isEqualTo("udp [2001:db8:ffff::1]:4000 > [2001:db8::7]:53");
    assertThat(flow(in(nat, answer(sent)))).endsWith("[fd00::10]:4000");
    assertThat(out(nat, echo(inside, remote, 3, false)).ip().source()).isEqualTo(PUBLIC6);
  }

  @Test
  void routedFlowFromOutside_itsReplyIsNotTranslated() {
    Nat nat = nat(MASQUERADE);
    Packet request = tcp(REMOTE, 5000, INSIDE, 80, TcpHeader.SYN);
    assertThat(in(nat, request)).isSameAs(request);
    Packet reply = answer(request);
    assertThat(out(nat, reply)).isSameAs(reply);
  }

  @Test
  void routersOwnFlow_portIsNotGivenToAnInsideHost() {
    Nat nat = nat(MASQUERADE);
    Packet own = tcp(PUBLIC, 4000, REMOTE, 179, TcpHeader.SYN);
    assertThat(nat.postRouting("", "eth1", own)).isSameAs(own);
    Packet sent = out(nat, tcp(INSIDE, 4000, REMOTE, 179, TcpHeader.SYN));
    assertThat(sent.transport().sourcePort()).isNotEqualTo(4000);
    Packet back = answer(own);
    assertThat(nat.preRouting("eth1", back)).isSameAs(back);
  }

  @Test
  void multicastAndFragments_areLeftAloneOrRefused() {
    Nat nat = nat(MASQUERADE);
    Packet hello = udp(INSIDE, 1985, IpAddress.parse("224.0.0.2"), 1985);
    assertThat(out(nat, hello)).isSameAs(hello);
    Ipv4Header fragment =
        Ipv4Header.of(INSIDE, REMOTE, 64, IpProtocol.UDP).withFragment(1, false, true, 0);
    assertThat(out(nat, Packet.ip(fragment, null, new BulkBytes(1, 0, 8), TAG))).isNull();
    assertThat(drops(CoreDrop.NAT_UNTRANSLATABLE)).isEqualTo(1);
    assertThat(nat.bindings()).isEmpty();
  }

  // ---- destination NAT

  @Test
  void portForward_goesInAndComesBackWithTheOutsideAddress() {
    Nat nat = nat(NatConfig.of(List.of(MASQUERADE), List.of(forward(443, INSIDE, 8443, false))));
    Packet sent = in(nat, tcp(REMOTE, 5000, PUBLIC, 443, TcpHeader.SYN));
    assertThat(flow(sent)).isEqualTo("tcp 198.51.100.7:5000 > 192.168.0.10:8443");
    assertThat(flow(out(nat, answer(sent)))).isEqualTo("tcp 203.0.113.1:443 > 198.51.100.7:5000");
    Packet other = tcp(REMOTE, 5000, PUBLIC, 444, TcpHeader.SYN);
    assertThat(nat.preRouting("eth1", other)).isSameAs(other);
    Packet fromInside = tcp(OTHER, 5000, PUBLIC, 443, TcpHeader.SYN);
    assertThat(nat.preRouting("eth0", fromInside)).isSameAs(fromInside);
  }

  @Test
  void portRange_keepsItsOrder() {
    DestinationNatRule range =
        new DestinationNatRule(
            "range",
            "eth1",
            PUBLIC,
            IpProtocol.TCP,
            new PortRange(8000, 8009),
            INSIDE,
            9000,
            false);
    Nat nat = nat(NatConfig.of(List.of(), List.of(range)));
    assertThat(in(nat, tcp(REMOTE, 1, PUBLIC, 8004, TcpHeader.SYN)).transport().destinationPort())
        .isEqualTo(9004);
    assertThat(nat.outsideAddresses()).containsExactly(PUBLIC);
  }

  @Test
  void hairpin_insideClientSeesTheOutsideAddressAndItsRepliesReturn() {
    Nat nat = nat(NatConfig.of(List.of(MASQUERADE), List.of(forward(443, INSIDE, 8443, true))));
    Packet sent = through(nat, "eth0", "eth0", tcp(OTHER, 6000, PUBLIC, 443, TcpHeader.SYN));
    assertThat(flow(sent)).isEqualTo("tcp 203.0.113.1:6000 > 192.168.0.10:8443");
    Packet back = through(nat, "eth0", "eth0", answer(sent));
    assertThat(flow(back)).isEqualTo("tcp 203.0.113.1:443 > 192.168.0.11:6000");
    // Neither now nor later is a packet mistaken for what the reply would be without source NAT.
    Packet stray = tcp(INSIDE, 8443, OTHER, 6000, TcpHeader.ACK);
    assertThat(nat.preRouting("eth0", stray)).isSameAs(stray);
    simulation.run();
    assertThat(nat.bindings()).isEmpty();
    assertThat(nat.preRouting("eth0", stray)).isSameAs(stray);
  }

  @Test
  void clear_forgetsAllAndAnnouncesIt() {
    trace();
    Nat nat = nat(MASQUERADE);
    out(nat, udp(INSIDE, 4000, REMOTE, 53));
    out(nat, tcp(INSIDE, 4000, REMOTE, 80, TcpHeader.SYN));
    nat.clear();
    assertThat(nat.bindings()).isEmpty();
    assertThat(changes).filteredOn(change -> change.row() == null).hasSize(2);
    assertThat(simulation.step()).isFalse();
  }

  @Test
  void twoFlowsThatWouldLookAlikeInside_secondIsDropped() {
    IpAddress second = PUBLIC.plus(1);
    DestinationNatRule alias =
        new DestinationNatRule(
            "alias", "eth1", second, IpProtocol.TCP, PortRange.of(443), INSIDE, 8443, false);
    Nat nat = nat(NatConfig.of(List.of(), List.of(forward(443, INSIDE, 8443, false), alias)));
    assertThat(in(nat, tcp(REMOTE, 5000, PUBLIC, 443, TcpHeader.SYN))).isNotNull();
    assertThat(in(nat, tcp(REMOTE, 5000, second, 443, TcpHeader.SYN))).isNull();
    assertThat(in(nat, tcp(REMOTE, 5001, second, 443, TcpHeader.SYN))).isNotNull();
    assertThat(drops(CoreDrop.NAT_PORTS_EXHAUSTED)).isEqualTo(1);
  }

  // ---- ICMP errors

  @Test
  void errorFromOutside_reachesTheInsideHostWithItsOwnPacketQuoted() {
    Nat nat = nat(MASQUERADE);
    out(nat, udp(OTHER, 4000, REMOTE, 33434));
    Packet probe = udp(INSIDE, 4000, REMOTE, 33434);
    Packet sent = out(nat, probe);
    assertThat(sent.transport().sourcePort()).isNotEqualTo(4000);
    IpAddress hop = IpAddress.parse("198.51.100.1");
    Packet error = in(nat, timeExceeded(hop, sent));
    assertThat(error.ip().source()).isEqualTo(hop);
    assertThat(error.ip().destination()).isEqualTo(INSIDE);
    assertThat(((Quoted) error.payload()).original()).isEqualTo(probe);
    assertThat(((Quoted) error.payload()).lengthBytes()).isEqualTo(28);
  }

  @Test
  void errorFromInside_hidesTheInsideAddress() {
    Nat nat = nat(NatConfig.of(List.of(), List.of(forward(443, INSIDE, 8443, false))));
    Packet syn = tcp(REMOTE, 5000, PUBLIC, 443, TcpHeader.SYN);
    Packet inside = in(nat, syn);
    Packet error = out(nat, timeExceeded(IpAddress.parse("192.168.0.254"), inside));
    assertThat(error.ip().source()).isEqualTo(PUBLIC);
    assertThat(error.ip().destination()).isEqualTo(REMOTE);
    assertThat(((Quoted) error.payload()).original()).isEqualTo(syn);
  }

  @Test
  void errorOfTheRouterItself_keepsItsSourceAndQuotesWhatTheSenderSent() {
    Nat nat = nat(NatConfig.of(List.of(), List.of(forward(443, INSIDE, 8443, false))));
    Packet syn = tcp(REMOTE, 5000, PUBLIC, 443, TcpHeader.SYN);
    Packet between = nat.preRouting("eth1", syn);
    Packet error = nat.postRouting("", "eth1", timeExceeded(ROUTER_INSIDE, between));
    assertThat(error.ip().source()).isEqualTo(ROUTER_INSIDE);
    assertThat(((Quoted) error.payload()).original()).isEqualTo(syn);
    Packet asReceived = timeExceeded(ROUTER_INSIDE, syn);
    assertThat(nat.postRouting("", "eth1", asReceived)).isSameAs(asReceived);
  }

  @Test
  void errorAboutAReply_goesBackOutTranslated() {
    Nat nat = nat(MASQUERADE);
    out(nat, udp(OTHER, 4000, REMOTE, 53));
    Packet sent = out(nat, udp(INSIDE, 4000, REMOTE, 53));
    Packet reply = answer(sent);
    Packet delivered = in(nat, reply);
    Packet error = out(nat, timeExceeded(INSIDE, delivered));
    assertThat(error.ip().source()).isEqualTo(PUBLIC);
    assertThat(error.ip().destination()).isEqualTo(REMOTE);
    assertThat(((Quoted) error.payload()).original()).isEqualTo(reply);
  }

  @Test
  void errorAboutNobodysFlow_isLeftAlone() {
    Nat nat = nat(MASQUERADE);
    Packet error = timeExceeded(REMOTE, udp(PUBLIC, 1, REMOTE, 2));
    assertThat(in(nat, error)).isSameAs(error);
  }

  // ---- time

  private void assertExpiresAfter(Nat nat, long seconds) {
    long start = simulation.nowPs();
    simulation.runUntil(start + seconds * SimTime.SECOND - 1);
    assertThat(nat.bindings()).hasSize(1);
    simulation.runUntil(start + seconds * SimTime.SECOND);
    assertThat(nat.bindings()).isEmpty();
  }

  @Test
  void udp_livesThirtySecondsAndThreeMinutesOnceAnswered() {
    Nat nat = nat(MASQUERADE);
    out(nat, udp(INSIDE, 4000, REMOTE, 53));
    simulation.runUntil(29 * SimTime.SECOND);
    Packet sent = out(nat, udp(INSIDE, 4000, REMOTE, 53));
    assertExpiresAfter(nat, 30);
    out(nat, udp(INSIDE, 4000, REMOTE, 53));
    in(nat, answer(sent));
    assertThat(nat.bindings().get(0).state()).isEqualTo(BindingState.UDP_ASSURED);
    assertExpiresAfter(nat, 180);
    Packet late = answer(sent);
    assertThat(nat.preRouting("eth1", late)).isSameAs(late);
  }

  @Test
  void tcp_timeoutFollowsTheConnection() {
    Nat nat = nat(MASQUERADE);
    Packet syn = out(nat, tcp(INSIDE, 4000, REMOTE, 80, TcpHeader.SYN));
    assertExpiresAfter(nat, 120);
    out(nat, tcp(INSIDE, 4000, REMOTE, 80, TcpHeader.SYN));
    in(nat, tcp(REMOTE, 80, PUBLIC, 4000, TcpHeader.SYN | TcpHeader.ACK));
    assertThat(nat.bindings().get(0).state()).isEqualTo(BindingState.TCP_OPENING);
    out(nat, tcp(INSIDE, 4000, REMOTE, 80, TcpHeader.ACK));
    assertThat(nat.bindings().get(0).state()).isEqualTo(BindingState.TCP_ESTABLISHED);
    assertExpiresAfter(nat, 7440);

    out(nat, tcp(INSIDE, 4000, REMOTE, 80, TcpHeader.SYN));
    in(nat, answer(syn));
    out(nat, tcp(INSIDE, 4000, REMOTE, 80, TcpHeader.ACK));
    in(nat, tcp(REMOTE, 80, PUBLIC, 4000, TcpHeader.FIN | TcpHeader.ACK));
    out(nat, tcp(INSIDE, 4000, REMOTE, 80, TcpHeader.ACK));
    assertThat(nat.bindings().get(0).state()).isEqualTo(BindingState.TCP_CLOSING);
    assertExpiresAfter(nat, 120);

    out(nat, tcp(INSIDE, 4000, REMOTE, 80, TcpHeader.SYN));
    in(nat, tcp(REMOTE, 80, PUBLIC, 4000, TcpHeader.RST | TcpHeader.ACK));
    assertExpiresAfter(nat, 10);

    out(nat, tcp(INSIDE, 4000, REMOTE, 80, TcpHeader.SYN));
    in(nat, tcp(REMOTE, 80, PUBLIC, 4000, TcpHeader.RST | TcpHeader.ACK));
    out(nat, tcp(INSIDE, 4000, REMOTE, 80, TcpHeader.SYN));
    assertThat(nat.bindings().get(0).state()).isEqualTo(BindingState.TCP_OPENING);
  }

  @Test
  void icmpErrors_keepNothingAlive() {
    Nat nat = nat(MASQUERADE);
    Packet sent = out(nat, echo(INSIDE, REMOTE, 7, false));
    simulation.runUntil(59 * SimTime.SECOND);
    in(nat, timeExceeded(REMOTE, sent));
    simulation.runUntil(60 * SimTime.SECOND);
    assertThat(nat.bindings()).isEmpty();
  }

  // ---- trace

  @Test
  void traceAndTable_nameTheRule() {
    trace();
    Nat nat = nat(NatConfig.of(List.of(MASQUERADE), List.of(forward(443, INSIDE, 8443, false))));
    Packet sent = out(nat, udp(INSIDE, 4000, REMOTE, 53));
    in(nat, answer(sent));
    assertThat(steps)
        .containsExactly(
            new Step.Translated(
                "internet",
                "udp 192.168.0.10:4000 > 198.51.100.7:53",
                "udp 203.0.113.1:4000 > 198.51.100.7:53"),
            new Step.Translated(
                "internet (reply)",
                "udp 198.51.100.7:53 > 203.0.113.1:4000",
                "udp 198.51.100.7:53 > 192.168.0.10:4000"));
    simulation.run();
    assertThat(changes).extracting(TableChange::table).containsOnly("nat");
    assertThat(changes)
        .extracting(change -> change.row() == null ? null : change.row().get("state"))
        .containsExactly("udp-new", "udp-assured", null);
    assertThat(changes)
        .extracting(TableChange::key)
        .containsOnly("udp 192.168.0.10:4000 > 198.51.100.7:53");
  }

  @Test
  void contradictions_areRefused() {
    assertThatThrownBy(() -> forward(443, PUBLIC6, 70_000, false))
        .hasMessageContaining("inside ports");
    assertThatThrownBy(
            () -> new DestinationNatRule("x", "eth1", PUBLIC, 6, null, PUBLIC6, 0, false))
        .hasMessageContaining("two families");
  }

  // ---- properties

  @Property(tries = 150)
  void randomTraffic_repliesReturnAndNoPortServesTwoFlows(
      @ForAll long seed, @ForAll boolean endpointIndependent) {
    // jqwik keeps one instance for all tries, and each needs a clock and books of its own.
    new NatTest().runRandomTraffic(seed, endpointIndependent);
  }

  private void runRandomTraffic(long seed, boolean endpointIndependent) {
    RandomStream random = new RandomStreams(seed).stream("nat");
    SourceNatRule rule =
        new SourceNatRule("few", "eth1", null, null, -1, List.of(), new PortRange(3998, 4003));
    Nat nat =
        nat(
            new NatConfig(
                List.of(rule),
                List.of(forward(443, INSIDE, 8443, true)),
                endpointIndependent,
                60,
                NatTimeouts.DEFAULT));
    Map<FlowKey, Packet> sentBy = new LinkedHashMap<>();
    int lost = 0;
    for (int i = 0; i < 300; i++) {
      simulation.runUntil(simulation.nowPs() + random.nextLong(3 * SimTime.SECOND));
      Packet original = randomOriginal(random);
      boolean fromOutside = original.ip().source().equals(REMOTE);
      boolean hairpin = !fromOutside && original.ip().destination().equals(PUBLIC);
      String in = fromOutside ? "eth1" : "eth0";
      String out = fromOutside || hairpin ? "eth0" : "eth1";
      Packet sent = through(nat, in, out, original);
      if (sent == null) {
        lost++;
        continue;
      }
      sentBy.put(FlowKey.of(0, original), sent);
      assertNoPortTwice(nat);
      if (random.nextBoolean(0.7)) {
        Packet back = through(nat, out, in, answer(sent));
        assertThat(back).isEqualTo(answer(original));
      }
    }
    assertThat(context.ledger().dropped()).isEqualTo(lost);
    simulation.run();
    assertThat(nat.bindings()).isEmpty();
    sentBy.values().stream()
        .filter(sent -> sent.ip().source().equals(PUBLIC))
        .filter(sent -> sent.ip().destination().equals(REMOTE))
        .forEach(sent -> assertThat(nat.preRouting("eth1", answer(sent))).isEqualTo(answer(sent)));
  }

  private static Packet randomOriginal(RandomStream random) {
    IpAddress host = INSIDE.plus(random.nextInt(5));
    int port = 4000 + random.nextInt(3);
    int remotePort = 50 + random.nextInt(3);
    return switch (random.nextInt(6)) {
      case 0 -> echo(host, REMOTE, port, false);
      case 1 -> tcp(host, port, REMOTE, remotePort, TcpHeader.SYN);
      case 2 -> tcp(REMOTE, 100 + random.nextInt(20), PUBLIC, 443, TcpHeader.SYN);
      case 3 -> tcp(INSIDE.plus(1 + random.nextInt(4)), port, PUBLIC, 443, TcpHeader.SYN);
      default -> udp(host, port, REMOTE, remotePort);
    };
  }

  /** What acceptance calls "a NAT port used twice": two flows that look alike to their remote. */
  private static void assertNoPortTwice(Nat nat) {
    assertThat(nat.bindings()).extracting(NatBinding::translated).doesNotHaveDuplicates();
    assertThat(nat.bindings()).extracting(NatBinding::original).doesNotHaveDuplicates();
  }

  /** The property above is able to fail: an allocator that does not ask gives a port twice. */
  @Test
  void carelessAllocator_usesAPortTwiceAndTheReplyGoesAstray() {
    Nat nat =
        new Nat(
            context,
            NatConfig.of(List.of(MASQUERADE), List.of()),
            NatTest::addressOf,
            (flow, ports, isFree) -> flow.sourcePort());
    Packet first = out(nat, udp(INSIDE, 4000, REMOTE, 53));
    out(nat, udp(OTHER, 4000, REMOTE, 53));
    assertThat(nat.bindings().get(0).translated()).isEqualTo(nat.bindings().get(1).translated());
    assertThat(in(nat, answer(first)).ip().destination()).isEqualTo(OTHER);
  }
}
