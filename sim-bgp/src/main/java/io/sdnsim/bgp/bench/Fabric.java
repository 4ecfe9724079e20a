package io.sdnsim.bgp.bench;

import io.sdnsim.bgp.rib.DecisionConfig;
import io.sdnsim.bgp.speaker.BgpConfig;
import io.sdnsim.bgp.speaker.PeerConfig;
import io.sdnsim.bgp.speaker.PeerRoutes;
import io.sdnsim.bgp.speaker.TimingModel;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.device.InterfaceConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Routers with FRR's timing and point-to-point links between them, with a BGP session on each. */
final class Fabric {
  private static final IpAddress LINKS = IpAddress.parse("10.0.0.0");
  private static final IpAddress IDENTIFIERS = IpAddress.parse("172.16.0.1");
  private static final int MAX_PATHS = 64;

  private final Map<String, Router> routers = new LinkedHashMap<>();
  private final List<Wire> wires = new ArrayList<>();
  private final Map<String, IpAddress> addresses = new LinkedHashMap<>();

  private static final class Router {
    private final long asn;
    private final BgpConfig.Builder config;
    private final List<InterfaceConfig> interfaces = new ArrayList<>();

    Router(long asn, IpAddress identifier) {
      this.asn = asn;
      this.config =
          BgpConfig.builder(asn, identifier)
              .importCheck(false)
              .timing(TimingModel.FRR)
              .decision(new DecisionConfig(MAX_PATHS, MAX_PATHS, true, false));
    }
  }

  private record Wire(String a, String portA, String b, String portB) {}

  void add(String name, long asn) {
    routers.put(name, new Router(asn, IDENTIFIERS.plus(routers.size())));
  }

  void originate(String router, Prefix prefix) {
    router(router).config.network(prefix);
  }

  /**
   * A link with a /31 and a session.
   *
   * @param fromA what a does with b's routes and tells b
   * @param fromB what b does with a's routes and tells a
   */
  void connect(String a, PeerRoutes fromA, String b, PeerRoutes fromB) {
    IpAddress low = LINKS.plus(2L * wires.size());
    IpAddress high = low.plus(1);
    Router left = router(a);
    Router right = router(b);
    left.config.neighbor(high, peer(right.asn, fromA, false));
    right.config.neighbor(low, peer(left.asn, fromB, true));
    String portA = "e" + left.interfaces.size();
    String portB = "e" + right.interfaces.size();
    left.interfaces.add(InterfaceConfig.of(portA, low + "/31"));
    right.interfaces.add(InterfaceConfig.of(portB, high + "/31"));
    addresses.put(a + " " + b, low);
    addresses.put(b + " " + a, high);
    wires.add(new Wire(a, portA, b, portB));
  }

  private static PeerConfig peer(long asn, PeerRoutes routes, boolean passive) {
    return PeerConfig.builder(asn).datacenter().routes(routes).passive(passive).build();
  }

  /** A router's address on its link to another. */
  IpAddress addressOf(String router, String towards) {
    IpAddress address = addresses.get(router + " " + towards);
    if (address == null) {
      throw new IllegalArgumentException("no link between " + router + " and " + towards);
    }
    return address;
  }

  void build(Lab lab) {
    routers.forEach(
        (name, router) -> lab.addRouter(name, router.config.build(), router.interfaces));
    for (Wire wire : wires) {
      lab.network().connect(wire.a(), wire.portA(), wire.b(), wire.portB(), Lab.LINK);
    }
    lab.boot();
  }

  private Router router(String name) {
    Router router = routers.get(name);
    if (router == null) {
      throw new IllegalArgumentException("no router " + name);
    }
    return router;
  }
}
