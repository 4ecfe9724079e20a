package io.sdnsim.slb.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.slb.goal.Distribution;
import io.sdnsim.slb.goal.GoalCompiler;
import io.sdnsim.slb.goal.GoalState;
import io.sdnsim.slb.goal.Health;
import io.sdnsim.slb.goal.MuxState;
import io.sdnsim.slb.goal.RuleSettings;
import io.sdnsim.slb.goal.SampleGoal;
import io.sdnsim.slb.goal.VipConfig;
import io.sdnsim.slb.goal.VipRule;
import io.sdnsim.slb.goal.VmPortConfig;
import io.sdnsim.slb.selection.BackendPickers;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MuxTest {
  private static final long MINUTE = 60 * SimTime.SECOND;
  private static final IpAddress CLIENT = IpAddress.parse("192.168.200.50");
  private static final List<String> ONE = List.of("web1");
  private static final List<String> TWO = List.of("web1", "web2");

  private static final Mux.FlowListener NO_LISTENER =
      new Mux.FlowListener() {
        @Override
        public void changed(MuxFlowTable flows, int flow) {}

        @Override
        public void gone(MuxFlowTable flows, int flow, boolean idle) {}
      };

  private final Mux mux = mux(MuxConfig.DEFAULT, state(TWO));

  private static Mux mux(MuxConfig config, MuxState state) {
    Mux mux = new Mux(config, new BackendPickers(), null, NO_LISTENER);
    mux.apply(state);
    return mux;
  }

  private static MuxState state(List<String> backends) {
    return new GoalCompiler(
            SampleGoal.goal(List.of(SampleGoal.portal(backends)), SampleGoal.snat()))
        .muxState(Health.ALL_UP);
  }

  private static MuxState state(List<String> backends, RuleSettings settings) {
    return new GoalCompiler(
            SampleGoal.goal(List.of(SampleGoal.portal(backends, settings)), SampleGoal.snat()))
        .muxState(Health.ALL_UP);
  }

  private static Packet tcp(int clientPort, int vipPort, int flags) {
    return Packet.ip(
        Ipv4Header.of(CLIENT, SampleGoal.VIP, 60, IpProtocol.TCP),
        new TcpHeader(clientPort, vipPort, 0, 0, flags, 0, 0, TcpOptions.NONE),
        Payload.EMPTY,
        new PacketTag(1, null, 0));
  }

  private static Packet icmp(IcmpHeader header, Payload payload) {
    return Packet.ip(
        Ipv4Header.of(CLIENT, SampleGoal.VIP, 60, IpProtocol.ICMP),
        header,
        payload,
        new PacketTag(1, null, 0));
  }

  private MuxVerdict.Forward forward(long nowPs, Packet packet) {
    return (MuxVerdict.Forward) mux.decide(nowPs, packet);
  }

  /** A client port that the two backends' hash sends to this VM. */
  private static int portFor(String vm) {
    Mux fresh = mux(MuxConfig.DEFAULT, state(TWO));
    for (int port = 40_000; ; port++) {
      MuxVerdict verdict = fresh.decide(0, tcp(port, 443, TcpHeader.SYN));
      if (((MuxVerdict.Forward) verdict).backend().vm().equals(vm)) {
        return port;
      }
    }
  }

  @Test
  void otherDestination_isNotTheMuxsBusiness() {
    Packet packet = tcp(40_000, 443, TcpHeader.SYN);
    assertThat(mux.decide(0, packet.withNetwork(packet.ip().withAddresses(CLIENT, CLIENT))))
        .isNull();
  }

  /** All of it: any protocol, any port, ICMP, fragments; nothing is remembered. */
  @Test
  void publicIp_goesToItsVm_whole() {
    mux.apply(
        new GoalCompiler(SampleGoal.goal().withPublicIps(SampleGoal.publicIps()))
            .muxState(Health.ALL_UP));
    Packet ping = icmp(IcmpHeader.echoRequest(false, 1, 1), Payload.EMPTY);
    Packet syn = tcp(40_000, 61_234, TcpHeader.SYN);
    Ipv4Header part = ((Ipv4Header) syn.network()).withFragment(7, false, true, 0);
    for (Packet each : List.of(ping, syn, syn.withNetwork(part))) {
      Packet packet = each.withNetwork(each.ip().withAddresses(CLIENT, SampleGoal.PUBLIC2));
      MuxVerdict.Forward forward = forward(0, packet);
      assertThat(forward.backend().title()).isEqualTo("web2 10.0.0.5");
      assertThat(forward.how()).isEqualTo("public ip");
    }
    assertThat(mux.flows().size()).isZero();
    assertThat(mux.isVip(SampleGoal.PUBLIC1)).as("hosts may send from it").isTrue();
    VipMap.Vip known = mux.vips().vip(SampleGoal.PUBLIC2);
    assertThat(known.name()).isEqualTo("public ip 203.0.113.91");
    assertThat(known.vmCount()).as("its weight in fair shares").isEqualTo(1);
    assertThat(known.rangeOwner(5000))
        .as("whom redirects are for")
        .isEqualTo(known.whole().backend());
  }

  @Test
  void firstPacket_isHashed_laterOnesHitTheTable() {
    MuxVerdict.Forward first = forward(0, tcp(40_000, 443, TcpHeader.SYN));
    MuxVerdict.Forward second = forward(1, tcp(40_000, 443, TcpHeader.ACK));
    assertThat(first.how()).isEqualTo("hash");
    assertThat(second.how()).isEqualTo("flow-table hit");
    assertThat(second.backend()).isEqualTo(first.backend());
  }

  @Test
  void poolChanged_knownFlowStays_unknownOneAndNewSynMove() {
    int port = portFor("web2");
    forward(0, tcp(port, 443, TcpHeader.SYN));
    mux.apply(state(ONE));
    assertThat(forward(1, tcp(port, 443, TcpHeader.ACK)).backend().vm()).isEqualTo("web2");
    assertThat(forward(2, tcp(port, 443, TcpHeader.SYN)).backend().vm()).isEqualTo("web1");
    assertThat(forward(3, tcp(port, 443, TcpHeader.ACK)).backend().vm()).isEqualTo("web1");
  }

  @Test
  void idleFlow_isForgotten_after4Minutes() {
    int port = portFor("web2");
    forward(0, tcp(port, 443, TcpHeader.SYN));
    forward(0, tcp(port, 443, TcpHeader.ACK));
    mux.apply(state(ONE));
    assertThat(forward(4 * MINUTE - 1, tcp(port, 443, TcpHeader.ACK)).backend().vm())
        .isEqualTo("web2");
    assertThat(forward(8 * MINUTE - 1, tcp(port, 443, TcpHeader.ACK)).backend().vm())
        .isEqualTo("web1");
  }

  @Test
  void untrustedFlow_isForgottenSooner_aRepeatedSynTrustsNobody() {
    int port = portFor("web2");
    forward(0, tcp(port, 443, TcpHeader.SYN));
    forward(0, tcp(port, 443, TcpHeader.SYN));
    mux.apply(state(ONE));
    long idlePs = FlowLimits.DEFAULT.untrustedIdlePs();
    assertThat(forward(idlePs - 1, icmpErrorAbout(port)).backend().vm()).isEqualTo("web2");
    assertThat(forward(idlePs, tcp(port, 443, TcpHeader.ACK)).backend().vm()).isEqualTo("web1");
  }

  @Test
  void ruleHasItsOwnIdleTimeout() {
    int port = portFor("web2");
    mux.apply(state(TWO, RuleSettings.DEFAULT.withIdleTimeout(30 * MINUTE)));
    forward(0, tcp(port, 443, TcpHeader.SYN));
    forward(0, tcp(port, 443, TcpHeader.ACK));
    mux.apply(state(ONE));
    assertThat(mux.flows().nextExpiryPs()).isEqualTo(30 * MINUTE);
    assertThat(forward(30 * MINUTE - 1, tcp(port, 443, TcpHeader.ACK)).backend().vm())
        .isEqualTo("web2");
  }

  @Test
  void reset_endsItsFlow_fin_letsItLiveForMoments() {
    forward(0, tcp(1, 443, TcpHeader.SYN));
    forward(0, tcp(1, 443, TcpHeader.RST));
    assertThat(mux.flows().size()).isZero();
    forward(0, tcp(1, 443, TcpHeader.RST));
    assertThat(mux.flows().size()).isZero();
    forward(0, tcp(2, 443, TcpHeader.SYN));
    forward(0, tcp(2, 443, TcpHeader.ACK));
    assertThat(mux.flows().trusted()).isEqualTo(1);
    forward(0, tcp(2, 443, TcpHeader.FIN | TcpHeader.ACK));
    assertThat(mux.flows().trusted()).isZero();
    assertThat(forward(1, tcp(2, 443, TcpHeader.ACK)).how()).isEqualTo("flow-table hit");
    assertThat(mux.flows().trusted()).isZero();
    assertThat(mux.flows().nextExpiryPs()).isEqualTo(1 + FlowLimits.DEFAULT.untrustedIdlePs());
  }

  @Test
  void drainedBackend_keepsItsFlows_andGetsNoNewOnes() {
    int port = portFor("web2");
    forward(0, tcp(port, 443, TcpHeader.SYN));
    VipConfig portal = SampleGoal.portal(TWO);
    VipRule drained = portal.rules().get(0).withDraining(List.of("web2"));
    mux.apply(
        new GoalCompiler(SampleGoal.goal(List.of(portal.withRules(List.of(drained))), List.of()))
            .muxState(Health.ALL_UP));
    assertThat(forward(1, tcp(port, 443, TcpHeader.ACK)).backend().vm()).isEqualTo("web2");
    for (int other = 1; other <= 200; other++) {
      assertThat(forward(1, tcp(other, 443, TcpHeader.SYN)).backend().vm()).isEqualTo("web1");
    }
    assertThat(forward(2, tcp(port, 443, TcpHeader.SYN)).backend().vm()).isEqualTo("web1");
  }

  @Test
  void trustedQuotaExhausted_flowsStayUntrusted_andTheRestIsHashed() {
    Mux small = mux(MuxConfig.DEFAULT.withFlows(new FlowLimits(1, 2, MINUTE, MINUTE)), state(TWO));
    for (int port = 1; port <= 4; port++) {
      small.decide(0, tcp(port, 443, TcpHeader.SYN));
      small.decide(0, tcp(port, 443, TcpHeader.ACK));
    }
    assertThat(small.flows().trusted()).isEqualTo(1);
    assertThat(small.flows().untrusted()).isEqualTo(2);
    assertThat(((MuxVerdict.Forward) small.decide(0, tcp(4, 443, TcpHeader.ACK))).how())
        .isEqualTo("hash, flow table full");
    // Room comes back as flows expire, without anybody's help.
    assertThat(((MuxVerdict.Forward) small.decide(MINUTE, tcp(4, 443, TcpHeader.ACK))).how())
        .isEqualTo("hash");
  }

  @Test
  void distributionBySource_sendsAllOfAClientToOneBackend() {
    mux.apply(state(TWO, RuleSettings.DEFAULT.withDistribution(Distribution.SOURCE_IP)));
    String backend = forward(0, tcp(1, 443, TcpHeader.SYN)).backend().vm();
    for (int port = 2; port < 100; port++) {
      assertThat(forward(0, tcp(port, 443, TcpHeader.SYN)).backend().vm()).isEqualTo(backend);
    }
    int same = 0;
    for (int client = 0; client < 1000; client++) {
      Packet syn = tcp(1, 443, TcpHeader.SYN);
      IpAddress source = IpAddress.ofIpv4(0x0B000000 + client);
      Packet other = syn.withNetwork(syn.ip().withAddresses(source, SampleGoal.VIP));
      same += forward(0, other).backend().vm().equals(backend) ? 1 : 0;
    }
    assertThat(same).isBetween(420, 580);
  }

  private static Packet icmpErrorAbout(int port) {
    Packet answer =
        Packet.ip(
            Ipv4Header.of(SampleGoal.VIP, CLIENT, 60, IpProtocol.TCP),
            new TcpHeader(443, port, 0, 0, TcpHeader.ACK, 0, 0, TcpOptions.NONE),
            Payload.EMPTY,
            new PacketTag(1, null, 0));
    return icmp(new IcmpHeader(false, 3, 4, 1400), new Quoted(answer, 40));
  }

  @Test
  void fullTable_fallsBackToTheHash() {
    Mux small = mux(MuxConfig.DEFAULT.withFlows(new FlowLimits(5, 1, MINUTE, MINUTE)), state(TWO));
    small.decide(0, tcp(1, 443, TcpHeader.SYN));
    MuxVerdict.Forward second = (MuxVerdict.Forward) small.decide(0, tcp(2, 443, TcpHeader.SYN));
    assertThat(second.how()).isEqualTo("hash, flow table full");
    assertThat(small.flows().size()).isEqualTo(1);
    assertThat(second.backend()).isEqualTo(forward(0, tcp(2, 443, TcpHeader.SYN)).backend());
  }

  @Test
  void snatRange_isStateless() {
    MuxVerdict.Forward reply = forward(0, tcp(80, 1033, TcpHeader.SYN | TcpHeader.ACK));
    assertThat(reply.how()).isEqualTo("snat range");
    assertThat(reply.backend().vm()).isEqualTo("web2");
    assertThat(forward(0, tcp(80, 1031, TcpHeader.ACK)).backend().vm()).isEqualTo("web1");
    assertThat(mux.flows().size()).isZero();
  }

  @Test
  void portWithoutRule_andOtherProtocol_haveNoVipRule() {
    assertThat(mux.decide(0, tcp(40_000, 80, TcpHeader.SYN)))
        .isEqualTo(
            new MuxVerdict.Drop(
                SlbDrop.NO_VIP_RULE, "tcp 192.168.200.50:40000 > 192.168.133.74:80"));
    Packet udp =
        Packet.ip(
            Ipv4Header.of(CLIENT, SampleGoal.VIP, 60, IpProtocol.UDP),
            new UdpHeader(1, 443),
            Payload.EMPTY,
            new PacketTag(1, null, 0));
    assertThat(((MuxVerdict.Drop) mux.decide(0, udp)).reason()).isEqualTo(SlbDrop.NO_VIP_RULE);
  }

  @Test
  void echoRequest_isDropped_orAnsweredWhereAllowed() {
    Packet ping = icmp(IcmpHeader.echoRequest(false, 1, 1), Payload.EMPTY);
    assertThat(((MuxVerdict.Drop) mux.decide(0, ping)).reason()).isEqualTo(SlbDrop.NO_VIP_RULE);
    VipConfig friendly = new VipConfig("portal", SampleGoal.VIP, true, List.<VipRule>of());
    mux.apply(
        new GoalCompiler(SampleGoal.goal(List.of(friendly), List.of())).muxState(Health.ALL_UP));
    assertThat(mux.decide(0, ping)).isEqualTo(new MuxVerdict.AnswerEcho());
  }

  @Test
  void outboundOnlyVip_takesAnswersAlone() {
    VipConfig outbound = VipConfig.outboundOnly("portal", SampleGoal.VIP);
    mux.apply(
        new GoalCompiler(SampleGoal.goal(List.of(outbound), SampleGoal.snat()))
            .muxState(Health.ALL_UP));
    assertThat(forward(0, tcp(80, 1033, TcpHeader.SYN | TcpHeader.ACK)).backend().vm())
        .isEqualTo("web2");
    for (Packet unwanted :
        List.of(
            tcp(40_000, 1033, TcpHeader.SYN),
            tcp(40_000, 80, TcpHeader.ACK),
            icmp(IcmpHeader.echoRequest(false, 1, 1), Payload.EMPTY))) {
      assertThat(((MuxVerdict.Drop) mux.decide(0, unwanted)).reason())
          .isEqualTo(SlbDrop.OUTBOUND_ONLY_VIP);
    }
  }

  @Test
  void icmpError_followsTheFlowItIsAbout_andMakesNoState() {
    int port = portFor("web2");
    Packet error = icmpErrorAbout(port);
    assertThat(forward(0, error).backend().vm()).isEqualTo("web2");
    assertThat(mux.flows().size()).isZero();
    forward(0, tcp(port, 443, TcpHeader.SYN));
    mux.apply(state(ONE));
    assertThat(forward(0, error).backend().vm()).isEqualTo("web2");
  }

  private static final IpAddress CLIENT6 = IpAddress.parse("2001:db8:200::50");
  private static final IpAddress VIP6 = IpAddress.parse("2001:db8:133::74");

  /** Of an IPv6 VIP with two dual-stack backends. */
  private static MuxState ipv6() {
    List<VmPortConfig> dual =
        SampleGoal.goal().vms().subList(0, 2).stream()
            .map(
                vm ->
                    new VmPortConfig(
                        vm.vm(),
                        vm.host(),
                        vm.port(),
                        vm.vni(),
                        vm.mac(),
                        List.of(
                            vm.addresses().get(0),
                            IpAddress.parse("fd00:1::" + vm.vm().charAt(3)))))
            .toList();
    GoalState goal = SampleGoal.goal();
    VipConfig web6 =
        new VipConfig("web6", VIP6, false, List.of(new VipRule(IpProtocol.TCP, 443, 8443, TWO)));
    return new GoalCompiler(
            new GoalState(
                List.of(SampleGoal.dualStack()),
                goal.hosts(),
                dual,
                goal.muxes(),
                List.of(web6),
                List.of()))
        .muxState(Health.ALL_UP);
  }

  private static Packet tcp6(int clientPort, int flags) {
    return Packet.ip(
        Ipv6Header.of(CLIENT6, VIP6, 60, IpProtocol.TCP),
        new TcpHeader(clientPort, 443, 0, 0, flags, 0, 0, TcpOptions.NONE),
        Payload.EMPTY,
        new PacketTag(1, null, 0));
  }

  @Property(tries = 100)
  void ipv6Flows_areHashedAlikeByAllMuxes_remembered_andEndAtIpv6Addresses(
      @ForAll List<@IntRange(min = 1, max = 65_535) Integer> ports) {
    Mux one = mux(MuxConfig.DEFAULT, ipv6());
    Mux other = mux(MuxConfig.DEFAULT, ipv6());
    for (int port : ports) {
      MuxVerdict.Forward first = (MuxVerdict.Forward) one.decide(0, tcp6(port, TcpHeader.SYN));
      MuxVerdict.Forward next = (MuxVerdict.Forward) one.decide(1, tcp6(port, TcpHeader.ACK));
      MuxVerdict.Forward elsewhere =
          (MuxVerdict.Forward) other.decide(2, tcp6(port, TcpHeader.ACK));
      assertThat(first.backend().dip().isIpv6()).isTrue();
      assertThat(next.how()).isEqualTo("flow-table hit");
      assertThat(next.backend()).isEqualTo(first.backend());
      assertThat(elsewhere.backend()).isEqualTo(first.backend());
    }
    assertThat(one.flows().size()).isEqualTo((int) ports.stream().distinct().count());
  }

  @Test
  void packetTooBig_aboutAnIpv6Flow_followsIt() {
    mux.apply(ipv6());
    for (int port = 40_000; port < 40_010; port++) {
      Packet answer =
          Packet.ip(
              Ipv6Header.of(VIP6, CLIENT6, 60, IpProtocol.TCP),
              new TcpHeader(443, port, 0, 0, TcpHeader.ACK, 0, 0, TcpOptions.NONE),
              Payload.EMPTY,
              new PacketTag(1, null, 0));
      Packet error =
          Packet.ip(
              Ipv6Header.of(IpAddress.parse("2001:db8:233::1"), VIP6, 60, IpProtocol.ICMPV6),
              new IcmpHeader(true, IcmpHeader.V6_PACKET_TOO_BIG, 0, 1400),
              new Quoted(answer, 60),
              new PacketTag(2, null, 0));
      MuxVerdict.Forward known = forward(0, tcp6(port, TcpHeader.SYN));
      assertThat(forward(0, error).backend()).isEqualTo(known.backend());
    }
  }

  @Test
  void fragment_isDropped() {
    Packet packet = tcp(40_000, 443, TcpHeader.ACK);
    Packet fragment =
        packet.withHeaders(((Ipv4Header) packet.ip()).withFragment(1, false, true, 0), null);
    assertThat(((MuxVerdict.Drop) mux.decide(0, fragment)).reason())
        .isEqualTo(SlbDrop.VIP_FRAGMENT);
  }

  @Test
  void ruleWithoutBackend_isItsOwnReason() {
    mux.apply(state(List.of()));
    assertThat(((MuxVerdict.Drop) mux.decide(0, tcp(1, 443, TcpHeader.SYN))).reason())
        .isEqualTo(SlbDrop.NO_BACKEND);
  }

  /**
   * Whatever a Mux has seen before, a flow that is new to it goes where any other would send it.
   */
  @Property(tries = 300)
  void allMuxes_chooseTheSameBackendForANewFlow(
      @ForAll List<@IntRange(min = 1, max = 65_535) Integer> seenBefore,
      @ForAll @IntRange(min = 1, max = 65_535) int port) {
    Mux busy = mux(MuxConfig.DEFAULT, state(TWO));
    seenBefore.forEach(each -> busy.decide(0, tcp(each, 443, TcpHeader.SYN)));
    Mux fresh = mux(MuxConfig.DEFAULT, state(TWO));
    assertThat(backend(busy, port)).isEqualTo(backend(fresh, port));
  }

  private static String backend(Mux mux, int port) {
    return ((MuxVerdict.Forward) mux.decide(0, tcp(port, 443, TcpHeader.ACK))).backend().vm();
  }

  @Test
  void anotherSeed_choosesOtherwise_forHalfOfTheFlows() {
    Mux other = mux(MuxConfig.DEFAULT.withHashSeed(7), state(TWO));
    int different = 0;
    int first = 0;
    for (int port = 1; port <= 2000; port++) {
      String chosen = backend(mux, port);
      different += chosen.equals(backend(other, port)) ? 0 : 1;
      first += chosen.equals("web1") ? 1 : 0;
    }
    assertThat(different).isBetween(850, 1150);
    assertThat(first).isBetween(900, 1100);
  }
}
