package io.sdnsim.bgp.bench;

import io.sdnsim.bgp.policy.PrefixList;
import io.sdnsim.bgp.rib.DecisionConfig;
import io.sdnsim.bgp.rib.Destination;
import io.sdnsim.bgp.rib.Path;
import io.sdnsim.bgp.speaker.BgpConfig;
import io.sdnsim.bgp.speaker.PeerConfig;
import io.sdnsim.bgp.speaker.PeerRoutes;
import io.sdnsim.bgp.speaker.SessionView;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.device.InterfaceConfig;
import io.sdnsim.core.device.IpDevice;
import io.sdnsim.core.device.IpDeviceConfig;
import io.sdnsim.core.engine.SimTime;
import java.util.ArrayList;
import java.util.List;

/**
 * One router takes a full table from each of several peers, one after the other, and tells them
 * nothing.
 */
public final class FullTableBench {
  private static final String ROUTER = "router";
  private static final long FIRST_AS = 64_601;
  private static final long APART_PS = 1800 * SimTime.SECOND;

  private FullTableBench() {}

  /**
   * @param prefixes of each peer
   * @param groups sets of attributes of each peer
   * @param peers at least 2
   */
  public static BgpBenchResult run(long seed, int prefixes, int groups, int peers) {
    Lab lab = new Lab();
    build(lab, seed, prefixes, groups, peers);
    long empty = Lab.liveHeapBytes();
    long first = 0;
    for (int peer = 0; peer < peers; peer++) {
      IpAddress address = feed(peer);
      lab.simulation().runUntil(beginPs(peer));
      lab.phase("peer " + (peer + 1), () -> received(lab, address) == prefixes);
      if (peer == 0) {
        first = Lab.liveHeapBytes();
      }
    }
    long all = Lab.liveHeapBytes();
    check(lab, seed, prefixes, groups, peers);
    return lab.result(
        "table", (first - empty) / prefixes, (all - first) / ((long) prefixes * (peers - 1)));
  }

  private static long beginPs(int peer) {
    return SimTime.SECOND + peer * APART_PS;
  }

  private static void build(Lab lab, long seed, int prefixes, int groups, int peers) {
    PrefixList none =
        new PrefixList("none", List.of(new PrefixList.Entry(5, false, Prefix.DEFAULT_IPV4, 0, 32)));
    BgpConfig.Builder config =
        BgpConfig.builder(64_500, IpAddress.parse("10.0.0.1")).decision(DecisionConfig.SINGLE_PATH);
    List<InterfaceConfig> interfaces = new ArrayList<>();
    for (int i = 0; i < peers; i++) {
      interfaces.add(InterfaceConfig.of("p" + i, router(i) + "/30"));
      config.neighbor(
          feed(i),
          PeerConfig.builder(FIRST_AS + i)
              .passive(true)
              .routes(PeerRoutes.builder().prefixListOut(none))
              .build());
    }
    IpDevice router = lab.addRouter(ROUTER, config.build(), interfaces);
    for (int i = 0; i < peers; i++) {
      FeedProcess.Config feed =
          new FeedProcess.Config(feed(i), router(i), FIRST_AS + i, beginPs(i));
      FullTable table = table(seed, prefixes, groups, i);
      IpDevice peer =
          lab.network()
              .add(
                  IpDeviceConfig.host("peer" + i, InterfaceConfig.of("eth0", feed(i) + "/30"))
                      .withProcesses(node -> new FeedProcess(node, feed, table)));
      lab.network().connect(router.findPort("p" + i), peer.findPort("eth0"), Lab.LINK);
    }
    lab.boot();
  }

  private static FullTable table(long seed, int prefixes, int groups, int peer) {
    return new FullTable(seed, prefixes, groups, FIRST_AS + peer, feed(peer));
  }

  private static IpAddress router(int peer) {
    return IpAddress.parse("10.0.0.1").plus(256L * (peer + 1));
  }

  private static IpAddress feed(int peer) {
    return router(peer).plus(1);
  }

  private static int received(Lab lab, IpAddress neighbor) {
    SessionView session = lab.process(ROUTER).session(neighbor);
    return session == null ? 0 : session.receivedPrefixes();
  }

  /** The shortest AS path wins, then the lowest origin, then the peer that was there first. */
  private static void check(Lab lab, long seed, int prefixes, int groups, int peers) {
    long[] expected = new long[peers];
    List<FullTable> tables = new ArrayList<>();
    for (int i = 0; i < peers; i++) {
      tables.add(table(seed, prefixes, groups, i));
    }
    while (tables.get(0).hasMore()) {
      int best = 0;
      int size = 0;
      FullTable.Group bestGroup = null;
      for (int i = 0; i < peers; i++) {
        FullTable.Group group = tables.get(i).next();
        size = group.nlri().size();
        if (bestGroup == null || group.isBetterThan(bestGroup)) {
          best = i;
          bestGroup = group;
        }
      }
      expected[best] += size;
    }
    long paths = 0;
    long[] found = new long[peers];
    long routed = 0;
    for (Destination destination : lab.locRib(ROUTER).destinations()) {
      paths += destination.paths().size();
      Path best = destination.best();
      for (int i = 0; i < peers; i++) {
        if (best != null && feed(i).equals(best.source().peer())) {
          found[i]++;
        }
      }
      routed += lab.nextHops(ROUTER, destination.prefix());
    }
    lab.check("paths", (long) prefixes * peers, paths);
    lab.check("destinations", prefixes, lab.locRib(ROUTER).size());
    lab.check("next hops in the route table", prefixes, routed);
    for (int i = 0; i < peers; i++) {
      lab.check("best paths from peer " + (i + 1), expected[i], found[i]);
    }
  }
}
