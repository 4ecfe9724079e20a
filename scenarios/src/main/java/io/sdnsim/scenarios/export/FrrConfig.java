package io.sdnsim.scenarios.export;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.scenarios.model.BgpConfig;
import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.DeviceConfig.RouterConfig;
import io.sdnsim.scenarios.model.DeviceConfig.SlbMuxConfig;
import io.sdnsim.scenarios.model.IpConfig;
import io.sdnsim.scenarios.model.IpConfig.InterfaceConfig;
import io.sdnsim.scenarios.model.IpConfig.RouteConfig;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.SlbConfig;
import java.util.ArrayList;
import java.util.List;

/** The {@code frr.conf} of one router: addresses, static routes and BGP, as FRR 8.4 reads it. */
final class FrrConfig {
  /** Which daemons FRR's start script runs. */
  static final String DAEMONS =
      """
      zebra=yes
      bgpd=yes
      bfdd=yes
      staticd=yes
      vtysh_enable=yes
      zebra_options="-A 127.0.0.1 -s 90000000"
      bgpd_options="-A 127.0.0.1"
      bfdd_options="-A 127.0.0.1"
      staticd_options="-A 127.0.0.1"
      """;

  private final Scenario scenario;
  private final DeviceConfig.IpDevice device;
  private final ConfigText out = new ConfigText("!");

  FrrConfig(Scenario scenario, DeviceConfig.IpDevice device) {
    this.scenario = scenario;
    this.device = device;
  }

  ConfigText write() {
    IpConfig ip = device.ip();
    out.comment(device.name() + " of the scenario " + scenario.name());
    out.line("frr defaults traditional");
    out.line("hostname " + device.name());
    out.line("no ip nht resolve-via-default");
    out.line("no ipv6 nht resolve-via-default");
    leaveOut(ip);
    // Before every section: staticd knows none, and the "exit" of one would end its reading.
    routes(ip);
    loopbacks(ip);
    ip.interfaces().forEach(this::networkInterface);
    BgpConfig bgp = device.bgpOrNull();
    if (bgp != null) {
      new FrrBgp(ip, bgp, vips(), out).write();
    }
    return out;
  }

  private void leaveOut(IpConfig ip) {
    if (!ip.acls().isEmpty()) {
      out.leaveOut("access lists; FRR leaves filtering to the kernel");
    }
    if (device instanceof RouterConfig router && !router.nat().isEmpty()) {
      out.leaveOut("NAT; FRR leaves it to the kernel");
    }
    if (device instanceof SlbMuxConfig) {
      out.leaveOut("load balancing; the VIPs are announced from the start");
    }
  }

  private void loopbacks(IpConfig ip) {
    if (ip.loopbacks().isEmpty()) {
      return;
    }
    out.line("interface lo");
    ip.loopbacks().forEach(loopback -> address(loopback.address().toString()));
    out.line("exit");
  }

  private void networkInterface(InterfaceConfig each) {
    out.line("interface " + each.name());
    each.addresses().forEach(address -> address(address.toString()));
    if (each.mtuBytes() > 0 || each.mac() != null) {
      out.leaveOut("MTU and MAC address of " + each.name() + "; they are the kernel's");
    }
    if (!each.up()) {
      out.line(" shutdown");
    }
    out.line("exit");
  }

  private void address(String address) {
    out.line((address.contains(":") ? " ipv6 address " : " ip address ") + address);
  }

  private void routes(IpConfig ip) {
    Located<IpAddress> gateway = ip.gateway();
    if (gateway != null) {
      boolean ipv4 = gateway.value().isIpv4();
      route(ipv4 ? Prefix.DEFAULT_IPV4 : Prefix.DEFAULT_IPV6, gateway.toString(), 1);
    }
    for (RouteConfig route : ip.routes()) {
      Prefix prefix = route.prefix().value();
      route.via().forEach(via -> route(prefix, via.toString(), route.distance()));
      if (route.interfaceName() != null) {
        route(prefix, route.interfaceName().toString(), route.distance());
      }
      if (route.blackhole()) {
        route(prefix, "blackhole", route.distance());
      }
    }
  }

  private void route(Prefix prefix, String via, int distance) {
    String command = prefix.network().isIpv4() ? "ip route " : "ipv6 route ";
    out.line(command + prefix + " " + via + (distance == 1 ? "" : " " + distance));
  }

  /** What a Mux announces once its controller has told it. */
  private List<Prefix> vips() {
    SlbConfig slb = scenario.slb();
    List<Prefix> vips = new ArrayList<>();
    if (slb != null && device instanceof SlbMuxConfig) {
      boolean member = slb.muxes().stream().anyMatch(mux -> mux.value().equals(device.name()));
      if (member) {
        slb.vips().forEach(vip -> vips.add(Prefix.host(vip.address().value())));
      }
    }
    return vips;
  }
}
