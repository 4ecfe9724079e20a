package io.sdnsim.core.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.bfd.BfdConfig;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.l3.NextHop;
import io.sdnsim.core.l3.Route;
import io.sdnsim.core.link.Link;
import io.sdnsim.testkit.TestNetwork;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Static routes that follow BFD, over a link that is cut without anybody noticing. */
class StaticRoutesTest {
  private static final long MS = SimTime.MILLISECOND;
  private static final Prefix FAR = Prefix.parse("10.5.0.0/24");
  private static final BfdConfig BFD = BfdConfig.singleHop(100 * MS, 3);

  private final TestNetwork world = new TestNetwork(5);

  private IpDevice pair(BfdPeers.Peer... peers) {
    IpDevice a =
        world.add(
            IpDeviceConfig.router("a", InterfaceConfig.of("e0", "10.0.0.1/30"))
                .withRoutes(StaticRoute.via("10.5.0.0/24", "10.0.0.2").withBfd(BFD)));
    world.add(
        IpDeviceConfig.router("b", InterfaceConfig.of("e0", "10.0.0.2/30"))
            .withProcesses(node -> new BfdPeers(node, List.of(peers))));
    return a;
  }

  private static BfdPeers.Peer peer() {
    return new BfdPeers.Peer(IpAddress.parse("10.0.0.1"), BFD);
  }

  private static void cut(Link link, boolean isCut) {
    link.setSilentlyCut(Link.Side.A_TO_B, isCut);
    link.setSilentlyCut(Link.Side.B_TO_A, isCut);
  }

  @Test
  void sessionUp_routeIsThere_downWithinTheDetectionTime_itIsNot() {
    IpDevice a = pair(peer());
    Link link = world.link("a:e0", "b:e0");
    world.boot();
    assertThat(a.routes().exact(FAR)).isNull();
    world.run(5 * SimTime.SECOND);
    Route route = a.routes().exact(FAR);
    assertThat(route).isNotNull();
    assertThat(route.nextHops()).containsExactly(NextHop.via(IpAddress.parse("10.0.0.2")));
    cut(link, true);
    world.run(190 * MS);
    assertThat(a.routes().exact(FAR)).isNotNull();
    world.run(110 * MS);
    assertThat(a.routes().exact(FAR)).isNull();
    cut(link, false);
    world.run(5 * SimTime.SECOND);
    assertThat(a.routes().exact(FAR)).isNotNull();
  }

  @Test
  void neighborWithoutBfd_routeIsNeverUsed() {
    IpDevice a = pair();
    world.link("a:e0", "b:e0");
    world.boot();
    world.run(10 * SimTime.SECOND);
    assertThat(a.routes().exact(FAR)).isNull();
  }

  @Test
  void operatorReplacesTheRoute_sessionEnds() {
    IpDevice a = pair(peer());
    world.link("a:e0", "b:e0");
    world.boot();
    world.run(5 * SimTime.SECOND);
    assertThat(world.recorder().row("a", "bfd", "10.0.0.2 10.0.0.1")).containsEntry("state", "Up");
    a.replaceStaticRoutes(List.of(StaticRoute.via("10.5.0.0/24", "10.0.0.2")));
    assertThat(a.routes().exact(FAR)).isNotNull();
    assertThat(world.recorder().row("a", "bfd", "10.0.0.2 10.0.0.1")).isNull();
  }

  @Test
  void processesDieAndReturn_routeStaysAndThenWaitsForANewSession() {
    IpDevice a = pair(peer());
    world.link("a:e0", "b:e0");
    world.boot();
    world.run(5 * SimTime.SECOND);
    a.crashProcesses();
    assertThat(a.routes().exact(FAR)).isNotNull();
    a.restartProcesses();
    assertThat(a.routes().exact(FAR)).isNull();
    world.run(5 * SimTime.SECOND);
    assertThat(a.routes().exact(FAR)).isNotNull();
  }

  @Test
  void nextHopOnNoNetworkOfItsOwn_isRefused() {
    world.add(
        IpDeviceConfig.router("a", InterfaceConfig.of("e0", "10.0.0.1/30"))
            .withRoutes(StaticRoute.via("10.5.0.0/24", "10.9.9.9").withBfd(BFD)));
    assertThatThrownBy(world::boot)
        .hasMessage("10.5.0.0/24: BFD needs next hops on networks of the device's own");
  }
}
