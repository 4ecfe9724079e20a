package io.sdnsim.scenarios.schema;

import static io.sdnsim.scenarios.schema.Scalars.ADDRESS;
import static io.sdnsim.scenarios.schema.Scalars.ASN;
import static io.sdnsim.scenarios.schema.Scalars.INTERFACE;
import static io.sdnsim.scenarios.schema.Scalars.INTERFACE_ADDRESS;
import static io.sdnsim.scenarios.schema.Scalars.MAC;
import static io.sdnsim.scenarios.schema.Scalars.NAME;
import static io.sdnsim.scenarios.schema.Scalars.PORT;
import static io.sdnsim.scenarios.schema.Scalars.PORTS;
import static io.sdnsim.scenarios.schema.Scalars.PORT_NAME;
import static io.sdnsim.scenarios.schema.Scalars.PORT_REF;
import static io.sdnsim.scenarios.schema.Scalars.POSITIVE_TIME;
import static io.sdnsim.scenarios.schema.Scalars.PREFIX;
import static io.sdnsim.scenarios.schema.Scalars.PROTOCOL;
import static io.sdnsim.scenarios.schema.Scalars.RATE;
import static io.sdnsim.scenarios.schema.Scalars.SHARE;
import static io.sdnsim.scenarios.schema.Scalars.TIME;
import static io.sdnsim.scenarios.schema.Scalars.TRANSPORT;
import static io.sdnsim.scenarios.schema.Scalars.TRUTH;
import static io.sdnsim.scenarios.schema.Scalars.VLAN;
import static io.sdnsim.scenarios.schema.Scalars.words;
import static io.sdnsim.scenarios.schema.ScenarioFormat.list;
import static io.sdnsim.scenarios.schema.ScenarioFormat.some;

import io.sdnsim.scenarios.schema.Shape.Case;
import io.sdnsim.scenarios.schema.Shape.Count;
import io.sdnsim.scenarios.schema.Shape.Either;
import io.sdnsim.scenarios.schema.Shape.Fields;
import io.sdnsim.scenarios.schema.Shape.ListOf;
import io.sdnsim.scenarios.schema.Shape.MapOf;
import io.sdnsim.scenarios.schema.Shape.Numeric;
import io.sdnsim.scenarios.schema.Shape.Variants;
import java.util.List;

/** Nodes, links and the load balancer. */
final class TopologyFormat {
  private static final Numeric COUNT = Numeric.whole("a number", 1, 100_000_000);
  private static final Numeric MTU = Numeric.whole("an MTU", 68, 65_535);

  /** Impairments of one direction; events use them too. */
  static final Fields IMPAIRMENT =
      new Fields("impairment", "Faults of one direction of a link.")
          .optional("delay", TIME, "0s", "Added to the propagation delay.")
          .optional("jitter", TIME, "0s", "A further delay, uniform between 0 and this.")
          .optional("rate", RATE, "Replaces the rate of the link.")
          .optional("loss", SHARE, "0%", "Probability of losing a frame.")
          .optional("corruption", SHARE, "0%", "Probability of damaging a frame.")
          .optional("duplication", SHARE, "0%", "Probability of delivering a frame twice.")
          .optional("reordering", SHARE, "0%", "Probability of holding a frame back.")
          .optional("reorder-delay", TIME, "1ms", "How long such a frame is held back.");

  private static final Fields LINK_SETTINGS =
      new Fields("link settings", "Properties of a link, the same in both directions.")
          .optional("rate", RATE, "10Gbps", "Bits per second.")
          .optional("delay", TIME, "1us", "Propagation delay.")
          .optional("mtu", MTU, "1500", "The largest IP packet, in bytes.")
          .optional("queue", COUNT, "1000", "Frames that may wait behind the one being sent.")
          .optional(
              "overhead",
              Numeric.whole("a number of bytes", 0, 1000),
              "24",
              "Bytes that a frame takes on the line beyond its own: FCS, preamble and gap.");

  private static final Fields TCP =
      new Fields("tcp", "How a host's TCP behaves.")
          .optional(
              "profile",
              words("rfc6298", "linux"),
              "rfc6298",
              "The values of the RFCs (minimum RTO 1 s) or those of Linux (200 ms).")
          .optional("min-rto", POSITIVE_TIME, "Lower bound of the retransmission timeout.");

  private static final Fields ARP =
      new Fields("arp", "Address resolution: ARP and neighbor discovery.")
          .optional("timeout", POSITIVE_TIME, "20min", "How long an answer is believed.")
          .optional(
              "retries",
              Numeric.whole("a number", 0, 100),
              "3",
              "Requests after the first before the neighbor counts as unreachable.")
          .optional("retry-interval", POSITIVE_TIME, "1s", "Time between requests.");

