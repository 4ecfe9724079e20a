package io.sdnsim.slb.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Encapsulated;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.trace.Tracer;
import io.sdnsim.core.transport.TcpHandler;
import io.sdnsim.core.transport.TcpSocket;
import io.sdnsim.slb.control.ControlCodec;
import io.sdnsim.slb.control.ControlMessage;
import io.sdnsim.slb.control.RedirectCodec;
import io.sdnsim.slb.control.RedirectMessage;
import io.sdnsim.slb.goal.FastpathState;
import io.sdnsim.slb.goal.GoalCompiler;
import io.sdnsim.slb.goal.GoalState;
import io.sdnsim.slb.goal.Health;
import io.sdnsim.slb.goal.RuleSettings;
import io.sdnsim.slb.goal.SampleGoal;
import io.sdnsim.slb.goal.SnatConfig;
import io.sdnsim.slb.goal.VipConfig;
import io.sdnsim.testkit.StubIpNode;
import io.sdnsim.testkit.TraceLog;
import io.sdnsim.vxlan.vswitch.OutboundMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Fastpath at a Mux: VIP "front", from which VM "other" calls, and VIP "portal", which serves. */
class RedirectsTest {
  private static final IpAddress FRONT = IpAddress.parse("192.168.133.75");
  private static final IpAddress WORLD = IpAddress.parse("192.168.200.50");
  private static final FlowKey CALL =
      new FlowKey(0, FRONT, SampleGoal.VIP, IpProtocol.TCP, 2000, 443);

  private final TraceLog trace = new TraceLog();
  private final StubIpNode node = node();
  private final MuxProcess process =
      new MuxProcess(
          node,
          MuxConfig.DEFAULT,
          new VipAdvertiser() {
            @Override
            public void advertise(Prefix vip) {}

            @Override
            public void withdraw(Prefix vip) {}
          });

  RedirectsTest() {
    process.start();
    program(List.of(Prefix.parse("192.168.133.0/24")));
  }

  private StubIpNode node() {
    Tracer tracer = new Tracer();
    tracer.attach(trace);
    return new StubIpNode(new NodeContext(new Simulation(1), tracer, 0, "mux1"), SampleGoal.MUX1);
  }

  private static GoalState goal(List<Prefix> fastpath) {
    return SampleGoal.goal(
            List.of(
                SampleGoal.portal(List.of("web1"), RuleSettings.DEFAULT.withTcpReset(true)),
                new VipConfig("front", FRONT, false, List.of())),
            List.of(new SnatConfig("front", "other", 2000, 8, OutboundMode.DIRECT)))
        .withFastpath(fastpath);
  }

  private void program(List<Prefix> fastpath) {
    TcpSocket socket = new RecordingSocket(new ArrayList<>());
    TcpHandler handler = node.listeners().get(8560).accept(socket);
    handler.connected(socket);
    handler.received(
        socket,
        Bytes.of(
            ControlCodec.encode(
                new ControlMessage.MuxGoal(
                    1, new GoalCompiler(goal(fastpath)).muxState(Health.ALL_UP)))));
  }

  /** What the Mux sends on account of a segment, but for the segment itself. */
  private List<Packet> segment(IpAddress from, int flags) {
    node.sent().clear();
    node.arrive(
        Packet.ip(
            Ipv4Header.of(from, SampleGoal.VIP, 60, IpProtocol.TCP),
            new TcpHeader(2000, 443, 1, 1, flags, 0, 0, TcpOptions.NONE),
            new BulkBytes(1, 0, 0),
            node.context().newTag(null, 0)));
    return node.sent().stream()
        .filter(packet -> !(packet.payload() instanceof Encapsulated))
        .toList();
  }

  private static @Nullable RedirectMessage messageIn(Packet packet) throws Exception {
    assertThat(packet.transport()).isEqualTo(new UdpHeader(1021, 1021));
    return RedirectCodec.decode(((Bytes) packet.payload()).toArray());
  }

  private static RedirectMessage.End end(String host, int vni) {
    return new RedirectMessage.End(
        host.equals("host1") ? SampleGoal.HOST1 : SampleGoal.HOST2,
        vni,
        SampleGoal.goal().vms().stream()
            .filter(vm -> vm.vni() == vni && vm.host().equals(host))
            .findFirst()
            .orElseThrow()
            .mac());
  }

  private static RedirectMessage.ToSourceVip toSourceVip() {
    return new RedirectMessage.ToSourceVip(CALL, end("host1", 5001));
  }

  private List<Packet> redirect(IpAddress from, RedirectMessage message) {
    return datagram(from, RedirectCodec.encode(message));
  }

  private List<Packet> datagram(IpAddress from, byte[] payload) {
    node.sent().clear();
    assertThat(
            node.arrive(
                Packet.ip(
                    Ipv4Header.of(from, FRONT, 60, IpProtocol.UDP),
                    new UdpHeader(FastpathState.REDIRECT_PORT, FastpathState.REDIRECT_PORT),
                    Bytes.of(payload),
                    node.context().newTag(null, 0))))
        .isTrue();
    return node.sent();
  }

  @Test
  void establishedConnectionBetweenVips_isRedirected_toTheVipOfItsSource() throws Exception {
    assertThat(segment(FRONT, TcpHeader.SYN)).isEmpty();
    List<Packet> sent = segment(FRONT, TcpHeader.ACK);
    assertThat(sent).hasSize(1);
    assertThat(sent.get(0).ip().source()).isEqualTo(SampleGoal.MUX1);
    assertThat(sent.get(0).ip().destination()).isEqualTo(FRONT);
    assertThat(messageIn(sent.get(0))).isEqualTo(toSourceVip());
  }

