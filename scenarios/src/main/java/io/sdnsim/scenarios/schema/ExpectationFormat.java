package io.sdnsim.scenarios.schema;

import static io.sdnsim.scenarios.schema.Scalars.ADDRESS;
import static io.sdnsim.scenarios.schema.Scalars.NAME;
import static io.sdnsim.scenarios.schema.Scalars.PORTS;
import static io.sdnsim.scenarios.schema.Scalars.PREFIX;
import static io.sdnsim.scenarios.schema.Scalars.RATE;
import static io.sdnsim.scenarios.schema.Scalars.SHARE;
import static io.sdnsim.scenarios.schema.Scalars.TIME;
import static io.sdnsim.scenarios.schema.Scalars.TRUTH;
import static io.sdnsim.scenarios.schema.Scalars.words;
import static io.sdnsim.scenarios.schema.ScenarioFormat.some;

import io.sdnsim.scenarios.model.Expectation.Counter;
import io.sdnsim.scenarios.schema.Shape.Case;
import io.sdnsim.scenarios.schema.Shape.Count;
import io.sdnsim.scenarios.schema.Shape.Either;
import io.sdnsim.scenarios.schema.Shape.Fields;
import io.sdnsim.scenarios.schema.Shape.Numeric;
import io.sdnsim.scenarios.schema.Shape.Variants;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Expectations. */
final class ExpectationFormat {
  private static final Numeric NUMBER = Numeric.whole("a number", 0, Long.MAX_VALUE);
  private static final Either NUMBERS = range("number range", NUMBER);
  private static final Either TIMES = range("time range", TIME);
  private static final Either RATES = range("rate range", RATE);

  private static final Fields INTERVAL =
      new Fields("interval", "May be {} for the whole run.")
          .optional("from", TIME, "0s", "The beginning.")
          .optional("to", TIME, "the end of the run", "The end.");

  /** One value, or an object with min and max; they must not look the same to YAML. */
  private static Either range(String name, Shape value) {
    return new Either(List.of(value, bounds(name, value)));
  }

  private static Fields bounds(String name, Shape value) {
    return new Fields(name, "At least one bound; both are included.")
        .optional("min", value, "The least.")
        .optional("max", value, "The most.")
        .group(Count.AT_LEAST_ONE, "min", "max");
  }

  private static Fields timed(String name, String description) {
    return new Fields(name, description)
        .required("id", NAME, "The name of the expectation.")
        .optional(
            "at",
            TIME,
            "The instant at which a state holds; the first packet sent from then on; for a measure,"
                + " the end of its interval.")
        .optional("always", INTERVAL, "The interval of which every instant or packet is like this.")
        .optional("after", NAME, "An event: the state must begin after it.")
        .optional("not-before", TIME, "0s", "Time since the event, at least.")
        .optional("within", TIME, "up to the end", "Time since the event, at most.")
        .needs("not-before", "after")
        .needs("within", "after");
  }

  /** Of a state or of packets: may be forbidden. */
  private static Fields state(String name, String description) {
    return timed(name, description)
        .optional("never", INTERVAL, "The interval in which no instant or packet is like this.")
        .group(Count.AT_MOST_ONE, "at", "always", "never", "after");
  }

  private static Fields measure(String name, String description) {
    return timed(name, description).group(Count.AT_MOST_ONE, "at", "always", "after");
  }

  private static Fields ofFlow(Fields fields) {
    return fields.required("flow", NAME, "The flow that it is about.");
  }

  private static Fields directed(Fields fields) {
    return ofFlow(fields)
        .optional("direction", words("request", "reply"), "request", "Which way the packets go.");
  }

  private static final Either VISIT =
      new Either(
          List.of(
              NAME,
              new Fields("alternatives", "Any of several nodes.")
                  .required("any-of", some(NAME), "The nodes.")));

