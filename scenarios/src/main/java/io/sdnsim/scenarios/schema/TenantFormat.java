package io.sdnsim.scenarios.schema;

import static io.sdnsim.scenarios.schema.Scalars.ADDRESS;
import static io.sdnsim.scenarios.schema.Scalars.ADDRESS_MATCH;
import static io.sdnsim.scenarios.schema.Scalars.NAME;
import static io.sdnsim.scenarios.schema.Scalars.PORT;
import static io.sdnsim.scenarios.schema.Scalars.PORTS;
import static io.sdnsim.scenarios.schema.Scalars.PORT_RANGE_TEXT;
import static io.sdnsim.scenarios.schema.Scalars.PREFIX;
import static io.sdnsim.scenarios.schema.Scalars.PROTOCOL;
import static io.sdnsim.scenarios.schema.Scalars.words;
import static io.sdnsim.scenarios.schema.ScenarioFormat.list;
import static io.sdnsim.scenarios.schema.ScenarioFormat.some;

import io.sdnsim.scenarios.schema.Shape.Count;
import io.sdnsim.scenarios.schema.Shape.Either;
import io.sdnsim.scenarios.schema.Shape.Fields;
import io.sdnsim.scenarios.schema.Shape.MapOf;
import io.sdnsim.scenarios.schema.Shape.Numeric;
import java.util.List;

/** Virtual networks and the policies of tenants. */
final class TenantFormat {
  private static final Numeric VNI = Numeric.whole("a VNI", 1, 16_777_215);

  private static final Fields SUBNET =
      new Fields("virtual subnet", "The first address of each prefix is its router's.")
          .required("vni", VNI, "VXLAN network identifier; no other subnet has it.")
          .required(
              "prefix",
              new Either(List.of(PREFIX, some(PREFIX))),
              "Its addresses, or several networks of them, such as IPv4 and IPv6.")
          .optional(
              "network-security-group", NAME, "Filters the packets of all its virtual machines.")
          .optional("route-table", NAME, "Routes the packets of all its virtual machines.");

  static final Fields VIRTUAL_NETWORK =
      new Fields("virtual network", "A tenant's network on the overlay.")
          .optional("vni", VNI, "VXLAN network identifier, where `subnets` is a list.")
          .required(
              "subnets",
              new Either(List.of(some(PREFIX), new MapOf(NAME, SUBNET))),
              "Its subnets by name; or a list of prefixes, which is one subnet.")
          .optional(
              "encapsulation",
              words("vxlan", "nvgre"),
              "vxlan",
              "What its frames are wrapped in: UDP and VXLAN, or GRE (RFC 7637), which takes 8 bytes"
                  + " less. NVGRE has no ports by which routers could spread flows; its VNIs are"
                  + " 4096 to 16777214.")
          .optional(
              "peers",
              list(NAME),
              "Networks whose machines it reaches. Each names the other; a peer's peers are none.");

  private static final Fields USER_ROUTE =
      new Fields("user-defined route", "Wins over what the network itself knows of this length.")
          .required("prefix", PREFIX, "The destinations.")
          .optional("appliance", ADDRESS, "A virtual machine with ip-forwarding.")
          .optional(
              "next-hop",
              words("none", "internet", "virtual-network"),
              "none: packets are dropped as Blackhole. internet: out of the virtual network."
                  + " virtual-network: straight to the machine.")
          .group(Count.EXACTLY_ONE, "appliance", "next-hop");

  static final Fields ROUTE_TABLE =
      new Fields("route table", "The longest prefix decides.")
          .required("routes", list(USER_ROUTE), "The routes, in any order.");

  private static final Either ADDRESSES = new Either(List.of(ADDRESS_MATCH, some(ADDRESS_MATCH)));
  private static final Either PORT_LIST = new Either(List.of(PORT, PORT_RANGE_TEXT, some(PORTS)));

  static final Fields SECURITY_RULE =
      new Fields("security rule", "What it does not name matches everything.")
          .required("name", NAME, "What drops and traces call it.")
          .required(
              "priority",
              Numeric.whole("a priority", 100, 4096),
              "The lowest is looked at first; unique in its direction.")
          .required("direction", words("inbound", "outbound"), "To or from the virtual machines.")
          .required("action", words("allow", "deny"), "What happens to flows that match.")
          .optional("protocol", PROTOCOL, "any", "The protocol; icmp stands for ICMPv6 too.")
          .optional("source", ADDRESSES, "Any", "Source networks and service tags.")
          .optional("source-ports", PORT_LIST, "any", "Source ports of TCP and UDP.")
          .optional("destination", ADDRESSES, "Any", "Destination networks and service tags.")
          .optional("destination-ports", PORT_LIST, "any", "Destination ports of TCP and UDP.");

  static final Fields SECURITY_GROUP =
      new Fields(
              "network security group",
              "Stateful rules. Behind them stand those of the platform: 65000 allows what stays in"
                  + " the virtual network, 65001 health probes in and everything out to the"
                  + " Internet, 65500 denies the rest.")
          .optional(
              "existing-flows",
              words("keep", "re-evaluate"),
              "keep",
              "When rules change, flows that had passed go on (Azure), or end where the new rules"
                  + " deny them.")
          .optional("rules", list(SECURITY_RULE), "The rules, in any order.");

  private TenantFormat() {}
}