  private static final Fields DEFAULTS =
      new Fields("defaults", "Settings of all nodes and links that do not say otherwise.")
          .optional("link", LINK_SETTINGS, "For every link.")
          .optional("tcp", TCP, "For every node and virtual machine.")
          .optional("arp", ARP, "For every node.");

  private static final Fields INTERFACE_FIELDS =
      new Fields("interface settings", "An interface, or a VLAN on a port when its name has a dot.")
          .optional("addresses", list(INTERFACE_ADDRESS), "Addresses with their subnets.")
          .optional("mtu", MTU, "the link's", "The largest IP packet, in bytes.")
          .optional("mac", MAC, "chosen", "Its MAC address.")
          .optional("acl-in", NAME, "The access list for packets that come in.")
          .optional("acl-out", NAME, "The access list for packets that go out.")
          .optional("up", TRUTH, "true", "false: administratively down at the start.");

  private static final Either ADDRESSES = new Either(List.of(ADDRESS, some(ADDRESS)));

  static final Fields ROUTE =
      new Fields("static route", "A static route: to next hops, out of an interface, or nowhere.")
          .required("prefix", PREFIX, "The destinations.")
          .optional("via", ADDRESSES, "The next hop; several share the load.")
          .optional("interface", INTERFACE, "Where the destinations are directly connected.")
          .optional("blackhole", TRUTH, "true: packets are dropped as Blackhole.")
          .optional(
              "distance", Numeric.whole("a distance", 1, 255), "1", "Administrative distance.")
          .optional("bfd", SessionFormat.BFD, "Only next hops that BFD holds for up are used.")
          .group(Count.EXACTLY_ONE, "via", "interface", "blackhole")
          .needs("bfd", "via");

  static final Fields ACL_RULE =
      new Fields("access list rule", "What it does not name matches everything.")
          .required("action", words("permit", "deny"), "What happens to a matching packet.")
          .optional("protocol", PROTOCOL, "any", "The protocol.")
          .optional("source", PREFIX, "any", "Source addresses.")
          .optional("destination", PREFIX, "any", "Destination addresses.")
          .optional("source-port", PORTS, "any", "Source ports.")
          .optional("destination-port", PORTS, "any", "Destination ports.");

  private static final Variants NAT_RULE =
      new Variants(
          "NAT rule",
          "Address translation; the first rule that matches translates.",
          List.of(
              new Case(
                  "kind",
                  "source",
                  new Fields("source NAT", "Translates the source of packets that leave.")
                      .required("kind", words("source"), "Source NAT.")
                      .required("out", INTERFACE, "The interface where they leave.")
                      .optional("source", PREFIX, "all", "Only these sources.")
                      .optional("address", ADDRESS, "the interface's", "The new source.")
                      .optional("ports", PORTS, "1024-65535", "Ports that may be used.")),
              new Case(
                  "kind",
                  "destination",
                  new Fields(
                          "destination NAT", "Translates the destination of packets that arrive.")
                      .required("kind", words("destination"), "Destination NAT.")
                      .required("in", INTERFACE, "The interface where they arrive.")
                      .optional("protocol", TRANSPORT, "any", "The protocol.")
                      .optional("address", ADDRESS, "the interface's", "The old destination.")
                      .optional("port", PORTS, "all", "The old destination port or ports.")
                      .required("to", ADDRESS, "The new destination.")
                      .optional("to-port", PORT, "the same", "The new port.")
                      .needs("port", "protocol")
                      .needs("to-port", "port"))));

  private static final Fields NAT_LIMITS =
      new Fields("NAT limits", "Timeouts and size of the translation table.")
          .optional("bindings", COUNT, "65536", "Bindings that the table holds.")
          .optional("tcp-idle", POSITIVE_TIME, "124min", "Of an established connection (RFC 5382).")
          .optional(
              "tcp-transitory", POSITIVE_TIME, "4min", "Of one that opens or closes (RFC 5382).")
          .optional("udp-idle", POSITIVE_TIME, "5min", "Of UDP (RFC 4787).")
          .optional("icmp-idle", POSITIVE_TIME, "60s", "Of ICMP queries (RFC 5508).");

