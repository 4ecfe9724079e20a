package io.sdnsim.scenarios.export;

import io.sdnsim.bgp.policy.RemovePrivateAs;
import io.sdnsim.bgp.speaker.PeerRoutes;
import io.sdnsim.bgp.speaker.PeerRoutes.Communities;
import io.sdnsim.bgp.speaker.PeerRoutes.Filters;
import io.sdnsim.bgp.speaker.PeerRoutes.NextHopRule;
import java.util.ArrayList;
import java.util.List;

/** What is done with the routes of a neighbor, in its address family's lines. */
final class FrrNeighborPolicy {
  private FrrNeighborPolicy() {}

  /**
   * The lines.
   *
   * @param name of the neighbor in the file
   */
  static List<String> lines(String name, PeerRoutes routes) {
    List<String> lines = new ArrayList<>();
    if (routes.reflectorClient()) {
      lines.add("route-reflector-client");
    }
    nextHop(routes.nextHop(), lines);
    if (routes.defaultOriginate()) {
      lines.add("default-originate");
    }
    if (routes.weight() != 0) {
      lines.add("weight " + routes.weight());
    }
    if (routes.allowAsIn() > 0 || routes.allowAsInOrigin()) {
      lines.add("allowas-in " + (routes.allowAsInOrigin() ? "origin" : routes.allowAsIn()));
    }
    if (routes.softReconfiguration()) {
      lines.add("soft-reconfiguration inbound");
    }
    if (routes.asOverride()) {
      lines.add("as-override");
    }
    removePrivateAs(routes.removePrivateAs(), lines);

    filters(routes.in(), "in", lines);
    filters(routes.out(), "out", lines);
    lines.replaceAll(line -> "neighbor " + name + " " + line);
    communities(name, routes.communities(), lines);
    return lines;
  }

  private static void nextHop(NextHopRule rule, List<String> lines) {
    switch (rule) {
      case AUTOMATIC -> {}
      case SELF -> lines.add("next-hop-self");
      case SELF_ALWAYS -> lines.add("next-hop-self force");
      case UNCHANGED -> lines.add("attribute-unchanged next-hop");
    }
  }

  private static void removePrivateAs(RemovePrivateAs rule, List<String> lines) {
    switch (rule) {
      case NONE -> {}
      case ONLY_PRIVATE -> lines.add("remove-private-AS");
      case ALL -> lines.add("remove-private-AS all");
      case REPLACE_ONLY_PRIVATE -> lines.add("remove-private-AS replace-AS");
      case REPLACE_ALL -> lines.add("remove-private-AS all replace-AS");
    }
  }

  /** FRR sends all unless it is told otherwise. */
  private static void communities(String name, Communities sent, List<String> lines) {
    if (!sent.standard()) {
      lines.add("no neighbor " + name + " send-community standard");
    }
    if (!sent.extended()) {
      lines.add("no neighbor " + name + " send-community extended");
    }
    if (!sent.large()) {
      lines.add("no neighbor " + name + " send-community large");
    }
  }

  private static void filters(Filters filters, String direction, List<String> lines) {
    if (filters.prefixList() != null) {
      lines.add("prefix-list " + filters.prefixList().name() + " " + direction);
    }
    if (filters.asPathList() != null) {
      lines.add("filter-list " + filters.asPathList().name() + " " + direction);
    }
    if (filters.routeMap() != null) {
      lines.add("route-map " + filters.routeMap().name() + " " + direction);
    }
  }
}
