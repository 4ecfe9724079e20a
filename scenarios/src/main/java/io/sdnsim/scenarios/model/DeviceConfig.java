package io.sdnsim.scenarios.model;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.transport.TcpConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node of the topology. Names are unique among nodes and virtual machines. */
public sealed interface DeviceConfig {
  /** Where the node's name stands. */
  SourceLocation at();

  String name();

  /** The IP configuration; null for a switch. */
  @Nullable IpConfig ipOrNull();

  /** The BGP speaker; null for a node without one. */
  default @Nullable BgpConfig bgpOrNull() {
    return null;
  }

  /** A device that speaks IP. */
  sealed interface IpDevice extends DeviceConfig {
    IpConfig ip();

    @Override
    default IpConfig ipOrNull() {
      return ip();
    }
  }

  /** {@code kind: host}: an end system; it forwards nothing. */
  record HostConfig(SourceLocation at, String name, IpConfig ip) implements IpDevice {}

  /**
   * {@code kind: router}.
   *
   * @param nat in order; the first rule that matches translates
   * @param bgp null when the router speaks no BGP
   */
  record RouterConfig(
      SourceLocation at,
      String name,
      IpConfig ip,
      List<NatRule> nat,
      NatSettings natSettings,
      @Nullable BgpConfig bgp)
      implements IpDevice {
    public RouterConfig {
      nat = List.copyOf(nat);
    }

    @Override
    public @Nullable BgpConfig bgpOrNull() {
      return bgp;
    }
  }

  /**
   * {@code kind: switch}, an Ethernet bridge.
   *
   * @param ports those that the file configures; every other port that a link names is an access
   *     port of VLAN 1
   * @param ageingPs how long a MAC address is remembered without a frame; default 300 s (IEEE
   *     802.1D table 7-5)
   * @param macTableLimit addresses that the table holds; default 8192
   */
  record SwitchConfig(
      SourceLocation at, String name, List<SwitchPort> ports, long ageingPs, int macTableLimit)
      implements DeviceConfig {
    public SwitchConfig {
      ports = List.copyOf(ports);
    }

    @Override
    public @Nullable IpConfig ipOrNull() {
      return null;
    }
  }

  /**
   * A configured port of a switch.
   *
   * @param untaggedVlan the VLAN of untagged frames: of an access port its only one, of a trunk the
   *     native one; 0 when a trunk has none
   * @param taggedVlans what a trunk carries with tags; empty for an access port
   */
  record SwitchPort(SourceLocation at, String name, int untaggedVlan, List<Integer> taggedVlans) {
    public SwitchPort {
      taggedVlans = List.copyOf(taggedVlans);
    }
  }

  /**
   * {@code kind: slb-mux}: a load balancer's Mux. It announces the VIPs by BGP once it has its
   * state.
   *
   * @param bgp its neighbors are the routers
   * @param capacity what it can bear; null: everything
   */
  record SlbMuxConfig(
      SourceLocation at,
      String name,
      IpConfig ip,
      @Nullable BgpConfig bgp,
      MuxFlows flows,
      @Nullable MuxCapacity capacity)
      implements IpDevice {
    @Override
    public @Nullable BgpConfig bgpOrNull() {
      return bgp;
    }
  }

  /**
   * The limits of a Mux's flow table.
   *
   * @param limit trusted flows, of which more than one packet was seen; default 1,000,000
   * @param idleTimeoutPs when a trusted flow without a packet is forgotten, unless its rule says
   *     otherwise; default 4 min
   * @param untrustedLimit flows of which one packet was seen; default 250,000
   * @param untrustedIdleTimeoutPs when such a flow is forgotten; default 10 s
   */
  record MuxFlows(int limit, long idleTimeoutPs, int untrustedLimit, long untrustedIdleTimeoutPs) {}

  /**
   * What a Mux can bear.
   *
   * @param packetsPerSecond that its CPU receives; null: any number
   * @param queuePackets that wait for the CPU; default 1024
   * @param bgpReservation packets per second of BGP, BFD, the control channel, ARP and neighbor
   *     discovery that the CPU has for them alone; 0 (the default): none
   * @param bandwidthBps that VIPs share; null: as much as the links carry
   */
  record MuxCapacity(
      SourceLocation at,
      @Nullable Integer packetsPerSecond,
      int queuePackets,
      int bgpReservation,
      @Nullable Long bandwidthBps) {}

  /**
   * {@code kind: virtual-host}: a hypervisor with a virtual switch.
   *
   * @param providerAddresses where its tunnels end, one for each card of its team; empty for its
   *     first IPv4 address, or its first IPv6 address where it has no other
   */
  record VirtualHostConfig(
      SourceLocation at,
      String name,
      IpConfig ip,
      List<VmConfig> vms,
      List<Located<IpAddress>> providerAddresses)
      implements IpDevice {
    public VirtualHostConfig {
      vms = List.copyOf(vms);
      providerAddresses = List.copyOf(providerAddresses);
    }

    /** Where its tunnels end; empty for a host without any address. */
    public List<IpAddress> tunnelEnds() {
      if (!providerAddresses.isEmpty()) {
        return providerAddresses.stream().map(Located::value).toList();
      }
      IpAddress ipv4 = ip.firstAddress(true);
      IpAddress only = ipv4 == null ? ip.firstAddress(false) : ipv4;
      return only == null ? List.of() : List.of(only);
    }
  }

  /**
   * A virtual machine with one network card. Its gateway is the first address of its subnet; its
   * name can stand wherever a host's can.
   *
   * @param network the virtual network
   * @param addresses one, or an IPv4 and an IPv6 one; they lie in one subnet of the network, and
   *     none is a gateway
   * @param publicAddresses of the outside world, which it has for itself; one of a family at most
   * @param loopbacks further addresses of the machine itself, of which the network knows nothing
   * @param mac null: the builder chooses one from the name's order
   * @param securityGroup of its network card, or null
   * @param ipForwarding whether it forwards packets of others, and its network card lets it
   * @param firewall within the machine, or null
   */
  record VmConfig(
      SourceLocation at,
      String name,
      Located<String> network,
      List<Located<IpAddress>> addresses,
      List<Located<IpAddress>> publicAddresses,
      List<Located<IpAddress>> loopbacks,
      @Nullable MacAddress mac,
      @Nullable Located<String> securityGroup,
      boolean ipForwarding,
      @Nullable GuestFirewall firewall,
      TcpConfig tcp) {
    public VmConfig {
      addresses = List.copyOf(addresses);
      publicAddresses = List.copyOf(publicAddresses);
      loopbacks = List.copyOf(loopbacks);
    }

    /** The first of its addresses: what its name stands for. */
    public Located<IpAddress> address() {
      return addresses.get(0);
    }

    /** Its address of the same family as another, or null. */
    public @Nullable IpAddress addressLike(IpAddress other) {
      for (Located<IpAddress> own : addresses) {
        if (own.value().isIpv4() == other.isIpv4()) {
          return own.value();
        }
      }
      return null;
    }

    /** Whether one of its own addresses is this. */
    public boolean has(IpAddress address) {
      return addresses.stream().anyMatch(own -> own.value().equals(address));
    }

    /** Whether one of its public addresses is this. */
    public boolean hasPublic(IpAddress address) {
      return publicAddresses.stream().anyMatch(own -> own.value().equals(address));
    }
  }

  /** {@code kind: network-controller}: it hosts the SLB manager. */
  record NetworkControllerConfig(SourceLocation at, String name, IpConfig ip) implements IpDevice {}
}