  private static final Fields REWRITE =
      new Fields("rewrite", "The packet where it leaves a node; inside a tunnel, the inner one.")
          .required("node", NAME, "The node that it leaves.")
          .optional("source", ADDRESS, "Source address.")
          .optional("destination", ADDRESS, "Destination address.")
          .optional("source-port", PORTS, "Source port, or the range that it lies in.")
          .optional("destination-port", PORTS, "Destination port, or the range that it lies in.")
          .optional("ttl", Numeric.whole("a TTL", 1, 255), "TTL or hop limit.")
          .optional("outer-source", ADDRESS, "Source address of the tunnel.")
          .optional("outer-destination", ADDRESS, "Destination address of the tunnel.")
          .optional(
              "vni",
              Numeric.whole("a VNI", 1, 16_777_215),
              "VXLAN network identifier, or NVGRE's VSID.")
          .group(
              Count.AT_LEAST_ONE,
              "source",
              "destination",
              "source-port",
              "destination-port",
              "ttl",
              "outer-source",
              "outer-destination",
              "vni");

  private static final Fields PATH =
      directed(state("path expectation", "The nodes that packets of a flow go through."))
          .optional(
              "visits",
              some(VISIT),
              "All nodes in order, both ends included. Switches may be left out.")
          .optional("avoids", some(NAME), "Nodes that no packet may visit.")
          .group(Count.AT_LEAST_ONE, "visits", "avoids");

  private static final Fields REWRITES =
      directed(state("rewrite expectation", "What packets look like where they leave nodes."))
          .required("rewrites", some(REWRITE), "One entry for each node.");

  private static final Fields SYMMETRY =
      ofFlow(state("symmetry expectation", "Whether replies take the way of their requests."))
          .required("symmetric", TRUTH, "true: the same nodes in reverse order.");

  private static final Fields REACHABLE =
      ofFlow(state("reachability expectation", "Requests of the flow are answered."))
          .required("reachable", TRUTH, "true: answered; false: not.");

  private static final Fields UNREACHABLE =
      ofFlow(state("unreachability expectation", "Requests of the flow are not answered."))
          .required(
              "unreachable",
              new Fields("cause", "May be {}.")
                  .optional("reason", NAME, "any", "The drop that ended them, such as NoRoute.")
                  .optional("node", NAME, "any", "The node that dropped them."),
              "Why; {} for any cause.");

  private static final Fields ROUTE =
      state("route expectation", "A prefix in a forwarding table.")
          .required(
              "route",
              new Fields("route state", "Exactly this prefix.")
                  .required("node", NAME, "Whose table.")
                  .required("prefix", PREFIX, "The prefix.")
                  .optional("present", TRUTH, "true", "false: the table does not have it.")
                  .optional(
                      "next-hops",
                      new Either(List.of(Numeric.whole("a number", 0, 4096), some(ADDRESS))),
                      "How many next hops, or which ones.")
                  .optional(
                      "protocol",
                      words("connected", "static", "bgp"),
                      "Where the route comes from."),
              "The route.");

  private static final Fields SESSION =
      state("session expectation", "A BGP session as one end sees it.")
          .required(
              "session",
              new Fields("session state", "Its state, or how it ended.")
                  .required("node", NAME, "The end that is asked.")
                  .required("neighbor", ADDRESS, "The other end.")
                  .optional(
                      "state",
                      words(
                          "idle", "connect", "active", "open-sent", "open-confirm", "established"),
                      "The state.")
                  .optional(
                      "silence",
                      TIMES,
                      "Time from the last KEEPALIVE or UPDATE received until it went down.")
                  .group(Count.AT_LEAST_ONE, "state", "silence"),
              "The session.");

  private static final Fields LOSS =
      ofFlow(measure("loss expectation", "Packets of the flow that were dropped, both ways."))
          .required(
              "loss",
              new Fields("loss bounds", "In packets, or as a share of those sent.")
                  .optional("min", NUMBER, "The fewest packets.")
                  .optional("max", NUMBER, "The most packets.")
                  .optional("max-share", SHARE, "The greatest share.")
                  .group(Count.AT_LEAST_ONE, "min", "max", "max-share"),
              "Bounds.");

  private static final Fields LATENCY =
      ofFlow(measure("latency expectation", "One-way time of the flow's request packets."))
          .required(
              "latency",
              new Fields("latency bounds", "Of one statistic.")
                  .optional(
                      "of", words("min", "mean", "p50", "p99", "max"), "max", "The statistic.")
                  .include(bounds("latency bounds", TIME)),
              "Bounds.");

