package io.sdnsim.scenarios.schema;

import static io.sdnsim.scenarios.schema.Scalars.ADDRESS;
import static io.sdnsim.scenarios.schema.Scalars.NAME;
import static io.sdnsim.scenarios.schema.Scalars.PATH;
import static io.sdnsim.scenarios.schema.Scalars.PORT;
import static io.sdnsim.scenarios.schema.Scalars.PORTS;
import static io.sdnsim.scenarios.schema.Scalars.POSITIVE_RATE;
import static io.sdnsim.scenarios.schema.Scalars.POSITIVE_TIME;
import static io.sdnsim.scenarios.schema.Scalars.PREFIX;
import static io.sdnsim.scenarios.schema.Scalars.RULE_IDLE_TIME;
import static io.sdnsim.scenarios.schema.Scalars.TIME;
import static io.sdnsim.scenarios.schema.Scalars.TRANSPORT;
import static io.sdnsim.scenarios.schema.Scalars.TRUTH;
import static io.sdnsim.scenarios.schema.Scalars.words;
import static io.sdnsim.scenarios.schema.ScenarioFormat.list;
import static io.sdnsim.scenarios.schema.ScenarioFormat.some;

import io.sdnsim.scenarios.schema.Shape.Case;
import io.sdnsim.scenarios.schema.Shape.Choice;
import io.sdnsim.scenarios.schema.Shape.Count;
import io.sdnsim.scenarios.schema.Shape.Either;
import io.sdnsim.scenarios.schema.Shape.Fields;
import io.sdnsim.scenarios.schema.Shape.MapOf;
import io.sdnsim.scenarios.schema.Shape.Numeric;
import io.sdnsim.scenarios.schema.Shape.Variants;
import java.util.List;
import java.util.Locale;

/** The load balancer: VIPs, their rules, and what a Mux has. */
final class SlbFormat {
  private static final Choice OUTBOUND = words("via-mux", "direct");
  private static final Numeric FLOWS = Numeric.whole("a number", 1, 50_000_000);

  static final Fields MUX_FLOWS =
      new Fields("flow table", "Limits of a Mux's flow table.")
          .optional(
              "limit",
              FLOWS,
              "1000000",
              "Trusted flows, of which more than one packet was seen; further ones are not"
                  + " remembered for long.")
          .optional(
              "idle-timeout",
              POSITIVE_TIME,
              "4min",
              "A trusted flow without a packet for so long is forgotten.")
          .optional(
              "untrusted-limit",
              FLOWS,
              "250000",
              "Flows of which one packet was seen; further ones are balanced by the hash alone.")
          .optional(
              "untrusted-idle-timeout",
              POSITIVE_TIME,
              "10s",
              "An untrusted flow without a packet for so long is forgotten.");

  static final Fields MUX_CAPACITY =
      new Fields("Mux capacity", "What a Mux can bear; more is dropped.")
          .optional(
              "packets-per-second",
              Numeric.whole("a number", 1, 1_000_000_000),
              "any number",
              "Packets that its CPU receives, BGP's among them; Ananta gives a core 220,000.")
          .optional(
              "queue",
              Numeric.whole("a number", 0, 1_000_000),
              "1024",
              "Packets that wait for the CPU; more are dropped as `CpuOverloaded`.")
          .optional(
              "bgp-reservation",
              Numeric.whole("a number", 0, 1_000_000_000),
              "0: none",
              "The part of packets-per-second that BGP, BFD, ARP, neighbor discovery and the control"
                  + " channel have to themselves, with a queue of their own.")
          .optional(
              "bandwidth",
              POSITIVE_RATE,
              "as much as the links carry",
              "VIPs that take more than their fair share of it, by the number of their virtual"
                  + " machines, lose packets as `OverFairShare`.")
          .group(Count.AT_LEAST_ONE, "packets-per-second", "bandwidth")
          .needs("queue", "packets-per-second")
          .needs("bgp-reservation", "packets-per-second");

