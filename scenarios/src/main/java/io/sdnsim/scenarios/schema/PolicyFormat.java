package io.sdnsim.scenarios.schema;

import static io.sdnsim.scenarios.schema.Scalars.ADDRESS;
import static io.sdnsim.scenarios.schema.Scalars.ASN;
import static io.sdnsim.scenarios.schema.Scalars.NAME;
import static io.sdnsim.scenarios.schema.Scalars.PREFIX;
import static io.sdnsim.scenarios.schema.Scalars.TEXT;
import static io.sdnsim.scenarios.schema.Scalars.TRUTH;
import static io.sdnsim.scenarios.schema.Scalars.words;
import static io.sdnsim.scenarios.schema.ScenarioFormat.list;
import static io.sdnsim.scenarios.schema.ScenarioFormat.some;

import io.sdnsim.scenarios.schema.Shape.Choice;
import io.sdnsim.scenarios.schema.Shape.Count;
import io.sdnsim.scenarios.schema.Shape.Either;
import io.sdnsim.scenarios.schema.Shape.Fields;
import io.sdnsim.scenarios.schema.Shape.MapOf;
import io.sdnsim.scenarios.schema.Shape.Numeric;
import java.util.List;

/** What BGP speakers do with routes: lists, route maps, and settings of speaker and neighbor. */
final class PolicyFormat {
  private static final Choice ACTION = words("permit", "deny");
  private static final Numeric SEQUENCE = Numeric.whole("a sequence number", 1, 65_535);
  private static final Numeric LENGTH = Numeric.whole("a prefix length", 0, 128);
  private static final Numeric METRIC = Numeric.whole("a number", 0, 4_294_967_295L);
  private static final Numeric WEIGHT = Numeric.whole("a weight", 0, 65_535);
  private static final Choice ORIGIN = words("igp", "egp", "incomplete");

  private static final Fields PREFIX_RULE =
      new Fields("prefix list rule", "Without ge and le: exactly this prefix.")
          .optional("seq", SEQUENCE, "5 more than the rule before", "Its place in the list.")
          .required("action", ACTION, "What happens to a matching route.")
          .required("prefix", PREFIX, "The network that the route lies in.")
          .optional("ge", LENGTH, "The least length.")
          .optional("le", LENGTH, "The greatest length.");

  private static final Fields AS_PATH_RULE =
      new Fields("AS path list rule", "An expression over the AS path.")
          .required("action", ACTION, "What happens to a matching route.")
          .required(
              "regex",
              TEXT,
              "A regular expression as routers write them; _ stands for a delimiter or an end.");

  private static final Fields COMMUNITY_RULE =
      new Fields("community list rule", "Communities that a route has to have, or an expression.")
          .required("action", ACTION, "What happens to a matching route.")
          .optional("communities", some(TEXT), "All of these.")
          .optional("regex", TEXT, "An expression over all of them, with spaces between.")
          .group(Count.EXACTLY_ONE, "communities", "regex");

  private static final Fields MATCH =
      new Fields("route map match", "Conditions; all of them have to hold.")
          .optional("prefix-list", NAME, "The prefix is permitted by it.")
          .optional("next-hop-prefix-list", NAME, "The next hop is permitted by it.")
          .optional("as-path-list", NAME, "The AS path is permitted by it.")
          .optional("community-list", NAME, "The communities are permitted by it.")
          .optional("exact-communities", TRUTH, "false", "There are no other communities.")
          .optional("large-community-list", NAME, "The large communities are permitted by it.")
          .optional(
              "extended-community-list", NAME, "The extended communities are permitted by it.")
          .optional("med", METRIC, "The MED is this.")
          .optional("local-pref", METRIC, "The local preference is this.")
          .optional("origin", ORIGIN, "The origin is this.")
          .optional(
              "source",
              words("bgp", "network", "connected", "static", "aggregate"),
              "Where the route comes from.")
          .optional("peer", ADDRESS, "The neighbor that announced the route.")
          .optional("local", TRUTH, "Whether the route originates here.")
          .optional("atomic-aggregate", TRUTH, "Whether it is marked as an aggregate.")
          .optional(
              "rpki",
              words("valid", "invalid", "not-found"),
              "What the ROAs say of prefix and origin (RFC 6811).")
          .group(Count.AT_MOST_ONE, "peer", "local")
          .needs("exact-communities", "community-list");