  private static Fields flowMeasure(String key, Shape shape, String description) {
    return ofFlow(measure(key + " expectation", description)).required(key, shape, "Bounds.");
  }

  private static final Fields CONNECTIONS =
      ofFlow(measure("connections expectation", "How the flow's connections fared."))
          .required(
              "connections",
              new Fields("connection counts", "Each a number or bounds.")
                  .optional("opened", NUMBERS, "Attempts to connect.")
                  .optional("completed", NUMBERS, "Served in full and closed in order.")
                  .optional("broken", NUMBERS, "Reset, timed out or refused.")
                  .group(Count.AT_LEAST_ONE, "opened", "completed", "broken"),
              "Counts.");

  private static final Fields BALANCE =
      ofFlow(measure("balance expectation", "How evenly the flow's connections are spread."))
          .required(
              "balance",
              new Fields("balance bounds", "Every member's share is near the mean.")
                  .required("over", words("next-hops", "backends"), "What they are spread over.")
                  .optional("node", NAME, "The router, for next hops.")
                  .required("members", Numeric.whole("a number", 1, 4096), "How many take part.")
                  .required("tolerance", SHARE, "Difference from the mean, at most."),
              "Bounds.");

  private static final Fields DROPS =
      measure("drops expectation", "Packets that were dropped.")
          .optional("flow", NAME, "all", "Only of this flow.")
          .required(
              "drops",
              new Fields("drop counts", "Which drops, and how many.")
                  .optional("reason", NAME, "all", "Only of this reason, such as NoVipRule.")
                  .optional("node", NAME, "all", "Only at this node.")
                  .required("packets", NUMBERS, "How many."),
              "Which, and how many.");

  private static final Fields COUNTER =
      measure("counter expectation", "A counter of a node or of a flow.")
          .required(
              "counter",
              new Fields("counter bounds", "Which counter, and its value.")
                  .optional("node", NAME, "Of this node.")
                  .optional("flow", NAME, "Of this flow.")
                  .required("name", words(counters()), counterHelp())
                  .required("value", NUMBERS, "The value.")
                  .group(Count.EXACTLY_ONE, "node", "flow"),
              "Which, and its value.");

  static final Variants EXPECTATION =
      new Variants(
          "expectation",
          "Something that must hold. States (route, session): without a time at the end of the run;"
              + " `after` demands a transition. Packets (visits, rewrites, symmetric, reachable,"
              + " unreachable): without a time every one, and at least one. Measures (all others):"
              + " without a time over the whole run.",
          List.of(
              new Case("visits", null, PATH),
              new Case("avoids", null, PATH),
              new Case("rewrites", null, REWRITES),
              new Case("symmetric", null, SYMMETRY),
              new Case("reachable", null, REACHABLE),
              new Case("unreachable", null, UNREACHABLE),
              new Case("route", null, ROUTE),
              new Case("session", null, SESSION),
              new Case("loss", null, LOSS),
              new Case("latency", null, LATENCY),
              new Case(
                  "throughput",
                  null,
                  flowMeasure("throughput", RATES, "Payload received, both ways together.")),
              new Case(
                  "outage",
                  null,
                  flowMeasure("outage", TIMES, "The longest gap in service that a prober sees.")),
              new Case(
                  "stall",
                  null,
                  flowMeasure("stall", TIMES, "The longest wait of one connection for data.")),
              new Case("connections", null, CONNECTIONS),
              new Case(
                  "broken-connections",
                  null,
                  flowMeasure("broken-connections", NUMBERS, "Reset, timed out or refused.")),
              new Case("balance", null, BALANCE),
              new Case("drops", null, DROPS),
              new Case("counter", null, COUNTER)));

  private static String[] counters() {
    return Arrays.stream(Counter.values()).map(Counter::label).toArray(String[]::new);
  }

  private static String counterHelp() {
    return Arrays.stream(Counter.values())
            .map(c -> c.label() + ": " + c.explanation())
            .collect(Collectors.joining("; "))
        + ".";
  }

  private ExpectationFormat() {}
}