  private static final Fields OVERLOAD =
      new Fields("overload", "A Mux whose CPU drops packets reports the VIPs that get most.")
          .optional(
              "detection", POSITIVE_TIME, "20s", "How long it must last until the Mux reports.")
          .optional(
              "black-hole",
              POSITIVE_TIME,
              "10min",
              "How long the manager then withdraws the topmost VIP from all Muxes.");

  private static final Fields SELECTION =
      new Fields("backend selection", "How the backends of new flows are chosen.")
          .optional(
              "selection",
              words("ananta", "maglev", "rendezvous-pair"),
              "ananta, or that of the load balancer",
              "A hash modulo their number, a Maglev table, or a rendezvous pair: over TCP the first of"
                  + " the two hands packets of connections that it does not have on to the second,"
                  + " and Muxes remember none. UDP goes to the first.")
          .optional(
              "maglev-table",
              Numeric.whole("a prime", 2, 10_000_019),
              "the smallest prime above 100 times the backends",
              "Entries of a Maglev table. The size stays as backends come and go, as long as there"
                  + " are 50 entries for each.")
          .needs("maglev-table", "selection");

  private static Fields healthProbe(String protocol, String description) {
    return new Fields(protocol.toUpperCase(Locale.ROOT) + " health probe", description)
        .required("protocol", words(protocol), "How it asks.")
        .optional("port", PORT, "the rule's backend-port", "The port of the virtual machine.")
        .required("interval", POSITIVE_TIME, "From one attempt to the next.")
        .required(
            "count",
            Numeric.whole("a number", 1, 1000),
            "Failures in a row that take it down; one success brings it back.");
  }

  private static final Variants HEALTH_PROBE =
      new Variants(
          "health probe",
          "What the host of each backend does to find out whether new flows may go there. It asks"
              + " from 168.63.129.16, or fe80::1234:5678:9abc over IPv6.",
          List.of(
              new Case(
                  "protocol",
                  "tcp",
                  healthProbe("tcp", "The virtual machine is well when it takes a connection.")),
              new Case(
                  "protocol",
                  "http",
                  healthProbe("http", "The virtual machine is well when it answers 200.")
                      .required("path", PATH, "What it is asked for."))));

  private static final String FLOATING_IP_HELP =
      "Packets reach the virtual machine with the VIP as their destination: it needs the VIP under"
          + " `loopbacks`, and answers from it.";

  private static final Fields IDLENESS =
      new Fields("idleness", "What becomes of flows without packets.")
          .optional(
              "idle-timeout",
              RULE_IDLE_TIME,
              "that of the Mux, 4min",
              "A flow without a packet for so long is forgotten, by Muxes and hosts.")
          .optional(
              "tcp-reset",
              TRUTH,
              "false",
              "Whether both ends of an established TCP connection that is forgotten for being idle"
                  + " get a reset.");

  static final Fields VIP_RULE =
      new Fields("VIP rule", "Spreads connections to one port over virtual machines.")
          .required("protocol", TRANSPORT, "The protocol.")
          .required("port", PORT, "The port of the VIP.")
          .optional("backend-port", PORT, "the same", "The port of the virtual machines.")
          .required("backends", list(NAME), "The virtual machines.")
          .optional(
              "draining",
              list(NAME),
              "Those backends that get no new flows; what they have goes on.")
          .include(SELECTION)
          .optional(
              "distribution",
              words("5-tuple", "source-ip", "source-ip-protocol"),
              "5-tuple",
              "What of a flow decides about its backend: all, both addresses, or these and the"
                  + " protocol.")
          .include(IDLENESS)
          .optional("probe", HEALTH_PROBE, "Leaves out backends that do not answer.")
          .optional("floating-ip", TRUTH, "false", FLOATING_IP_HELP);

  private static final Fields INBOUND_NAT =
      new Fields("inbound NAT rule", "Leads one port to one virtual machine.")
          .required("protocol", TRANSPORT, "The protocol.")
          .required("port", PORT, "The port of the VIP.")
          .required("vm", NAME, "The virtual machine.")
          .optional("vm-port", PORT, "the same", "Its port.")
          .include(IDLENESS)
          .optional("floating-ip", TRUTH, "false", FLOATING_IP_HELP);

