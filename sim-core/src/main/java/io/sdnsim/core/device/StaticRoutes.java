package io.sdnsim.core.device;

import io.sdnsim.core.address.InterfaceAddress;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.bfd.BfdConfig;
import io.sdnsim.core.bfd.BfdSessions;
import io.sdnsim.core.bfd.BfdSessions.Subscription;
import io.sdnsim.core.bfd.BfdState;
import io.sdnsim.core.l3.NextHop;
import io.sdnsim.core.l3.Route;
import io.sdnsim.core.l3.RouteTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The static routes of a running device in its route tables. Those that follow BFD have the next
 * hops whose session is Up (RFC 5882 4.1), and are not in the table without any.
 */
final class StaticRoutes {
  private final IntFunction<RouteTable> tables;
  private final Supplier<BfdSessions> bfd;
  private final List<InterfaceAddress> addresses;
  private final List<Watched> watched = new ArrayList<>();

  /**
   * @param tables by VRF
   * @param bfd of the device, made when it is first asked for
   * @param addresses of the interfaces in the default VRF
   */
  StaticRoutes(
      IntFunction<RouteTable> tables, Supplier<BfdSessions> bfd, List<InterfaceAddress> addresses) {
    this.tables = tables;
    this.bfd = bfd;
    this.addresses = List.copyOf(addresses);
  }

  void add(StaticRoute route) {
    BfdConfig config = route.bfd();
    if (config == null) {
      tables.apply(route.vrf()).offer(route.toRoute());
    } else {
      Watched added = new Watched(route, config);
      watched.add(added);
      added.watch();
    }
  }

  void remove(StaticRoute route) {
    for (Watched each : new ArrayList<>(watched)) {
      if (each.route.equals(route)) {
        watched.remove(each);
        each.forget();
      }
    }
    tables.apply(route.vrf()).withdraw(route.source(), route.prefix());
  }

  /** BFD died, so that nobody watches any more: routes stay as they are until it is back. */
  void bfdCrashed() {
    watched.forEach(each -> each.sessions.clear());
  }

  /** BFD is back: its sessions begin anew. */
  void bfdRestarted() {
    for (Watched each : watched) {
      if (each.sessions.isEmpty()) {
        each.watch();
      }
    }
  }

  private @Nullable IpAddress localTowards(IpAddress gateway) {
    for (InterfaceAddress each : addresses) {
      if (each.subnet().contains(gateway)) {
        return each.address();
      }
    }
    return null;
  }

  /** A route that follows BFD. */
  private final class Watched {
    private final StaticRoute route;
    private final BfdConfig config;
    private final List<Subscription> sessions = new ArrayList<>();
    private final List<NextHop> watchedHops = new ArrayList<>();

    Watched(StaticRoute route, BfdConfig config) {
      this.route = route;
      this.config = config;
    }

    void watch() {
      watchedHops.clear();
      for (NextHop hop : route.nextHops()) {
        IpAddress gateway = hop.gateway();
        IpAddress local = gateway == null ? null : localTowards(gateway);
        if (gateway == null || local == null) {
          throw new IllegalArgumentException(
              route.prefix() + ": BFD needs next hops on networks of the device's own");
        }
        watchedHops.add(hop);
        sessions.add(bfd.get().subscribe(local, gateway, config, (from, to, failed) -> update()));
      }
      update();
    }

    void forget() {
      sessions.forEach(Subscription::close);
      sessions.clear();
    }

    private void update() {
      List<NextHop> up = new ArrayList<>();
      for (int i = 0; i < sessions.size(); i++) {
        if (sessions.get(i).state() == BfdState.UP) {
          up.add(watchedHops.get(i));
        }
      }
      if (up.isEmpty()) {
        tables.apply(route.vrf()).withdraw(route.source(), route.prefix());
      } else {
        tables.apply(route.vrf()).offer(new Route(route.prefix(), route.source(), 0, up));
      }
    }
  }
}
