package io.sdnsim.scenarios.schema;

import static io.sdnsim.scenarios.schema.Scalars.ADDRESS;
import static io.sdnsim.scenarios.schema.Scalars.POSITIVE_TIME;
import static io.sdnsim.scenarios.schema.Scalars.TEXT;
import static io.sdnsim.scenarios.schema.Scalars.TIME;
import static io.sdnsim.scenarios.schema.Scalars.TRUTH;
import static io.sdnsim.scenarios.schema.Scalars.words;
import static io.sdnsim.scenarios.schema.ScenarioFormat.some;

import io.sdnsim.scenarios.schema.Shape.Count;
import io.sdnsim.scenarios.schema.Shape.Fields;
import io.sdnsim.scenarios.schema.Shape.Numeric;

/** What guards BGP sessions, what they offer, and how they survive restarts. */
final class SessionFormat {
  private static final Numeric HOPS = Numeric.whole("a number of hops", 1, 254);

  /** Static routes use it too. */
  static final Fields BFD =
      new Fields("BFD", "Bidirectional forwarding detection (RFC 5880); may be {}.")
          .optional("interval", POSITIVE_TIME, "300ms", "Time between packets, both ways.")
          .optional(
              "multiplier",
              Numeric.whole("a multiplier", 1, 255),
              "3",
              "Packets that may be missing before the neighbor is down.");

  /** Of a device. */
  static final Fields BFD_PEER =
      new Fields("BFD peer", "A session that is kept up for the neighbor's sake.")
          .required("address", ADDRESS, "The neighbor, on a connected network.")
          .include(BFD);

  private static final Fields MAXIMUM_PREFIX =
      new Fields("prefix limit", "How many prefixes a neighbor may announce.")
          .required("limit", Numeric.whole("a number", 1, Integer.MAX_VALUE), "The most.")
          .optional("warning-only", TRUTH, "false", "true: say so, and go on.")
          .optional(
              "restart", POSITIVE_TIME, "when reset", "When the session that ended starts again.")
          .group(Count.AT_MOST_ONE, "warning-only", "restart");

  /** Keys of a neighbor. */
  static final Fields NEIGHBOR =
      new Fields("BGP session", "What guards a session, and what it offers.")
          .optional("password", TEXT, "Signs its TCP segments (RFC 2385); both ends need it.")
          .optional(
              "ttl-security",
              HOPS,
              "Hops that the neighbor may be away; what comes from farther is dropped (RFC 5082).")
          .optional("bfd", BFD, "Watches the path: one hop, or several for a distant neighbor.")
          .optional(
              "send-hold",
              POSITIVE_TIME,
              "2 * hold, at least 8min",
              "How long the neighbor may take nothing of what is sent (RFC 9687).")
          .optional("maximum-prefix", MAXIMUM_PREFIX, "Too many prefixes end the session.")
          .optional("delay-open", TIME, "0s", "How long to leave the first word to the neighbor.")
          .optional("extended-messages", TRUTH, "false", "Messages up to 65535 bytes (RFC 8654).")
          .optional("enhanced-refresh", TRUTH, "false", "Route refresh between marks (RFC 7313).")
          .optional(
              "add-path",
              some(words("send", "receive")),
              "Offer several paths for a prefix, in these directions (RFC 7911).")
          .optional(
              "role",
              words("provider", "route-server", "route-server-client", "customer", "peer"),
              "What we are to the neighbor; keeps routes from leaking (RFC 9234).")
          .optional("strict-role", TRUTH, "false", "The neighbor must say its role too.")
          .group(Count.AT_MOST_ONE, "ttl-security", "ebgp-multihop")
          .needs("strict-role", "role");

  private static final Fields GRACEFUL_RESTART =
      new Fields("graceful restart", "RFC 4724; may be {}.")
          .optional(
              "preserve-forwarding",
              TRUTH,
              "true",
              "Our routes hold while our BGP process restarts; false: only help neighbors do so.")
          .optional("restart-time", TIME, "120s", "How long neighbors wait for us, up to 4095s.")
          .optional(
              "stale-path-time",
              POSITIVE_TIME,
              "360s",
              "How long a neighbor that is back may take to announce its routes again.")
          .optional(
              "selection-deferral",
              POSITIVE_TIME,
              "360s",
              "How long we wait for all neighbors after a restart.");

  /** Keys of a speaker. */
  static final Fields SPEAKER =
      new Fields("BGP sessions", "What holds for all sessions.")
          .optional(
              "require-policy",
              TRUTH,
              "false",
              "true: no routes from or to eBGP neighbors without a policy (RFC 8212).")
          .optional("graceful-restart", GRACEFUL_RESTART, "Sessions survive restarts.");

  private SessionFormat() {}
}