  private static final Fields SNAT_POOL =
      new Fields(
              "SNAT pool",
              "Source ports that virtual machines lease, a range at a time: the first packet of a"
                  + " connection waits at its host until the manager has told all Muxes.")
          .required("vms", some(NAME), "The virtual machines; each leases from one pool only.")
          .optional("ports", PORTS, "1024-65535", "The ports; no rule may be for one of them.")
          .optional(
              "range",
              Numeric.whole("a number", 1, 32_768),
              "8",
              "Ports of a range, 2 to some power.")
          .optional(
              "preallocate",
              Numeric.whole("a number", 0, 64_512),
              "0",
              "Ports that each virtual machine has from the start, and for good.")
          .optional(
              "max-per-vm",
              Numeric.whole("a number", 0, 65_536),
              "1024",
              "The most ports of a virtual machine, those included.")
          .optional(
              "prediction",
              TIME,
              "5s",
              "A virtual machine that asks again within this time gets twice the ranges, up to 8.")
          .optional(
              "queue",
              Numeric.whole("a number", 0, 1_000_000),
              "64",
              "Packets of one virtual machine that wait for ports; more are dropped.")
          .optional(
              "idle-timeout",
              POSITIVE_TIME,
              "4min",
              "A range without a connection goes back then.");

  private static final Fields VIP =
      new Fields("VIP", "A virtual IP address that every Mux announces.")
          .required("address", ADDRESS, "The address.")
          .optional("enabled", TRUTH, "true", "false: not there until an event enables it.")
          .optional(
              "network",
              NAME,
              "The virtual network that the address is of: an internal load balancer, for the"
                  + " machines of the network and its peers alone.")
          .optional("icmp", words("drop", "reply"), "drop", "What echo requests get.")
          .optional(
              "outbound",
              OUTBOUND,
              "that of the load balancer",
              "How packets leave that the virtual machines under `snat` or `snat-pool` send.")
          .optional("rules", list(VIP_RULE), "What is balanced.")
          .optional(
              "inbound-nat", list(INBOUND_NAT), "Ports that lead to one virtual machine each.")
          .optional(
              "outbound-only",
              TRUTH,
              "false",
              "It has no rules: it is for what virtual machines begin, and what others begin is"
                  + " dropped as OutboundOnlyVip, or UnsolicitedInbound at the host.")
          .optional(
              "snat",
              new MapOf(NAME, PORTS),
              "Source ports of the VIP for what a virtual machine sends to the world.")
          .optional("snat-pool", SNAT_POOL, "Source ports that virtual machines lease.");

  static final Fields SLB =
      new Fields("slb", "The software load balancer.")
          .required(
              "manager",
              new Either(List.of(NAME, some(NAME))),
              "A network-controller node; several are replicas, of which one is the primary: the"
                  + " first that most others hear.")
          .required("muxes", some(NAME), "Nodes of kind slb-mux.")
          .optional(
              "outbound",
              OUTBOUND,
              "via-mux",
              "Whether outbound packets go through a Mux or leave the host directly.")
          .optional(
              "hash-seed",
              Numeric.whole("a seed", 0, Long.MAX_VALUE),
              "0",
              "Seed of the hash that chooses backends, the same in all Muxes.")
          .include(SELECTION)
          .optional(
              "snat-processing",
              TIME,
              "50ms",
              "How long the manager works on one request for SNAT ports; the next one waits.")
          .optional(
              "fastpath",
              new Either(List.of(TRUTH, some(PREFIX))),
              "false",
              "Whether connections between VIPs leave the Muxes once they are established and go"
                  + " from host to host; a list: between VIPs of these subnets.")
          .optional("overload", OVERLOAD, "What is done about overloaded Muxes.")
          .required("vips", new MapOf(NAME, VIP), "VIPs by name.");

  private SlbFormat() {}
}