  private static final Fields NEIGHBOR =
      new Fields("BGP neighbor", "One neighbor, or every neighbor of a range.")
          .optional("address", ADDRESS, "The neighbor.")
          .optional("range", PREFIX, "Sessions from all these addresses are accepted.")
          .optional("limit", COUNT, "100", "Sessions that the range accepts.")
          .required("remote-as", ASN, "The neighbor's AS; our own for iBGP.")
          .optional("keepalive", TIME, "hold / 3", "Time between KEEPALIVEs.")
          .optional("hold", TIME, "90s", "Hold time that we offer: 0s, or 3s and more.")
          .optional("connect-retry", POSITIVE_TIME, "120s", "Time between attempts to connect.")
          .optional("passive", TRUTH, "false", "true: wait for the neighbor to connect.")
          .optional(
              "ebgp-multihop",
              Numeric.whole("a number of hops", 1, 255),
              "1",
              "TTL towards an eBGP neighbor.")
          .optional("update-source", INTERFACE, "The interface or loopback that we speak from.")
          .optional(
              "advertisement-interval", TIME, "0s", "Least time between updates for a prefix.")
          .include(SessionFormat.NEIGHBOR)
          .include(PolicyFormat.NEIGHBOR)
          .group(Count.EXACTLY_ONE, "address", "range")
          .needs("limit", "range");

  private static final Fields BGP =
      new Fields("bgp", "A BGP-4 speaker.")
          .required("asn", ASN, "Our AS.")
          .optional(
              "router-id", ADDRESS, "the highest loopback or interface address", "Identifier.")
          .optional(
              "timing",
              words("ideal", "frr"),
              "ideal",
              "How long it takes: no time, or as FRR, 50 ms to choose paths and 10 ms to follow.")
          .optional(
              "route-selection-delay",
              TIME,
              "that of timing",
              "From a change to the choice of paths; changes meanwhile are decided together.")
          .optional(
              "fib-install-delay",
              TIME,
              "that of timing",
              "From the choice of paths until packets follow it.")
          .optional("maximum-paths", Numeric.whole("a number", 1, 256), "1", "Next hops by eBGP.")
          .optional(
              "maximum-paths-ibgp", Numeric.whole("a number", 1, 256), "1", "Next hops by iBGP.")
          .optional(
              "multipath-relax", TRUTH, "false", "Share the load over different neighbor ASes.")
          .optional(
              "import-check",
              TRUTH,
              "true",
              "Announce a network only while we have a route of exactly that prefix.")
          .optional(
              "redistribute", list(words("connected", "static")), "Routes to announce as well.")
          .include(SessionFormat.SPEAKER)
          .include(PolicyFormat.SPEAKER)
          .optional("mrt", list(MrtFormat.RECORDING), "Routes from recorded files.")
          .required("neighbors", list(NEIGHBOR), "Whom we speak to.");

  private static Fields ipDevice(String kind, String description) {
    return new Fields(kind, description)
        .required("kind", words(kind), "What the node is.")
        .optional("interfaces", new MapOf(INTERFACE, INTERFACE_FIELDS), "Interfaces by name.")
        .optional("loopbacks", new MapOf(PORT_NAME, INTERFACE_ADDRESS), "Addresses always up.")
        .optional("gateway", ADDRESS, "Next hop of the default route.")
        .optional("routes", list(ROUTE), "Static routes.")
        .optional(
            "bfd-peers",
            list(SessionFormat.BFD_PEER),
            "Neighbors that watch us with BFD, such as with their static routes.")
        .optional("acls", new MapOf(NAME, list(ACL_RULE)), "Access lists by name.")
        .optional("arp", ARP, "Address resolution.")
        .optional("tcp", TCP, "TCP of the node itself.");
  }

  private static Fields forwarder(String kind, String description) {
    return ipDevice(kind, description)
        .optional("icmp-redirects", TRUTH, "false", "Send ICMP redirects.")
        .optional(
            "ecmp-seed",
            Numeric.whole("a seed", 0, Long.MAX_VALUE),
            "from the node's name",
            "Seed of the hash that spreads flows over next hops.");
  }

  static final Fields FIREWALL =
      new Fields(
              "guest firewall",
              "A virtual machine's own firewall, in itself. It is stateful: what may begin may be"
                  + " answered. A direction without rules lets everything begin; with rules, the"
                  + " first that matches decides, and the rest is dropped as FirewallDenied.")
          .optional("inbound", list(ACL_RULE), "For what others begin.")
          .optional("outbound", list(ACL_RULE), "For what the machine begins.");

