package io.sdnsim.bgp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.session.BgpState;
import io.sdnsim.bgp.speaker.BgpConfig;
import io.sdnsim.bgp.speaker.PeerConfig;
import io.sdnsim.bgp.speaker.SessionSettings;
import io.sdnsim.bgp.wire.BgpCodec;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.bfd.BfdConfig;
import io.sdnsim.core.device.InterfaceConfig;
import io.sdnsim.core.device.IpDevice;
import io.sdnsim.core.device.IpDeviceConfig;
import io.sdnsim.core.device.StaticRoute;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.link.Link;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.transport.CloseReason;
import io.sdnsim.core.transport.TcpHandler;
import io.sdnsim.core.transport.TcpSocket;
import io.sdnsim.testkit.TestNetwork;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** BFD, passwords, TTL security and the send hold timer on real devices and links. */
class GuardedSessionTest {
  private static final long MS = SimTime.MILLISECOND;
  private static final IpAddress A = IpAddress.parse("10.0.0.1");
  private static final IpAddress B = IpAddress.parse("10.0.0.2");
  private static final BfdConfig BFD = BfdConfig.singleHop(300 * MS, 3);

  private final TestNetwork world = new TestNetwork(5);
  private final Map<String, BgpProcess> processes = new TreeMap<>();

  private static PeerConfig.Builder peer(long as, SessionSettings settings) {
    return PeerConfig.builder(as).datacenter().session(settings);
  }

  private IpDevice add(String name, String address, BgpConfig config, StaticRoute... routes) {
    return world.add(
        IpDeviceConfig.router(name, InterfaceConfig.of("e0", address))
            .withRoutes(routes)
            .withProcesses(BgpProcess.factory(config, p -> processes.put(name, p))));
  }

  /** Routers a (AS 1) and b (AS 2) on one link. */
  private Link direct(SessionSettings ofA, SessionSettings ofB) {
    add("a", "10.0.0.1/30", BgpConfig.builder(1, A).neighbor(B, peer(2, ofA).build()).build());
    add("b", "10.0.0.2/30", BgpConfig.builder(2, B).neighbor(A, peer(1, ofB).build()).build());
    Link link = world.link("a:e0", "b:e0");
    world.boot();
    return link;
  }

  private BgpState stateAtA() {
    return processes.get("a").session(B).state();
  }

  private static void cut(Link link, boolean isCut) {
    link.setSilentlyCut(Link.Side.A_TO_B, isCut);
    link.setSilentlyCut(Link.Side.B_TO_A, isCut);
  }

  /** The lab measured 0.83 to 0.94 s, its routers' 50 to 75 ms of work included. */
  @Test
  void bfd_silentCut_sessionIsDownWithinTheDetectionTimeAndReturns() {
    SessionSettings watched = SessionSettings.DEFAULT.withBfd(BFD);
    Link link = direct(watched, watched);
    world.run(20 * SimTime.SECOND);
    assertThat(stateAtA()).isEqualTo(BgpState.ESTABLISHED);
    final long cutAtPs = world.simulation().nowPs();
    cut(link, true);
    world.run(950 * MS);
    assertThat(stateAtA()).isNotEqualTo(BgpState.ESTABLISHED);
    long tookPs = processes.get("a").session(B).sincePs() - cutAtPs;
    assertThat(tookPs).isBetween(600 * MS, 900 * MS);
    assertThat(processes.get("a").session(B).lastEvent()).isEqualTo("AutomaticStop");
    assertThat(processes.get("a").session(B).lastError()).startsWith("BFD down, sent 6/10 Cease");
    cut(link, false);
    world.run(30 * SimTime.SECOND);
    assertThat(stateAtA()).isEqualTo(BgpState.ESTABLISHED);
    assertThat(world.recorder().row("a", "bfd", "10.0.0.2 10.0.0.1")).containsEntry("state", "Up");
  }

  @Test
  void bfd_withoutIt_theSameCutTakesTheHoldTime() {
    Link link = direct(SessionSettings.DEFAULT, SessionSettings.DEFAULT);
    world.run(20 * SimTime.SECOND);
    cut(link, true);
    world.run(5 * SimTime.SECOND);
    assertThat(stateAtA()).isEqualTo(BgpState.ESTABLISHED);
    world.run(5 * SimTime.SECOND);
    assertThat(stateAtA()).isNotEqualTo(BgpState.ESTABLISHED);
    assertThat(processes.get("a").session(B).lastError()).startsWith("hold timer expired");
  }

  @Test
  void bfd_shutDownByTheOperator_endsWithTheSessionAndIsNoFailure() {
    SessionSettings watched = SessionSettings.DEFAULT.withBfd(BFD);
    direct(watched, watched);
    world.run(20 * SimTime.SECOND);
    processes.get("a").down(B, "");
    world.run(SimTime.SECOND);
    assertThat(world.recorder().row("a", "bfd", "10.0.0.2 10.0.0.1")).isNull();
    assertThat(processes.get("b").session(A).lastError())
        .isEqualTo("peer sent 6/2 Cease: Administrative Shutdown");
  }

  @Test
  void bfd_toANeighborBehindARouter_isMultihop() {
    SessionSettings watched = SessionSettings.DEFAULT.withBfd(BFD);
    IpAddress far = IpAddress.parse("10.0.1.2");
    overARouter(watched, 3);
    world.run(20 * SimTime.SECOND);
    assertThat(processes.get("a").session(far).state()).isEqualTo(BgpState.ESTABLISHED);
    assertThat(world.recorder().row("a", "bfd", "10.0.1.2 10.0.0.1 multihop"))
        .containsEntry("state", "Up");
  }

