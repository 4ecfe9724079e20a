package io.sdnsim.scenarios.schema;

import static io.sdnsim.scenarios.schema.Scalars.ADDRESS;
import static io.sdnsim.scenarios.schema.Scalars.FILE_NAME;
import static io.sdnsim.scenarios.schema.Scalars.INTERFACE;
import static io.sdnsim.scenarios.schema.Scalars.NAME;
import static io.sdnsim.scenarios.schema.Scalars.PORT;
import static io.sdnsim.scenarios.schema.Scalars.PORT_REF;
import static io.sdnsim.scenarios.schema.Scalars.POSITIVE_TIME;
import static io.sdnsim.scenarios.schema.Scalars.PREFIX;
import static io.sdnsim.scenarios.schema.Scalars.PROTOCOL;
import static io.sdnsim.scenarios.schema.Scalars.SIZE;
import static io.sdnsim.scenarios.schema.Scalars.TEXT;
import static io.sdnsim.scenarios.schema.Scalars.TIME;
import static io.sdnsim.scenarios.schema.Scalars.TRUTH;
import static io.sdnsim.scenarios.schema.Scalars.words;
import static io.sdnsim.scenarios.schema.ScenarioFormat.list;

import io.sdnsim.scenarios.schema.Shape.Case;
import io.sdnsim.scenarios.schema.Shape.Count;
import io.sdnsim.scenarios.schema.Shape.Either;
import io.sdnsim.scenarios.schema.Shape.Fields;
import io.sdnsim.scenarios.schema.Shape.Numeric;
import io.sdnsim.scenarios.schema.Shape.Variants;
import java.util.List;

/** Traffic, events and captures. */
final class TrafficFormat {
  private static final Numeric COUNT = Numeric.whole("a number", 1, 1_000_000_000);
  private static final Numeric PER_SECOND =
      Numeric.decimal("a number per second", "0.000001", "1000000000000");
  private static final Numeric PAYLOAD = Numeric.whole("a number of bytes", 0, 65_507);

  private static final Fields TARGET =
      new Fields("target", "A VIP, a node or virtual machine, or an address.")
          .optional("vip", NAME, "The name of a VIP.")
          .optional("node", NAME, "A host or virtual machine, by its first address.")
          .optional(
              "address",
              ADDRESS,
              "Of a node, of a VIP or of an external prefix; of UDP also a broadcast or multicast.")
          .optional("port", PORT, "The destination port; ICMP has none.")
          .group(Count.EXACTLY_ONE, "vip", "node", "address");

  private static Fields flow(String name, String description) {
    return new Fields(name, description)
        .required("id", NAME, "The name of the flow.")
        .required("from", NAME, "The host or virtual machine that begins.")
        .required("to", TARGET, "Where it goes.")
        .optional("start", TIME, "0s", "When it begins.");
  }

  private static final Fields TCP =
      flow("TCP flow", "Clients that open connections, send requests and read responses.")
          .required("protocol", words("tcp"), "TCP.")
          .optional("connections", COUNT, "1", "How many, in all.")
          .optional(
              "connections-per-second", PER_SECOND, "all at once", "How many are opened a second.")
          .optional(
              "arrivals",
              words("constant", "poisson", "closed-loop"),
              "constant",
              "Even intervals, random intervals, or `users` that each wait for an answer.")
          .optional("users", COUNT, "Concurrent users of a closed loop.")
          .optional("think-time", TIME, "0s", "Pause of a user between two requests.")
          .optional("requests-per-connection", COUNT, "1", "Requests before it closes.")
          .optional("request-bytes", SIZE, "100", "Bytes of a request.")
          .optional("response-bytes", SIZE, "1000", "Bytes of a response.")
          .optional(
              "source-port", PORT, "ephemeral", "Of the first connection; the next ones follow.");

  private static final Fields UDP =
      flow("UDP flow", "Datagrams at a constant rate.")
          .required("protocol", words("udp"), "UDP.")
          .optional("packets", COUNT, "1", "How many, in all.")
          .optional("packets-per-second", PER_SECOND, "1", "How many a second.")
          .optional("payload-bytes", PAYLOAD, "100", "Payload of each.")
          .optional("source-port", PORT, "ephemeral", "The source port.")
          .optional("reply", TRUTH, "false", "Whether the receiver sends each one back.");

  private static final Fields PING =
      flow("ping", "ICMP echo requests.")
          .required(
              "ping",
              new Fields("ping settings", "May be {}.")
                  .optional("count", COUNT, "4", "How many.")
                  .optional("interval", POSITIVE_TIME, "1s", "Time between two.")
                  .optional("bytes", PAYLOAD, "56", "Payload of each.")
                  .optional("timeout", POSITIVE_TIME, "1s", "When one counts as lost.")
                  .optional(
                      "df", TRUTH, "false", "Whether IPv4 routers must not fragment (RFC 1191)."),
              "Settings; {} for the defaults.");