  private static final Fields VM =
      new Fields("virtual machine", "A guest with one network card.")
          .required("network", NAME, "Its virtual network.")
          .required(
              "address",
              ADDRESSES,
              "Its address, or an IPv4 and an IPv6 one of one subnet. The first of each of the"
                  + " subnet's prefixes is its gateway. Its name stands for the first of them.")
          .optional(
              "public-ip",
              ADDRESSES,
              "An address of the outside world that is its alone, one of each family at most. Muxes"
                  + " announce it, every protocol and port of it is open, and what the machine sends"
                  + " to the world comes from it; `outbound` of `slb` is the way.")
          .optional(
              "loopbacks",
              some(ADDRESS),
              "Further addresses of the machine itself, such as a VIP with `floating-ip`.")
          .optional("mac", MAC, "chosen", "Its MAC address.")
          .optional("network-security-group", NAME, "Filters the packets of its network card.")
          .optional(
              "ip-forwarding",
              TRUTH,
              "false",
              "It forwards packets of others, such as a firewall; its network card lets it.")
          .optional("firewall", FIREWALL, "Filters packets within the machine.")
          .optional("tcp", TCP, "Its TCP.");

  private static final Fields SWITCH_PORT =
      new Fields("switch port", "An access port, or a trunk.")
          .optional("access", VLAN, "1", "The VLAN of an access port.")
          .optional("trunk", some(VLAN), "Tagged VLANs of a trunk.")
          .optional("native", VLAN, "The untagged VLAN of a trunk.")
          .group(Count.AT_MOST_ONE, "access", "trunk")
          .needs("native", "trunk");

  static final Variants NODE =
      new Variants(
          "node",
          "A device; `kind` says which.",
          List.of(
              new Case("kind", "host", ipDevice("host", "An end system; it forwards nothing.")),
              new Case(
                  "kind",
                  "router",
                  forwarder("router", "Forwards packets, filters and translates them.")
                      .optional("nat", list(NAT_RULE), "Address translation.")
                      .optional("nat-limits", NAT_LIMITS, "Limits of the translation.")
                      .optional("bgp", BGP, "Dynamic routing.")),
              new Case(
                  "kind",
                  "switch",
                  new Fields("switch", "An Ethernet bridge. Its ports are those that links name.")
                      .required("kind", words("switch"), "What the node is.")
                      .optional(
                          "ports",
                          new MapOf(PORT_NAME, SWITCH_PORT),
                          "access ports of VLAN 1",
                          "VLANs of the ports.")
                      .optional(
                          "ageing", POSITIVE_TIME, "300s", "How long an idle MAC address is kept.")
                      .optional("mac-table", COUNT, "8192", "Addresses that the table holds.")),
              new Case(
                  "kind",
                  "slb-mux",
                  forwarder("slb-mux", "A load balancer's Mux; announces the VIPs by BGP.")
                      .optional("bgp", BGP, "Its sessions with the routers.")
                      .optional("flows", SlbFormat.MUX_FLOWS, "Limits of its flow table.")
                      .optional("capacity", SlbFormat.MUX_CAPACITY, "unlimited", "Its limits.")),
              new Case(
                  "kind",
                  "virtual-host",
                  ipDevice("virtual-host", "A hypervisor with a virtual switch.")
                      .optional(
                          "provider-addresses",
                          some(ADDRESS),
                          "its first IPv4 address, or IPv6 where it has no other",
                          "Where its tunnels end, one for each network card of its team; its virtual"
                              + " machines belong to them in turn. All hosts have them of one"
                              + " family.")
                      .optional("vms", new MapOf(NAME, VM), "Virtual machines by name.")),
              new Case(
                  "kind",
                  "network-controller",
                  ipDevice("network-controller", "Programs Muxes and hosts."))));

  private static final Fields LINK_IMPAIRMENTS =
      new Fields("impairments", "Faults from the start, by direction.")
          .optional("from-first", IMPAIRMENT, "Of frames that the first endpoint sends.")
          .optional("from-second", IMPAIRMENT, "Of frames that the second endpoint sends.");

  private static final Fields LINK =
      new Fields("link", "A cable between two ports; each port has one link at most.")
          .required(
              "endpoints",
              new ListOf(PORT_REF, 2, 2),
              "The two ports, as [\"node:port\", \"node:port\"].")
          .include(LINK_SETTINGS)
          .optional("impair", LINK_IMPAIRMENTS, "Faults from the start of the run.");

  static final Fields TOPOLOGY =
      new Fields("topology", "The nodes and the cables between them.")
          .optional("defaults", DEFAULTS, "Settings that nodes and links start from.")
          .required("nodes", new MapOf(NAME, NODE), "Devices by name.")
          .optional("links", list(LINK), "Cables.");

  static final Fields EXTERNAL_PREFIX =
      new Fields("external prefix", "A part of the outside world.")
          .required("prefix", PREFIX, "Its addresses; traffic may go to any of them.")
          .required("node", NAME, "The host that answers for all of them.");

  private TopologyFormat() {}
}
