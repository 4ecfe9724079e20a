package io.sdnsim.bgp.bench;

import io.sdnsim.bgp.speaker.PeerRoutes;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.SimTime;
import java.util.ArrayList;
import java.util.List;

/**
 * A Clos of five stages with the AS numbers of RFC 7938 5.2: pods of 20 leaves and 4 spines, 20
 * cores in 4 planes. Leaves originate the prefixes. Then the first spine of the first pod loses
 * power.
 */
public final class ClosBench {
  private static final int PLANES = 4;
  private static final int CORES_PER_PLANE = 5;
  private static final int LEAVES_PER_POD = 20;
  private static final String DEAD = spine(0, 0);

  private final Lab lab = new Lab();
  private final int pods;
  private final int prefixes;

  private ClosBench(int pods, int prefixes) {
    this.pods = pods;
    this.prefixes = prefixes;
  }

  /**
   * @param pods at least 2; 20 make 500 routers
   * @param prefixes of all leaves together
   */
  public static BgpBenchResult run(int pods, int prefixes) {
    return new ClosBench(pods, prefixes).run();
  }

  private BgpBenchResult run() {
    Fabric fabric = build();
    IpAddress ofDead = fabric.addressOf(DEAD, leaf(0, 0));
    lab.phase(
        "converged",
        () -> lab.isQuietFor(SimTime.SECOND) && lab.locRib(leaf(pods - 1, 0)).size() == prefixes);
    check("", PLANES, PLANES, prefixes);
    lab.network().powerOff(lab.router(DEAD));
    lab.phase(
        "reconverged",
        () -> lab.isQuietFor(SimTime.SECOND) && !lab.process(leaf(0, 0)).isEstablished(ofDead));
    // Nobody in the plane of the dead spine reaches its pod, for spines of a pod share an AS.
    check(" without the spine", PLANES - 1, PLANES, prefixes - prefixesOfPod(0));
    return lab.result("clos", 0, 0);
  }

  private Fabric build() {
    Fabric fabric = new Fabric();
    PeerRoutes everything = PeerRoutes.builder().build();
    for (int core = 0; core < PLANES * CORES_PER_PLANE; core++) {
      fabric.add("core" + core, 64_512);
    }
    for (int pod = 0; pod < pods; pod++) {
      for (int plane = 0; plane < PLANES; plane++) {
        fabric.add(spine(pod, plane), 64_600L + pod);
        for (int core = 0; core < CORES_PER_PLANE; core++) {
          String name = "core" + (plane * CORES_PER_PLANE + core);
          fabric.connect(spine(pod, plane), everything, name, everything);
        }
      }
      for (int leaf = 0; leaf < LEAVES_PER_POD; leaf++) {
        fabric.add(leaf(pod, leaf), 65_000_000L + (pod * LEAVES_PER_POD + leaf));
        for (int plane = 0; plane < PLANES; plane++) {
          fabric.connect(leaf(pod, leaf), everything, spine(pod, plane), everything);
        }
      }
    }
    for (int n = 0; n < prefixes; n++) {
      fabric.originate(leaf(podOf(n), n % (pods * LEAVES_PER_POD) % LEAVES_PER_POD), prefix(n));
    }
    fabric.build(lab);
    return fabric;
  }

  private static String spine(int pod, int plane) {
    return "spine" + pod + "-" + plane;
  }

  private static String leaf(int pod, int number) {
    return "leaf" + pod + "-" + number;
  }

  private static Prefix prefix(int number) {
    return new Prefix(IpAddress.parse("100.64.0.0").plus(256L * number), 24);
  }

  private int podOf(int number) {
    return number % (pods * LEAVES_PER_POD) / LEAVES_PER_POD;
  }

  private int prefixesOfPod(int pod) {
    int count = 0;
    for (int n = 0; n < prefixes; n++) {
      count += podOf(n) == pod ? 1 : 0;
    }
    return count;
  }

  /**
   * @param degraded next hops of what the first pod's spine takes part in
   * @param whole next hops of everything else
   * @param core0 prefixes that the first core reaches
   */
  private void check(String when, int degraded, int whole, int core0) {
    List<String> wrong = new ArrayList<>();
    long leafRoutes = 0;
    for (int pod = 0; pod < pods; pod++) {
      for (int leaf = 0; leaf < LEAVES_PER_POD; leaf++) {
        for (int n = 0; n < prefixes; n++) {
          int own = n % (pods * LEAVES_PER_POD);
          boolean local = own == pod * LEAVES_PER_POD + leaf;
          int expected = local ? 0 : pod == 0 || podOf(n) == 0 ? degraded : whole;
          if (lab.nextHops(leaf(pod, leaf), prefix(n)) != expected) {
            wrong.add(leaf(pod, leaf) + " " + prefix(n));
          }
          leafRoutes++;
        }
      }
    }
    lab.check(
        "prefixes at leaves with the right next hops" + when,
        leafRoutes,
        leafRoutes - wrong.size());
    long reached = 0;
    for (int n = 0; n < prefixes; n++) {
      reached += lab.nextHops("core0", prefix(n)) == 1 ? 1 : 0;
    }
    lab.check("prefixes at core0" + when, core0, reached);
  }
}