  private static final Fields SET =
      new Fields("route map set", "What is changed, in the order of this table.")
          .optional("delete-communities", NAME, "Takes away what a community list permits.")
          .optional(
              "delete-large-communities", NAME, "Takes away what a large community list permits.")
          .optional(
              "delete-extended-communities",
              NAME,
              "Takes away what an extended community list permits.")
          .optional("communities", list(TEXT), "Replaces the communities; [] for none.")
          .optional("add-communities", some(TEXT), "Adds communities.")
          .optional("large-communities", list(TEXT), "Replaces the large communities.")
          .optional("add-large-communities", some(TEXT), "Adds large communities.")
          .optional("extended-communities", list(TEXT), "Replaces the extended communities.")
          .optional("add-extended-communities", some(TEXT), "Adds extended communities.")
          .optional("local-pref", METRIC, "The local preference.")
          .optional("local-pref-add", METRIC, "Added to it.")
          .optional("local-pref-subtract", METRIC, "Subtracted from it.")
          .optional("med", METRIC, "The MED.")
          .optional("med-add", METRIC, "Added to it.")
          .optional("med-subtract", METRIC, "Subtracted from it.")
          .optional("weight", WEIGHT, "The weight.")
          .optional("origin", ORIGIN, "The origin.")
          .optional("exclude-as", some(ASN), "AS numbers that are taken out of the path.")
          .optional("prepend", some(ASN), "AS numbers that are put before the path.")
          .optional(
              "prepend-last-as",
              Numeric.whole("a number", 1, 10),
              "How often the first AS of the path is repeated.")
          .optional("next-hop", ADDRESS, "The next hop.")
          .optional(
              "next-hop-is",
              words("peer-address", "unchanged"),
              "The address of the session's far end (outbound: our own), or what it is already.")
          .optional(
              "aggregator",
              new Fields("aggregator", "Who is said to have made the aggregate.")
                  .required("asn", ASN, "Its AS.")
                  .required("address", ADDRESS, "Its identifier."),
              "The AGGREGATOR attribute.")
          .optional("atomic-aggregate", TRUTH, "true: marks the route as an aggregate.")
          .optional("originator-id", ADDRESS, "The ORIGINATOR_ID attribute.")
          .group(Count.AT_MOST_ONE, "communities", "add-communities")
          .group(Count.AT_MOST_ONE, "large-communities", "add-large-communities")
          .group(Count.AT_MOST_ONE, "extended-communities", "add-extended-communities")
          .group(Count.AT_MOST_ONE, "local-pref", "local-pref-add", "local-pref-subtract")
          .group(Count.AT_MOST_ONE, "med", "med-add", "med-subtract")
          .group(Count.AT_MOST_ONE, "next-hop", "next-hop-is");

  private static final Fields ROUTE_MAP_ENTRY =
      new Fields("route map entry", "The first that matches decides, unless it continues.")
          .optional("seq", SEQUENCE, "10 more than the entry before", "Its place in the map.")
          .required("action", ACTION, "What happens to a matching route.")
          .optional("match", MATCH, "every route", "What it applies to.")
          .optional("set", SET, "What it changes.")
          .optional("call", NAME, "A route map that may still deny or change the route.")
          .optional(
              "continue",
              new Either(List.of(TRUTH, SEQUENCE)),
              "false",
              "Goes on with the next entry, or with the first at or behind this one.");

  private static final Fields ROA =
      new Fields("ROA", "Says which AS may originate a prefix (RFC 6482).")
          .required("prefix", PREFIX, "The prefix.")
          .optional("max-length", LENGTH, "the prefix's own", "Of more specific prefixes.")
          .required("asn", Numeric.whole("an AS number", 0, 4_294_967_295L), "0 for nobody.");

  private static final Fields AGGREGATE =
      new Fields("aggregate", "Announced while there is a route within it.")
          .required("prefix", PREFIX, "What is announced.")
          .optional("summary-only", TRUTH, "false", "The routes within it are not announced.")
          .optional("as-set", TRUTH, "false", "Its path has the ASes of the routes within it.");

  private static final Fields CONFEDERATION =
      new Fields("confederation", "The confederation that our AS is a member of (RFC 5065).")
          .required("identifier", ASN, "The AS that the world sees.")
          .optional("members", list(ASN), "The other member ASes.");

  private static final Fields BEST_PATH =
      new Fields("best path settings", "How paths are compared.")
          .optional(
              "compare-router-id",
              TRUTH,
              "false",
              "The age of external paths does not count, so that history does not.")
          .optional("always-compare-med", TRUTH, "false", "Also between different neighbor ASes.")
          .optional(
              "deterministic-med", TRUTH, "true", "MED is compared within each neighbor AS first.")
          .optional("missing-med-worst", TRUTH, "false", "No MED counts as the highest one.");

