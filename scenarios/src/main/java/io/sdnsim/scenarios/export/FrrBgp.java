package io.sdnsim.scenarios.export;

import io.sdnsim.bgp.policy.RouteMap;
import io.sdnsim.bgp.rib.DecisionConfig;
import io.sdnsim.bgp.rib.Profile;
import io.sdnsim.bgp.speaker.PeerRoutes;
import io.sdnsim.bgp.speaker.RoutingConfig;
import io.sdnsim.bgp.speaker.TimingModel;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.scenarios.model.BgpConfig;
import io.sdnsim.scenarios.model.BgpConfig.BgpNeighbor;
import io.sdnsim.scenarios.model.BgpConfig.PrefixList;
import io.sdnsim.scenarios.model.BgpConfig.PrefixRule;
import io.sdnsim.scenarios.model.InputFile;
import io.sdnsim.scenarios.model.IpConfig;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.MrtConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The BGP half of an {@code frr.conf}. Every setting whose default depends on FRR's version or
 * profile is written out, so that the file means the same everywhere.
 */
final class FrrBgp {
  /** FRR keeps ConnectRetryTime and MinRouteAdvertisementInterval in whole seconds. */
  private static final long MAX_ADVERTISEMENT_SECONDS = 600;

  private final IpConfig ip;
  private final BgpConfig bgp;
  private final List<Prefix> extraNetworks;
  private final ConfigText out;

  /**
   * @param extraNetworks originated besides those of the configuration, without import check
   */
  FrrBgp(IpConfig ip, BgpConfig bgp, List<Prefix> extraNetworks, ConfigText out) {
    this.ip = ip;
    this.bgp = bgp;
    this.extraNetworks = extraNetworks;
    this.out = out;
  }

  void write() {
    bgp.prefixLists().forEach(this::prefixList);
    policies();
    out.line("router bgp " + bgp.asn());
    out.line(" bgp router-id " + bgp.routerId(ip));
    out.line((bgp.requirePolicy() ? " " : " no ") + "bgp ebgp-requires-policy");
    FrrSession.restart(bgp.gracefulRestart()).forEach(line -> out.line(" " + line));
    decision();
    boolean importCheck = bgp.importCheck() && extraNetworks.isEmpty();
    out.line(importCheck ? " bgp network import-check" : " no bgp network import-check");
    if (bgp.importCheck() && !importCheck && !bgp.networks().isEmpty()) {
      out.leaveOut("the import check of networks beside VIPs; FRR has one switch for all");
    }
    if (bgp.timing().equals(TimingModel.IDEAL)) {
      out.leaveOut("timing ideal; FRR decides 50 ms after a change");
    } else if (!bgp.timing().equals(TimingModel.FRR)) {
      out.leaveOut("delays of our own; FRR decides 50 ms after a change and installs 10 ms later");
    }
    for (MrtConfig recording : bgp.mrt()) {
      String names = String.join(", ", recording.files().stream().map(InputFile::name).toList());
      out.leaveOut("the recorded routes of " + names + "; FRR announces nothing from MRT files");
    }
    bgp.neighbors().forEach(this::session);
    listenLimit();
    out.line(" address-family ipv4 unicast");
    networks(true);
    if (bgp.redistributeConnected()) {
      out.line("  redistribute connected" + through(bgp.routing().connectedMap()));
    }
    if (bgp.redistributeStatic()) {
      out.line("  redistribute static" + through(bgp.routing().staticMap()));
    }
    aggregates(true);
    out.line("  maximum-paths " + bgp.decision().maximumPaths());
    out.line("  maximum-paths ibgp " + bgp.decision().maximumPathsIbgp());
    bgp.neighbors().forEach(this::policy);
    out.line(" exit-address-family");
    if (networkList().stream().anyMatch(network -> network.network().isIpv6())) {
      out.line(" address-family ipv6 unicast");
      networks(false);
      aggregates(false);
      out.line(" exit-address-family");
    }
    out.line("exit");
  }

  private void policies() {
    FrrPolicy policy = new FrrPolicy(out);
    policy.routeMap(bgp.routing().connectedMap());
    policy.routeMap(bgp.routing().staticMap());
    for (BgpNeighbor neighbor : bgp.neighbors()) {
      PeerRoutes routes = neighbor.routes();
      for (PeerRoutes.Filters filters : List.of(routes.in(), routes.out())) {
        policy.asPathList(filters.asPathList());
        policy.routeMap(filters.routeMap());
      }
    }
  }

  private void decision() {
    DecisionConfig decision = bgp.decision();
    out.line((decision.med().deterministic() ? " " : " no ") + "bgp deterministic-med");
    if (decision.med().alwaysCompare()) {
      out.line(" bgp always-compare-med");
    }
    if (decision.med().missingAsWorst()) {
      out.line(" bgp bestpath med missing-as-worst");
    }
    if (decision.multipathRelax()) {
      out.line(" bgp bestpath as-path multipath-relax");
    }
    if (decision.compareRouterId()) {
      out.line(" bgp bestpath compare-routerid");
    }
    if (decision.profile() != Profile.FRR) {
      out.leaveOut("the habits of profile nx-os; FRR has its own");
    }
    RoutingConfig routing = bgp.routing();
    if (routing.clusterId() != null) {
      out.line(" bgp cluster-id " + routing.clusterId());
    }
    RoutingConfig.Confederation confederation = routing.confederation();
    if (confederation != null) {
      out.line(" bgp confederation identifier " + confederation.identifier());
      confederation.members().forEach(as -> out.line(" bgp confederation peers " + as));
    }
  }

