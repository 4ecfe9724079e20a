package io.sdnsim.scenarios.model;

import io.sdnsim.core.address.InterfaceAddress;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.bfd.BfdConfig;
import io.sdnsim.core.transport.TcpConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every device that speaks IP is configured with.
 *
 * @param loopbacks named addresses that are always up
 * @param gateway next hop of the IPv4 or IPv6 default route; null for none
 * @param routes static routes
 * @param bfdPeers neighbors that watch this device with BFD
 * @param acls access lists by name; interfaces apply them
 * @param icmpRedirects whether a router sends ICMP redirects; default false
 * @param ecmpSeed seed of the 5-tuple hash; null: derived from the node's name and the run's seed
 * @param tcp of all its connections; the profile {@code rfc6298} unless said otherwise
 */
public record IpConfig(
    List<InterfaceConfig> interfaces,
    List<LoopbackConfig> loopbacks,
    @Nullable Located<IpAddress> gateway,
    List<RouteConfig> routes,
    List<BfdPeer> bfdPeers,
    List<AclConfig> acls,
    ArpConfig arp,
    boolean icmpRedirects,
    @Nullable Long ecmpSeed,
    TcpConfig tcp) {
  public IpConfig {
    interfaces = List.copyOf(interfaces);
    loopbacks = List.copyOf(loopbacks);
    routes = List.copyOf(routes);
    bfdPeers = List.copyOf(bfdPeers);
    acls = List.copyOf(acls);
  }

  /** The first address of a family that an interface has, or null. */
  public @Nullable IpAddress firstAddress(boolean ipv4) {
    for (InterfaceConfig each : interfaces) {
      for (Located<InterfaceAddress> address : each.addresses()) {
        if (address.value().address().isIpv4() == ipv4) {
          return address.value().address();
        }
      }
    }
    return null;
  }

  /** The addresses of an interface or loopback; none for an unknown name. */
  public List<IpAddress> addressesOf(String name) {
    List<IpAddress> addresses = new ArrayList<>();
    for (LoopbackConfig loopback : loopbacks) {
      if (loopback.name().equals(name)) {
        addresses.add(loopback.address().value().address());
      }
    }
    for (InterfaceConfig each : interfaces) {
      if (each.name().equals(name)) {
        each.addresses().forEach(address -> addresses.add(address.value().address()));
      }
    }
    return addresses;
  }

  /**
   * An interface.
   *
   * @param name {@code eth0}, or {@code eth0.100} for VLAN 100 on port {@code eth0}
   * @param port the port that links name: the part of the name before the dot
   * @param vlan the 802.1Q tag, 1 to 4094; 0 for untagged
   * @param mtuBytes 0: the MTU of the link
   * @param mac null: the builder chooses one
   * @param aclIn the access list for packets that come in; null permits all
   * @param aclOut the access list for packets that go out; null permits all
   * @param up false: administratively down at the start; default true
   */
  public record InterfaceConfig(
      SourceLocation at,
      String name,
      String port,
      int vlan,
      List<Located<InterfaceAddress>> addresses,
      int mtuBytes,
      @Nullable MacAddress mac,
      @Nullable Located<String> aclIn,
      @Nullable Located<String> aclOut,
      boolean up) {
    public InterfaceConfig {
      addresses = List.copyOf(addresses);
    }
  }

  /** An address that is up as long as the node is. */
  public record LoopbackConfig(SourceLocation at, String name, Located<InterfaceAddress> address) {}

  /** The other end of a BFD session, on a connected network. */
  public record BfdPeer(Located<IpAddress> address, BfdConfig config) {}

  /**
   * A static route. Exactly one of: {@code via} is not empty, {@code interfaceName} is not null,
   * {@code blackhole}.
   *
   * @param via next hops, on connected networks; several share the load
   * @param interfaceName out of which the destinations are directly reachable
   * @param distance administrative distance, 1 to 255; default 1
   * @param bfd how the next hops are watched; null for not at all
   */
  public record RouteConfig(
      SourceLocation at,
      Located<Prefix> prefix,
      List<Located<IpAddress>> via,
      @Nullable Located<String> interfaceName,
      boolean blackhole,
      int distance,
      @Nullable BfdConfig bfd) {
    public RouteConfig {
      via = List.copyOf(via);
    }
  }

  /**
   * Address resolution (ARP and neighbor discovery).
   *
   * @param timeoutPs how long an answer is believed; default 20 min
   * @param retries requests after the first before the neighbor counts as unreachable; default 3
   * @param retryIntervalPs between requests; default 1 s
   */
  public record ArpConfig(long timeoutPs, int retries, long retryIntervalPs) {}
}