  @Test
  void redirectThatWasLost_isSentAgain_onceASecondAtMost() {
    segment(FRONT, TcpHeader.SYN);
    segment(FRONT, TcpHeader.ACK);
    assertThat(segment(FRONT, TcpHeader.ACK)).isEmpty();
    passPs(SimTime.SECOND - 1);
    assertThat(segment(FRONT, TcpHeader.ACK)).isEmpty();
    passPs(1);
    assertThat(segment(FRONT, TcpHeader.ACK)).hasSize(1);
  }

  private void passPs(long timePs) {
    node.context().simulation().runUntil(node.context().nowPs() + timePs);
  }

  @Test
  void clientsOfTheWorld_endingConnections_andOtherSubnets_areNotRedirected() {
    segment(WORLD, TcpHeader.SYN);
    assertThat(segment(WORLD, TcpHeader.ACK)).isEmpty();
    segment(FRONT, TcpHeader.SYN);
    assertThat(segment(FRONT, TcpHeader.FIN | TcpHeader.ACK)).isEmpty();
    program(List.of(Prefix.host(SampleGoal.VIP)));
    segment(FRONT, TcpHeader.SYN);
    assertThat(segment(FRONT, TcpHeader.ACK)).isEmpty();
    program(List.of());
    segment(FRONT, TcpHeader.SYN);
    assertThat(segment(FRONT, TcpHeader.ACK)).isEmpty();
  }

  @Test
  void packetOfAnUnknownConnection_isRedirectedFromItsSecondOn_andASynAckNever() {
    assertThat(segment(FRONT, TcpHeader.ACK)).isEmpty();
    assertThat(segment(FRONT, TcpHeader.SYN | TcpHeader.ACK)).isEmpty();
    assertThat(segment(FRONT, TcpHeader.ACK)).hasSize(1);
  }

  @Test
  void redirectOfAMux_isPassedOnToTheHostsOfBothEnds() throws Exception {
    List<Packet> sent = redirect(SampleGoal.MUX2, toSourceVip());
    RedirectMessage.End caller = end("host2", 6001);
    RedirectMessage.End server = end("host1", 5001);
    assertThat(sent)
        .extracting(packet -> packet.ip().destination())
        .containsExactly(SampleGoal.HOST2, SampleGoal.HOST1);
    assertThat(messageIn(sent.get(0))).isEqualTo(new RedirectMessage.ToHost(CALL, caller, server));
    assertThat(messageIn(sent.get(1)))
        .isEqualTo(new RedirectMessage.ToHost(CALL.reversed(), server, caller));
    assertThat(trace.drops()).isEmpty();
  }

  @Test
  void redirectOfAStranger_isDropped_andDisturbsNothing() {
    segment(FRONT, TcpHeader.SYN);
    assertThat(redirect(WORLD, toSourceVip())).isEmpty();
    assertThat(trace.drops()).containsExactly("RedirectFromStranger");
    assertThat(segment(FRONT, TcpHeader.ACK)).hasSize(1);
  }

  @Test
  void nonsenseOfAMux_isDroppedWithItsReason() {
    assertThat(datagram(SampleGoal.MUX2, new byte[] {9})).isEmpty();
    RedirectMessage.End end = end("host1", 5001);
    redirect(SampleGoal.MUX2, new RedirectMessage.ToHost(CALL, end, end));
    redirect(SampleGoal.MUX2, new RedirectMessage.ToSourceVip(CALL.reversed(), end));
    FlowKey leasedToNobody = new FlowKey(0, FRONT, SampleGoal.VIP, IpProtocol.TCP, 2008, 443);
    redirect(SampleGoal.MUX2, new RedirectMessage.ToSourceVip(leasedToNobody, end));
    assertThat(node.sent()).isEmpty();
    assertThat(trace.drops())
        .containsExactly("BadRedirect", "BadRedirect", "BadRedirect", "RedirectWithoutFlow");
  }

  @Test
  void withoutFastpath_aRedirectIsAPacketLikeAnyOther() {
    program(List.of());
    redirect(SampleGoal.MUX2, toSourceVip());
    assertThat(trace.drops()).containsExactly("NoVipRule");
  }

  @Test
  void flowThatCameBackWhenFastpathEnded_isResetLikeAnyOther() {
    segment(FRONT, TcpHeader.SYN);
    segment(FRONT, TcpHeader.ACK);
    program(List.of());
    segment(FRONT, TcpHeader.ACK);
    node.sent().clear();
    node.context().simulation().run();
    assertThat(node.sent()).hasSize(2);
  }

  @Test
  void idleFlowThatWentPastTheMux_isForgottenWithoutAReset() {
    segment(FRONT, TcpHeader.SYN);
    segment(FRONT, TcpHeader.ACK);
    node.sent().clear();
    node.context().simulation().run();
    assertThat(node.context().nowPs()).isEqualTo(FlowLimits.DEFAULT.trustedIdlePs());
    assertThat(node.sent()).isEmpty();
    // What the world began is reset, as its rule says.
    segment(WORLD, TcpHeader.SYN);
    segment(WORLD, TcpHeader.ACK);
    node.sent().clear();
    node.context().simulation().run();
    assertThat(node.sent()).hasSize(2);
  }
}