  private static String through(@Nullable RouteMap map) {
    return map == null ? "" : " route-map " + map.name();
  }

  private void aggregates(boolean ipv4) {
    for (RoutingConfig.Aggregate aggregate : bgp.routing().aggregates()) {
      if (aggregate.prefix().network().isIpv4() == ipv4) {
        out.line(
            "  aggregate-address "
                + aggregate.prefix()
                + (aggregate.asSet() ? " as-set" : "")
                + (aggregate.summaryOnly() ? " summary-only" : ""));
      }
    }
  }

  private List<Prefix> networkList() {
    List<Prefix> all = new ArrayList<>();
    bgp.networks().forEach(network -> all.add(network.value()));
    all.addAll(extraNetworks);
    return all;
  }

  private void networks(boolean ipv4) {
    networkList().stream()
        .filter(network -> network.network().isIpv4() == ipv4)
        .forEach(network -> out.line("  network " + network));
  }

  private void prefixList(PrefixList list) {
    for (PrefixRule rule : list.rules()) {
      Prefix prefix = rule.prefix();
      StringBuilder line = new StringBuilder(prefix.network().isIpv4() ? "ip" : "ipv6");
      line.append(" prefix-list ").append(list.name()).append(" seq ").append(rule.sequence());
      line.append(rule.permit() ? " permit " : " deny ").append(prefix);
      if (rule.minLength() > prefix.length()) {
        line.append(" ge ").append(rule.minLength());
      }
      if (rule.maxLength() > prefix.length()) {
        line.append(" le ").append(rule.maxLength());
      }
      out.line(line.toString());
    }
  }

  /** The name that a neighbor has in the file: its address, or the peer group of its range. */
  private String name(BgpNeighbor neighbor) {
    return neighbor.address() != null
        ? neighbor.address().toString()
        : "RANGE-" + (bgp.neighbors().indexOf(neighbor) + 1);
  }

  private void session(BgpNeighbor neighbor) {
    String name = " neighbor " + name(neighbor);
    Located<Prefix> range = neighbor.range();
    if (range != null) {
      out.line(name + " peer-group");
    }
    out.line(name + " remote-as " + neighbor.remoteAs());
    if (neighbor.remoteAs() != bgp.asn() && neighbor.ebgpMultihop() > 1) {
      out.line(name + " ebgp-multihop " + neighbor.ebgpMultihop());
    }
    if (neighbor.routes().senderLoopCheck() == PeerRoutes.SenderLoopCheck.WHOLE_PATH) {
      out.line(name + " sender-as-path-loop-detection");
    }
    Located<String> source = neighbor.updateSource();
    if (source != null) {
      ip.addressesOf(source.value()).stream()
          .filter(address -> address.isIpv4() == neighbor.isIpv4())
          .findFirst()
          .ifPresent(address -> out.line(name + " update-source " + address));
    }
    out.line(
        name + " timers " + keepaliveSeconds(neighbor) + " " + neighbor.holdPs() / SimTime.SECOND);
    long interval =
        seconds(
            "advertisement-interval",
            name(neighbor),
            neighbor.advertisementIntervalPs(),
            MAX_ADVERTISEMENT_SECONDS);
    out.line(name + " advertisement-interval " + interval);
    FrrSession.lines(neighbor).forEach(line -> out.line(name + " " + line));
    FrrSession.leftOut(neighbor).forEach(what -> out.leaveOut(what + ", " + name(neighbor)));
    if (range != null) {
      out.line(" bgp listen range " + range + " peer-group " + name(neighbor));
      return;
    }
    if (neighbor.passive()) {
      out.line(name + " passive");
    }
    long retry = seconds("connect-retry", name(neighbor), neighbor.connectRetryPs(), 65_535);
    out.line(name + " timers connect " + Math.max(1, retry));
  }

  private static long keepaliveSeconds(BgpNeighbor neighbor) {
    long seconds = neighbor.keepalivePs() / SimTime.SECOND;
    return neighbor.holdPs() == 0 ? 0 : Math.max(1, seconds);
  }

  private long seconds(String key, String neighbor, long timePs, long maximum) {
    long seconds = Math.min(maximum, timePs / SimTime.SECOND);
    if (seconds * SimTime.SECOND != timePs) {
      out.leaveOut(
          key
              + " of "
              + SimTime.format(timePs)
              + " towards "
              + neighbor
              + "; FRR takes whole seconds up to "
              + maximum);
    }
    return seconds;
  }

  private void listenLimit() {
    List<BgpNeighbor> ranges =
        bgp.neighbors().stream().filter(neighbor -> neighbor.range() != null).toList();
    if (ranges.isEmpty()) {
      return;
    }
    int all = ranges.stream().mapToInt(BgpNeighbor::limit).sum();
    out.line(" bgp listen limit " + Math.min(all, 5000));
    if (ranges.size() > 1) {
      out.leaveOut("a limit for each range; FRR has one for all: " + Math.min(all, 5000));
    }
    if (all > 5000) {
      out.leaveOut("a limit of " + all + " dynamic neighbors; FRR's greatest is 5000");
    }
  }

  private void policy(BgpNeighbor neighbor) {
    PeerRoutes routes = neighbor.routes();
    FrrSession.familyLines(neighbor)
        .forEach(line -> out.line("  neighbor " + name(neighbor) + " " + line));
    FrrNeighborPolicy.lines(name(neighbor), routes).forEach(line -> out.line("  " + line));
    if (routes.senderLoopCheck() == PeerRoutes.SenderLoopCheck.NEIGHBOR_AS) {
      out.leaveOut("the loop check of neighbor ASes only, towards " + name(neighbor));
    }
  }
}