  private static final Fields TRACEROUTE =
      flow("traceroute", "Packets with a rising hop limit.")
          .required(
              "traceroute",
              new Fields("traceroute settings", "May be {}.")
                  .optional("protocol", words("udp", "icmp"), "udp", "What is sent.")
                  .optional("max-hops", Numeric.whole("hops", 1, 255), "30", "The last limit.")
                  .optional("probes", Numeric.whole("a number", 1, 10), "3", "Per hop.")
                  .optional("timeout", POSITIVE_TIME, "1s", "Of one probe."),
              "Settings; {} for the defaults.");

  private static final Fields PROBE =
      flow("probe", "Asks for service again and again, each time anew, to measure outages.")
          .required(
              "probe",
              new Fields("probe settings", "How often and how.")
                  .required("every", POSITIVE_TIME, "Time between two probes of one prober.")
                  .optional(
                      "probers",
                      Numeric.whole("a number", 1, 10_000),
                      "1",
                      "How many, each with a source port of its own, and so its own way through"
                          + " ECMP and load balancers. The flow's outage is that of the unluckiest.")
                  .optional("protocol", PROTOCOL, "tcp", "A connection, a datagram, an echo.")
                  .optional(
                      "timeout",
                      POSITIVE_TIME,
                      "1s; over TCP every, if that is less",
                      "When one has failed: not before an answer can be back, and over TCP before"
                          + " the next one, which has the same source port.")
                  .optional("count", COUNT, "until the end", "How many."),
              "Settings.");

  private static final Fields BULK =
      flow("bulk transfer", "One TCP connection with many bytes.")
          .required(
              "bulk",
              new Fields("bulk settings", "How much and which way.")
                  .required("bytes", SIZE, "Payload.")
                  .optional("direction", words("upload", "download"), "upload", "Who sends them."),
              "Settings.");

  private static final Fields REPLAY =
      new Fields("replay", "The packets of a capture, sent again between two endpoints.")
          .required("id", NAME, "The name of the flow.")
          .required("replay", TEXT, "A pcap or pcapng file, relative to the scenario.")
          .required("client", NAME, "The host that stands for the capture's client.")
          .required("server", TARGET, "What stands for the capture's server.")
          .optional("start", TIME, "0s", "When the first packet is sent.")
          .optional("capture-client", ADDRESS, "who begins", "The client in the capture.")
          .optional("capture-server", ADDRESS, "who answers", "The server in the capture.")
          .optional(
              "time-scale",
              Numeric.decimal("a factor", "0", "1000000"),
              "1",
              "Factor on the captured think times; 0 leaves them out.")
          .needs("capture-client", "capture-server")
          .needs("capture-server", "capture-client");

  static final Variants TRAFFIC =
      new Variants(
          "flow",
          "One flow; its kind is told by the key `replay`, `ping`, `traceroute`, `probe` or `bulk`,"
              + " else by `protocol`.",
          List.of(
              new Case("replay", null, REPLAY),
              new Case("ping", null, PING),
              new Case("traceroute", null, TRACEROUTE),
              new Case("probe", null, PROBE),
              new Case("bulk", null, BULK),
              new Case("protocol", "tcp", TCP),
              new Case("protocol", "udp", UDP)));

  private static Fields event(String key, Shape shape, String description) {
    return new Fields(key + " event", description)
        .required("at", TIME, "When it happens.")
        .optional("id", NAME, "A name, for expectations.")
        .required(key, shape, description);
  }

  private static Fields link(String name, String description) {
    return new Fields(name, description)
        .required("link", PORT_REF, "The link at this port.")
        .optional(
            "direction",
            words("out", "in", "both"),
            "both",
            "What that port sends, what it receives, or both.");
  }

  private static final Variants FAIL =
      new Variants(
          "fault",
          "Of a node or of a link.",
          List.of(
              new Case(
                  "node",
                  null,
                  new Fields("node fault", "A node fails.")
                      .required("node", NAME, "The node.")
                      .required(
                          "how",
                          words("power-off", "freeze", "process-crash", "bgp-crash", "clean-stop"),
                          "power-off: its ports lose carrier. freeze: nothing answers, carrier"
                              + " stays. process-crash: its kernel lives and closes the"
                              + " connections. bgp-crash: its BGP process alone dies. clean-stop: it says goodbye, then power-off.")),
              new Case(
                  "link",
                  null,
                  link("link fault", "A link fails.")
                      .required(
                          "how",
                          words("carrier-down", "silent-cut"),
                          "carrier-down: the receiving port notices. silent-cut: nobody does."))));

  private static final Variants RESTORE =
      new Variants(
          "repair",
          "Of a node or of a link.",
          List.of(
              new Case(
                  "node",
                  null,
                  new Fields("node repair", "The node works again.")
                      .required("node", NAME, "The node.")),
              new Case("link", null, link("link repair", "The link works again."))));

