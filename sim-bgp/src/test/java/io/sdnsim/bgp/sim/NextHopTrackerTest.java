package io.sdnsim.bgp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.speaker.SpeakerInput.NextHopChanged;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.l3.NextHop;
import io.sdnsim.core.l3.Route;
import io.sdnsim.core.l3.RouteSource;
import io.sdnsim.core.l3.RouteTable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NextHopTrackerTest {
  private static final IpAddress HOP = IpAddress.parse("10.9.0.1");

  private final Map<Prefix, Route> routes = new TreeMap<>();

  /** Best routes as they were put in. */
  private final RouteTable table =
      new RouteTable() {
        @Override
        public void offer(Route route) {
          routes.put(route.prefix(), route);
        }

        @Override
        public void withdraw(RouteSource source, Prefix prefix) {
          routes.remove(prefix);
        }

        @Override
        public @Nullable Route lookup(IpAddress destination) {
          Route best = null;
          for (Route route : routes.values()) {
            if (route.prefix().contains(destination)
                && (best == null || route.prefix().length() > best.prefix().length())) {
              best = route;
            }
          }
          return best;
        }

        @Override
        public @Nullable Route exact(Prefix prefix) {
          return routes.get(prefix);
        }

        @Override
        public void addListener(Listener listener) {}

        @Override
        public void removeListener(Listener listener) {}

        @Override
        public List<Route> bestRoutes() {
          return List.copyOf(routes.values());
        }
      };

  private final NextHopTracker tracker = new NextHopTracker(table, false);

  private void route(String prefix, long metric, NextHop... hops) {
    table.offer(new Route(Prefix.parse(prefix), RouteSource.STATIC, metric, List.of(hops)));
  }

  private static NextHop via(String gateway) {
    return NextHop.via(IpAddress.parse(gateway));
  }

  private List<NextHopChanged> changed(String prefix) {
    return tracker.routeChanged(Prefix.parse(prefix));
  }

  @Test
  void connected_static_recursive_gone() {
    assertThat(tracker.track(HOP)).isEqualTo(new NextHopChanged(HOP, false, false, 0));
    route("10.9.0.0/24", 0, new NextHop(null, "eth0"));
    assertThat(changed("10.9.0.0/24"))
        .containsExactly(new NextHopChanged(HOP, true, true, 0, Prefix.parse("10.9.0.0/24")));
    route("10.9.0.1/32", 5, via("10.8.0.1"));
    assertThat(changed("10.9.0.1/32")).containsExactly(new NextHopChanged(HOP, false, false, 0));
    // The gateway's own route comes: it concerns the next hop, though it doesn't cover it.
    route("10.8.0.0/24", 0, new NextHop(null, "eth1"));
    assertThat(changed("10.8.0.0/24")).containsExactly(new NextHopChanged(HOP, true, false, 5));
    routes.clear();
    assertThat(changed("10.8.0.0/24")).containsExactly(new NextHopChanged(HOP, false, false, 0));
    tracker.untrack(HOP);
    route("10.9.0.0/24", 0, new NextHop(null, "eth0"));
    assertThat(changed("10.9.0.0/24")).isEmpty();
  }

  /** As in FRR: how far the gateway of that route is does not count. */
  @Test
  void metric_isThatOfTheFirstRouteOnTheWay() {
    route("10.7.0.0/24", 0, new NextHop(null, "eth1"));
    route("10.8.0.0/24", 500, via("10.7.0.1"));
    table.offer(
        new Route(
            Prefix.parse("10.9.0.0/24"), new RouteSource("bgp", 200), 5, List.of(via("10.8.0.1"))));
    assertThat(tracker.track(HOP)).isEqualTo(new NextHopChanged(HOP, true, false, 5));
  }

  @Test
  void routeThroughTheNextHopItself_doesNotCount() {
    NextHopTracker lenient = new NextHopTracker(table, true);
    route("0.0.0.0/0", 0, NextHop.via(HOP));
    assertThat(lenient.track(HOP).reachable()).isFalse();
  }

  @Test
  void defaultRoute_countsOnlyWhenAllowed() {
    route("0.0.0.0/0", 0, new NextHop(null, "eth0"));
    assertThat(tracker.track(HOP).reachable()).isFalse();
    assertThat(new NextHopTracker(table, true).track(HOP).reachable()).isTrue();
  }

  @Test
  void blackhole_doesNotLeadOut() {
    route("10.9.0.0/16", 0);
    assertThat(tracker.track(HOP).reachable()).isFalse();
  }

  @Test
  void routeElsewhere_asksNothing() {
    tracker.track(HOP);
    route("10.9.0.0/24", 0, new NextHop(null, "eth0"));
    assertThat(changed("10.7.0.0/24")).isEmpty();
  }
}