  /** Router a (AS 1) at 10.0.0.1, one between, router b (AS 2) at 10.0.1.2. */
  private void overARouter(SessionSettings settings, int multihop) {
    IpAddress far = IpAddress.parse("10.0.1.2");
    add(
        "a",
        "10.0.0.1/30",
        BgpConfig.builder(1, A)
            .neighbor(far, peer(2, settings).ebgpMultihop(multihop).build())
            .build(),
        StaticRoute.via("10.0.1.0/30", "10.0.0.2"));
    world.add(
        IpDeviceConfig.router(
            "middle",
            InterfaceConfig.of("e0", "10.0.0.2/30"),
            InterfaceConfig.of("e1", "10.0.1.1/30")));
    add(
        "b",
        "10.0.1.2/30",
        BgpConfig.builder(2, far)
            .neighbor(A, peer(1, settings).ebgpMultihop(multihop).build())
            .build(),
        StaticRoute.via("10.0.0.0/30", "10.0.1.1"));
    world.link("a:e0", "middle:e0");
    world.link("middle:e1", "b:e0");
    world.boot();
  }

  @Test
  void password_sameAtBothEnds_sessionComesUp_otherwiseSegmentsAreDropped() {
    SessionSettings right = SessionSettings.DEFAULT.withPassword("right");
    direct(right, right);
    world.run(20 * SimTime.SECOND);
    assertThat(stateAtA()).isEqualTo(BgpState.ESTABLISHED);

    GuardedSessionTest other = new GuardedSessionTest();
    other.direct(right, SessionSettings.DEFAULT.withPassword("wrong"));
    other.world.run(60 * SimTime.SECOND);
    assertThat(other.stateAtA()).isIn(BgpState.CONNECT, BgpState.ACTIVE);
    assertThat(other.world.recorder().steps("a", Step.Dropped.class))
        .anyMatch(d -> d.reason().label().equals("BadSignature") && "wrong key".equals(d.detail()));
  }

  @Test
  void ttlSecurity_neighborOnTheLink_sessionComesUp_oneHopTooFar_itDoesNot() {
    direct(SessionSettings.DEFAULT.withTtlSecurity(1), SessionSettings.DEFAULT.withTtlSecurity(1));
    world.run(20 * SimTime.SECOND);
    assertThat(stateAtA()).isEqualTo(BgpState.ESTABLISHED);

    IpAddress far = IpAddress.parse("10.0.1.2");
    GuardedSessionTest near = new GuardedSessionTest();
    near.overARouter(SessionSettings.DEFAULT.withTtlSecurity(1), 1);
    near.world.run(60 * SimTime.SECOND);
    assertThat(near.processes.get("a").session(far).state()).isNotEqualTo(BgpState.ESTABLISHED);
    assertThat(near.world.recorder().steps("b", Step.Dropped.class))
        .anyMatch(d -> d.reason().label().equals("TtlSecurity"));

    GuardedSessionTest wide = new GuardedSessionTest();
    wide.overARouter(SessionSettings.DEFAULT.withTtlSecurity(2), 1);
    wide.world.run(60 * SimTime.SECOND);
    assertThat(wide.processes.get("a").session(far).state()).isEqualTo(BgpState.ESTABLISHED);
  }

  /** A neighbor that speaks enough BGP to come up, then reads nothing but says it lives. */
  private static final class Deaf implements TcpHandler {
    private TcpSocket socket;

    private void say(BgpMessage message) {
      socket.send(Bytes.of(BgpCodec.encode(message, DecodeContext.EBGP)));
    }

    @Override
    public void connected(TcpSocket made) {
      socket = made;
      say(new BgpMessage.Open(4, 2, 9, B, List.of()));
      say(new BgpMessage.Keepalive());
    }

    @Override
    public void received(TcpSocket from, Payload data) {}

    @Override
    public void closed(TcpSocket gone, CloseReason reason) {}
  }

  @Test
  void sendHold_peerThatReadsNothing_losesTheSessionAfterTheLimit() {
    SessionSettings settings = SessionSettings.DEFAULT.withSendHold(20 * SimTime.SECOND);
    add(
        "a",
        "10.0.0.1/30",
        BgpConfig.builder(1, A).neighbor(B, peer(2, settings).passive(true).build()).build());
    IpDevice deafNode =
        world.add(IpDeviceConfig.host("b", InterfaceConfig.of("e0", "10.0.0.2/30")));
    world.link("a:e0", "b:e0");
    world.boot();
    Deaf deaf = new Deaf();
    deafNode
        .transport()
        .connect(
            deafNode.transport().defaults().withReceiveBuffer(8192),
            null,
            0,
            A,
            BgpMessage.PORT,
            new FlowTag("deaf", 0, false),
            deaf);
    world.run(SimTime.SECOND);
    assertThat(stateAtA()).isEqualTo(BgpState.ESTABLISHED);
    deaf.socket.pauseReading();
    for (int i = 0; i < 2000; i++) {
      processes.get("a").originate(Prefix.parse("10." + (1 + i / 250) + "." + i % 250 + ".0/24"));
    }
    final long blockedAtPs = world.simulation().nowPs();
    while (stateAtA() == BgpState.ESTABLISHED
        && world.simulation().nowPs() < blockedAtPs + 60 * SimTime.SECOND) {
      world.run(500 * MS);
      deaf.say(new BgpMessage.Keepalive());
    }
    assertThat(stateAtA()).isNotEqualTo(BgpState.ESTABLISHED);
    assertThat(processes.get("a").session(B).lastEvent()).isEqualTo("SendHoldTimer_Expires");
    assertThat(processes.get("a").session(B).lastError()).isEqualTo("send hold timer expired");
    assertThat(processes.get("a").session(B).sincePs() - blockedAtPs)
        .isBetween(20 * SimTime.SECOND, 42 * SimTime.SECOND);
  }
}