  private static final Variants CONFIG =
      new Variants(
          "configuration change",
          "An operator replaces a part of the running configuration.",
          List.of(
              new Case(
                  "node",
                  null,
                  new Fields("node change", "Of a node.")
                      .required("node", NAME, "The node.")
                      .required(
                          "set",
                          new Fields("node settings", "Exactly one; it replaces the whole value.")
                              .optional("routes", list(TopologyFormat.ROUTE), "All static routes.")
                              .optional(
                                  "networks", list(PREFIX), "All prefixes that its BGP announces.")
                              .optional(
                                  "acl",
                                  new Fields("access list", "One access list of the node.")
                                      .required("name", NAME, "Which one.")
                                      .required(
                                          "rules", list(TopologyFormat.ACL_RULE), "Its rules."),
                                  "The rules of one access list.")
                              .optional(
                                  "interface",
                                  new Fields("interface state", "shutdown or no shutdown.")
                                      .required("name", INTERFACE, "Which one.")
                                      .required("up", TRUTH, "Whether it is up."),
                                  "Takes an interface down or up.")
                              .optional(
                                  "bgp",
                                  PolicyFormat.LISTS,
                                  "BGP policy: each list and map that is named replaces the one of"
                                      + " its name.")
                              .group(
                                  Count.EXACTLY_ONE,
                                  "routes",
                                  "networks",
                                  "acl",
                                  "interface",
                                  "bgp"),
                          "The new value.")),
              new Case(
                  "vip",
                  null,
                  new Fields("VIP change", "Of a VIP, through the controller.")
                      .required("vip", NAME, "The VIP.")
                      .required(
                          "set",
                          new Fields("VIP settings", "Replaces the whole value.")
                              .optional("rules", list(SlbFormat.VIP_RULE), "All rules.")
                              .optional("enabled", TRUTH, "false takes the VIP away, true adds it.")
                              .group(Count.EXACTLY_ONE, "rules", "enabled"),
                          "The new value.")),
              new Case(
                  "vm",
                  null,
                  new Fields("virtual machine change", "Of a virtual machine.")
                      .required("vm", NAME, "The virtual machine.")
                      .required(
                          "set",
                          new Fields("virtual machine settings", "Replaces the whole value.")
                              .optional(
                                  "firewall",
                                  TopologyFormat.FIREWALL,
                                  "Its rules; connections that it knows go on.")
                              .optional(
                                  "public-ip",
                                  new Either(List.of(ADDRESS, list(ADDRESS))),
                                  "Its addresses of the outside world; [] for none. Connections"
                                      + " through one that it loses end.")
                              .group(Count.EXACTLY_ONE, "firewall", "public-ip"),
                          "The new value.")),
              new Case(
                  "network-security-group",
                  null,
                  new Fields(
                          "security group change",
                          "Of a network security group, through the controller.")
                      .required("network-security-group", NAME, "The group.")
                      .required(
                          "set",
                          new Fields("security group settings", "Replaces the whole value.")
                              .required("rules", list(TenantFormat.SECURITY_RULE), "All rules."),
                          "The new value."))));

  static final Variants EVENT =
      new Variants(
          "event",
          "Something that is done to the network.",
          List.of(
              new Case("fail", null, event("fail", FAIL, "A node or a link fails.")),
              new Case("restore", null, event("restore", RESTORE, "It works again.")),
              new Case(
                  "impair",
                  null,
                  event(
                      "impair",
                      link("link impairment", "Replaces what impaired the link before.")
                          .include(TopologyFormat.IMPAIRMENT),
                      "A link gets worse.")),
              new Case(
                  "clear",
                  null,
                  event(
                      "clear",
                      link("impairment's end", "Ends all impairments."),
                      "A link is well again.")),
              new Case(
                  "bgp-session",
                  null,
                  event(
                      "bgp-session",
                      new Fields("session event", "An operator acts on a BGP session.")
                          .required("node", NAME, "Whose operator.")
                          .required("neighbor", ADDRESS, "The other end.")
                          .required(
                              "do",
                              words("down", "up", "reset"),
                              "down: shut it down until up; reset: end it and start again.")
                          .optional(
                              "message",
                              TEXT,
                              "What the neighbor's operator is told (RFC 9003); not with up."),
                      "A BGP session is shut down, allowed or reset.")),
              new Case("config", null, event("config", CONFIG, "A configuration changes."))));

  static final Fields CAPTURE =
      new Fields(
              "capture",
              "A pcapng file of one link, or of all ports of one node. "
                  + "Packets that come back to the node go into NAME+pass2.pcapng beside it.")
          .optional("link", PORT_REF, "The link at this port.")
          .optional("node", NAME, "The node.")
          .required("file", FILE_NAME, "A file name in the current directory.")
          .group(Count.EXACTLY_ONE, "link", "node");

  private TrafficFormat() {}
}
