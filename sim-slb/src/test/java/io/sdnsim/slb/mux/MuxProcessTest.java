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
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.packet.VxlanHeader;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.Tracer;
import io.sdnsim.core.transport.TcpHandler;
import io.sdnsim.core.transport.TcpSocket;
import io.sdnsim.slb.control.ControlCodec;
import io.sdnsim.slb.control.ControlFramer;
import io.sdnsim.slb.control.ControlMessage;
import io.sdnsim.slb.control.Term;
import io.sdnsim.slb.goal.GoalCompiler;
import io.sdnsim.slb.goal.GoalState;
import io.sdnsim.slb.goal.Health;
import io.sdnsim.slb.goal.MuxState;
import io.sdnsim.slb.goal.RuleSettings;
import io.sdnsim.slb.goal.SampleGoal;
import io.sdnsim.slb.goal.SelectionMethod;
import io.sdnsim.slb.goal.SnatLease;
import io.sdnsim.testkit.StubIpNode;
import io.sdnsim.testkit.TraceLog;
import io.sdnsim.vxlan.tunnel.Vtep;
import io.sdnsim.vxlan.tunnel.VtepConfig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MuxProcessTest {
  private static final IpAddress CLIENT = IpAddress.parse("192.168.200.50");

  private final TraceLog trace = new TraceLog();
  private final List<String> advertised = new ArrayList<>();
  private final List<Payload> answers = new ArrayList<>();
  private final StubIpNode node = node();
  private final MuxProcess process = new MuxProcess(node, MuxConfig.DEFAULT, advertiser());

  private StubIpNode node() {
    Tracer tracer = new Tracer();
    tracer.attach(trace);
    return new StubIpNode(new NodeContext(new Simulation(1), tracer, 0, "mux1"), SampleGoal.MUX1);
  }

  private VipAdvertiser advertiser() {
    return new VipAdvertiser() {
      @Override
      public void advertise(Prefix vip) {
        advertised.add("+" + vip);
      }

      @Override
      public void withdraw(Prefix vip) {
        advertised.add("-" + vip);
      }
    };
  }

  private void program(long version, MuxState state) {
    TcpSocket socket = new RecordingSocket(answers);
    TcpHandler handler = node.listeners().get(8560).accept(socket);
    handler.connected(socket);
    handler.received(
        socket, Bytes.of(ControlCodec.encode(new ControlMessage.MuxGoal(version, state))));
  }

  private static MuxState state() {
    return new GoalCompiler(SampleGoal.goal()).muxState(Health.ALL_UP);
  }

  private Packet syn(int bytes) {
    return Packet.ip(
        Ipv4Header.of(CLIENT, SampleGoal.VIP, 60, IpProtocol.TCP),
        new TcpHeader(40_000, 443, 0, 0, TcpHeader.SYN, 0, 0, TcpOptions.NONE),
        new BulkBytes(1, 0, bytes),
        node.context().newTag(new FlowTag("web", 3, false), 5));
  }

  @Test
  void vip_isAdvertisedOnlyOnceItsStateIsHere_andAcknowledged() throws Exception {
    process.start();
    assertThat(advertised).isEmpty();
    assertThat(node.arrive(syn(0))).isFalse();

    program(9, state());
    assertThat(advertised).containsExactly("+192.168.133.74/32");
    assertThat(new ControlFramer().accept(((Bytes) answers.get(0)).toArray()))
        .containsExactly(new ControlMessage.Acknowledge(9));
    assertThat(node.arrive(syn(0))).isTrue();

    program(10, state());
    assertThat(advertised).hasSize(1);
    program(11, new MuxState(List.of()));
    assertThat(advertised).containsExactly("+192.168.133.74/32", "-192.168.133.74/32");
    assertThat(node.arrive(syn(0))).isFalse();
  }

  @Test
  void publicIps_areAdvertisedAndWithdrawn_likeVips() {
    process.start();
    GoalState goal = SampleGoal.goal();
    program(
        1, new GoalCompiler(goal.withPublicIps(SampleGoal.publicIps())).muxState(Health.ALL_UP));
    assertThat(advertised)
        .containsExactly("+192.168.133.74/32", "+203.0.113.90/32", "+203.0.113.91/32");
    program(
        2,
        new GoalCompiler(goal.withPublicIps(SampleGoal.publicIps().subList(1, 2)))
            .muxState(Health.ALL_UP));
    assertThat(advertised).hasSize(4).endsWith("-203.0.113.90/32");
  }

  @Test
  void primaryOfAnEarlierTerm_isNotObeyed() {
    process.start();
    program(Term.firstVersion(2) + 1, state());
    program(Term.firstVersion(1) + 9, new MuxState(List.of()));
    assertThat(advertised).containsExactly("+192.168.133.74/32");
    assertThat(answers).hasSize(1);
    program(Term.firstVersion(3) + 1, new MuxState(List.of()));
    assertThat(advertised).containsExactly("+192.168.133.74/32", "-192.168.133.74/32");
  }

  @Test
  void lease_comesAndGoes_besideTheWholeState() {
    process.start();
    GoalCompiler compiler = new GoalCompiler(SampleGoal.leasing());
    SnatLease lease = new SnatLease("portal", "web2", 2048, 8);
    program(1, compiler.muxState(Health.ALL_UP));
    say(new ControlMessage.MuxLeases(2, List.of(compiler.change(lease, true))));
    node.arrive(answerTo(2055));
    Packet outer = node.takeSent();
    assertThat(outer.ip().destination()).isEqualTo(SampleGoal.HOST2);
    node.arrive(answerTo(2056));
    say(new ControlMessage.MuxLeases(3, List.of(compiler.change(lease, false))));
    node.arrive(answerTo(2055));
    assertThat(trace.drops()).containsExactly("NoVipRule", "NoVipRule");
    assertThat(answers).hasSize(3);
  }

  private Packet answerTo(int port) {
    return Packet.ip(
        Ipv4Header.of(CLIENT, SampleGoal.VIP, 60, IpProtocol.TCP),
        new TcpHeader(80, port, 0, 0, TcpHeader.SYN | TcpHeader.ACK, 0, 0, TcpOptions.NONE),
        new BulkBytes(1, 0, 0),
        node.context().newTag(new FlowTag("out", 0, true), 0));
  }

  private void say(ControlMessage message) {
    TcpSocket socket = new RecordingSocket(answers);
    TcpHandler handler = node.listeners().get(8560).accept(socket);
    handler.connected(socket);
    handler.received(socket, Bytes.of(ControlCodec.encode(message)));
  }

  @Test
  void packetToAVip_isEncapsulatedToTheBackendsHost_untouched() {
    process.start();
    program(1, state());
    Packet packet = syn(100);
    node.arrive(packet);
    Packet outer = node.takeSent();
    assertThat(outer.ip().source()).isEqualTo(SampleGoal.MUX1);
    assertThat(outer.ip().destination()).isIn(SampleGoal.HOST1, SampleGoal.HOST2);
    Encapsulated tunnel = (Encapsulated) outer.payload();
    assertThat(tunnel.header()).isEqualTo(new VxlanHeader(5001));
    assertThat(tunnel.inner().withEthernet(null)).isEqualTo(packet);
    assertThat(tunnel.inner().tag()).isSameAs(packet.tag());
    assertThat(trace.steps(Step.LoadBalanced.class))
        .extracting(Step.LoadBalanced::how)
        .containsExactly("hash");
    assertThat(trace.steps(Step.Encapsulated.class)).hasSize(1);
  }

  @Test
  void outerSource_canBeTheManagersVip() {
    IpAddress managerVip = IpAddress.parse("192.168.133.64");
    MuxProcess microsoft =
        new MuxProcess(node, MuxConfig.DEFAULT.withOuterSource(managerVip), advertiser());
    microsoft.start();
    program(1, state());
    node.arrive(syn(0));
    assertThat(node.takeSent().ip().source()).isEqualTo(managerVip);
  }

  @Test
  void tooBigForTheTunnel_clientIsTold() {
    process.start();
    program(1, state());
    node.setMtu(1500);
    node.arrive(syn(1411));
    assertThat(trace.drops()).containsExactly("TunnelTooBig");
    Packet error = node.takeSent();
    assertThat(error.ip().destination()).isEqualTo(CLIENT);
    assertThat(((IcmpHeader) error.transport()).rest()).isEqualTo(1450);
    node.arrive(syn(1410));
    assertThat(trace.drops()).hasSize(1);
  }

  @Test
  void outboundOfAHost_isForwarded_whenItsSourceIsAVip() {
    process.start();
    program(1, state());
    fromHost(SampleGoal.VIP);
    assertThat(node.takeSent().ip().source()).isEqualTo(SampleGoal.VIP);
    fromHost(IpAddress.parse("10.0.0.4"));
    assertThat(node.sent()).isEmpty();
    assertThat(trace.drops()).containsExactly("NotFromVip");
  }

  private void fromHost(IpAddress source) {
    Packet inner =
        syn(0)
            .withNetwork(Ipv4Header.of(source, CLIENT, 63, IpProtocol.TCP))
            .withEthernet(
                EthernetHeader.of(
                    MuxConfig.DEFAULT.innerMac(),
                    MuxConfig.DEFAULT.innerMac(),
                    EthernetHeader.TYPE_IPV4));
    Packet outer =
        new Vtep(VtepConfig.DEFAULT).encapsulate(inner, 5001, SampleGoal.HOST1, SampleGoal.MUX1);
    assertThat(node.udpHandlers().get(4789).forwards()).isTrue();
    node.udpHandlers().get(4789).received(null, outer);
  }

  @Test
  void shutDown_withdraws_crash_doesNot() {
    process.start();
    program(1, state());
    process.shutDown();
    assertThat(advertised).containsExactly("+192.168.133.74/32", "-192.168.133.74/32");
    assertThat(node.listeners()).isEmpty();
    assertThat(node.udpHandlers()).isEmpty();
    assertThat(node.arrive(syn(0))).isFalse();

    advertised.clear();
    MuxProcess second = new MuxProcess(node, MuxConfig.DEFAULT, advertiser());
    second.start();
    program(1, state());
    second.crash();
    assertThat(advertised).containsExactly("+192.168.133.74/32");
  }

  private Packet segment(int flags, int sequence, int acknowledgment, int bytes) {
    return Packet.ip(
        Ipv4Header.of(CLIENT, SampleGoal.VIP, 60, IpProtocol.TCP),
        new TcpHeader(40_000, 443, sequence, acknowledgment, flags, 0, 0, TcpOptions.NONE),
        new BulkBytes(1, 0, bytes),
        node.context().newTag(new FlowTag("web", 3, false), 5));
  }

  private void programReset(boolean tcpReset) {
    program(
        1,
        new GoalCompiler(
                SampleGoal.goal(
                    List.of(
                        SampleGoal.portal(
                            List.of("web1", "web2"), RuleSettings.DEFAULT.withTcpReset(tcpReset))),
                    List.of()))
            .muxState(Health.ALL_UP));
  }

  @Test
  void idleFlow_resetsBothEnds_withTheNumbersThatTheyExpect() {
    process.start();
    programReset(true);
    node.arrive(segment(TcpHeader.SYN, 99, 0, 0));
    node.arrive(segment(TcpHeader.ACK, 100, 500, 300));
    while (!node.sent().isEmpty()) {
      node.takeSent();
    }
    node.context().simulation().run();
    assertThat(node.context().nowPs()).isEqualTo(FlowLimits.DEFAULT.trustedIdlePs());
    Packet toClient = node.takeSent();
    Packet toBackend = ((Encapsulated) node.takeSent().payload()).inner();
    assertThat(node.sent()).isEmpty();
    assertThat(toBackend.ip().source()).isEqualTo(CLIENT);
    assertThat(toBackend.transport())
        .isEqualTo(
            new TcpHeader(
                40_000, 443, 400, 500, TcpHeader.RST | TcpHeader.ACK, 0, 0, TcpOptions.NONE));
    assertThat(toClient.ip().destination()).isEqualTo(CLIENT);
    assertThat(toClient.transport())
        .isEqualTo(
            new TcpHeader(
                443, 40_000, 500, 400, TcpHeader.RST | TcpHeader.ACK, 0, 0, TcpOptions.NONE));
  }

  /** Without room among the untrusted ones, a closing flow keeps the timeout of a trusted one. */
  @Test
  void flowWhoseClientHasSentItsFin_isForgottenInSilence() {
    FlowLimits limits = new FlowLimits(9, 1, 240 * SimTime.SECOND, 600 * SimTime.SECOND);
    MuxProcess small = new MuxProcess(node, MuxConfig.DEFAULT.withFlows(limits), advertiser());
    small.start();
    programReset(true);
    node.arrive(segment(TcpHeader.SYN, 99, 0, 0));
    node.arrive(segment(TcpHeader.ACK, 100, 500, 300));
    Packet other = segment(TcpHeader.SYN, 1, 0, 0);
    node.arrive(other.withNetwork(other.ip().withAddresses(SampleGoal.MUX2, SampleGoal.VIP)));
    node.arrive(segment(TcpHeader.FIN | TcpHeader.ACK, 400, 500, 0));
    node.sent().clear();
    node.context().simulation().runUntil(500 * SimTime.SECOND);
    assertThat(trace.changes().stream().filter(each -> each.table().equals("flows")))
        .as("new, trusted, new, closing, gone")
        .hasSize(5);
    assertThat(node.sent()).isEmpty();
  }

  @Test
  void flowThatIsNotEstablished_orWhoseRuleDoesNotSay_isForgottenInSilence() {
    process.start();
    programReset(true);
    node.arrive(segment(TcpHeader.SYN, 99, 0, 0));
    node.takeSent();
    node.context().simulation().run();
    assertThat(node.sent()).isEmpty();

    programReset(false);
    node.arrive(segment(TcpHeader.SYN, 99, 0, 0));
    node.arrive(segment(TcpHeader.ACK, 100, 500, 0));
    node.takeSent();
    node.takeSent();
    node.context().simulation().run();
    assertThat(node.sent()).isEmpty();
  }

  @Test
  void processThatDiedWhileItsNodeHung_saysNothingWhenTheNodeGoesOn() {
    process.start();
    programReset(true);
    node.arrive(segment(TcpHeader.SYN, 99, 0, 0));
    node.arrive(segment(TcpHeader.ACK, 100, 500, 300));
    node.sent().clear();
    node.context().freeze();
    node.context().simulation().runUntil(FlowLimits.DEFAULT.trustedIdlePs());
    process.crash();
    node.context().thaw();
    assertThat(node.sent()).isEmpty();
  }

  /** With the way to the second machine in it too, a packet has 100 bytes less. */
  @Test
  void tooBigForAPair_clientIsTold_butNotAboutAnError_norWhatMayBeFragmented() {
    process.start();
    program(
        1,
        new GoalCompiler(
                SampleGoal.goal(
                    List.of(
                        SampleGoal.portal(
                            List.of("web1", "web2"),
                            RuleSettings.DEFAULT.withSelection(SelectionMethod.RENDEZVOUS_PAIR))),
                    List.of()))
            .muxState(Health.ALL_UP));
    node.setMtu(1500);
    Packet big = segment(TcpHeader.ACK, 1, 1, 1411);
    node.arrive(big);
    assertThat(((IcmpHeader) node.takeSent().transport()).rest()).isEqualTo(1400);
    node.arrive(big.withNetwork(((Ipv4Header) big.network()).withFragment(0, false, false, 0)));
    Packet answer =
        Packet.ip(
            Ipv4Header.of(SampleGoal.VIP, CLIENT, 60, IpProtocol.TCP),
            new TcpHeader(443, 40_000, 0, 0, TcpHeader.ACK, 0, 0, TcpOptions.NONE),
            new BulkBytes(1, 0, 1411),
            node.context().newTag(null, 0));
    node.arrive(
        Packet.ip(
            Ipv4Header.of(CLIENT, SampleGoal.VIP, 60, IpProtocol.ICMP),
            new IcmpHeader(false, IcmpHeader.V4_UNREACHABLE, 4, 1400),
            new Quoted(answer, 1451),
            node.context().newTag(null, 0)));
    assertThat(trace.drops()).containsExactly("TunnelTooBig", "TunnelTooBig", "TunnelTooBig");
    assertThat(node.sent()).isEmpty();
  }

  @Test
  void flows_areAnnouncedAsTheyComeAndGo() {
    process.start();
    program(1, state());
    node.arrive(syn(0));
    node.context().simulation().run();
    assertThat(trace.changes().stream().filter(change -> change.table().equals("flows")))
        .hasSize(2);
    assertThat(node.context().nowPs()).isEqualTo(FlowLimits.DEFAULT.untrustedIdlePs());
  }
}