  private static final Shape COMMUNITY_LISTS = new MapOf(NAME, some(COMMUNITY_RULE));

  /** Lists and route maps; an event may replace them. */
  static final Fields LISTS =
      new Fields("BGP policy", "Lists and route maps by name.")
          .optional("prefix-lists", new MapOf(NAME, some(PREFIX_RULE)), "Prefix lists by name.")
          .optional("as-path-lists", new MapOf(NAME, some(AS_PATH_RULE)), "AS path lists by name.")
          .optional("community-lists", COMMUNITY_LISTS, "Community lists by name.")
          .optional("large-community-lists", COMMUNITY_LISTS, "Large community lists by name.")
          .optional(
              "extended-community-lists", COMMUNITY_LISTS, "Extended community lists by name.")
          .optional("route-maps", new MapOf(NAME, some(ROUTE_MAP_ENTRY)), "Route maps by name.")
          .optional("roas", list(ROA), "Validated ROAs, for `rpki` in route maps.");

  /** Keys of a speaker. */
  static final Fields SPEAKER =
      new Fields("BGP routes", "What a speaker does with routes.")
          .optional("networks", list(PREFIX), "Prefixes to announce.")
          .include(LISTS)
          .optional(
              "profile",
              words("frr", "nx-os"),
              "frr",
              "Whose habits decide where the RFCs leave a choice.")
          .optional("best-path", BEST_PATH, "How paths are compared.")
          .optional("aggregates", list(AGGREGATE), "Summaries to announce.")
          .optional("cluster-id", ADDRESS, "the router ID", "Of this route reflector.")
          .optional("confederation", CONFEDERATION, "Our confederation.")
          .optional("route-map-connected", NAME, "The route map for redistributed networks.")
          .optional("route-map-static", NAME, "The route map for redistributed static routes.");

  /** Keys of a neighbor. */
  static final Fields NEIGHBOR =
      new Fields("BGP neighbor's routes", "What is done with routes from and to a neighbor.")
          .optional("prefix-list-in", NAME, "The prefix list for its routes.")
          .optional("prefix-list-out", NAME, "The prefix list for ours.")
          .optional("as-path-list-in", NAME, "The AS path list for its routes.")
          .optional("as-path-list-out", NAME, "The AS path list for ours.")
          .optional("route-map-in", NAME, "The route map for its routes.")
          .optional("route-map-out", NAME, "The route map for ours.")
          .optional("weight", WEIGHT, "0", "The weight of its routes.")
          .optional("next-hop-self", TRUTH, "false", "Pass routes on with our own address.")
          .optional(
              "next-hop",
              words("automatic", "self", "self-always", "unchanged"),
              "automatic",
              "self: our own address, but for reflected routes. self-always: for those too."
                  + " unchanged: to eBGP neighbors too.")
          .optional("default-originate", TRUTH, "false", "Announce a default route to it.")
          .optional(
              "allow-as-in",
              Numeric.whole("a number", 1, 10),
              "How often our AS may be in the paths of its routes.")
          .optional(
              "allow-as-in-origin", TRUTH, "false", "Our AS may be there, if it is the origin.")
          .optional("as-override", TRUTH, "false", "Replace its AS in paths by ours.")
          .optional(
              "remove-private-as",
              words("when-all-private", "all", "replace-when-all-private", "replace-all"),
              "Take private AS numbers out of paths, or replace them by ours.")
          .optional(
              "sender-loop-check",
              words("none", "neighbor-as", "whole-path"),
              "none; neighbor-as with the profile nx-os",
              "Which paths through its AS are not announced to it.")
          .optional("route-reflector-client", TRUTH, "false", "Reflect routes from and to it.")
          .optional(
              "soft-reconfiguration",
              TRUTH,
              "false",
              "A changed policy is applied to what it has announced; false: it is asked again.")
          .optional(
              "send-communities",
              list(words("standard", "extended", "large")),
              "all; none with the profile nx-os",
              "Which community attributes it is told.")
          .optional(
              "add-path-select",
              words("all", "best-per-as"),
              "all",
              "With add-path, which paths it is told: all usable ones, or the best of each"
                  + " neighboring AS.")
          .group(Count.AT_MOST_ONE, "next-hop-self", "next-hop")
          .group(Count.AT_MOST_ONE, "allow-as-in", "allow-as-in-origin");

  private PolicyFormat() {}
}
