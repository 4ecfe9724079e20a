package io.sdnsim.bgp.rib;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.rib.DecisionConfig.MedRules;
import io.sdnsim.bgp.rib.DecisionProcess.Selection;
import io.sdnsim.bgp.rib.PathSource.Kind;
import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.Origin;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.IpAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionProcessTest {
  private final DecisionProcess process =
      new DecisionProcess(new DecisionConfig(1, 1, false, false));

  private static IpAddress ip(String text) {
    return IpAddress.parse(text);
  }

  /** A path that is like every other but for what a test changes. */
  private static final class Sample {
    private Kind kind = Kind.EXTERNAL;
    private final String peer;
    private String identifier = "9.9.9.9";
    private PathAttributes attributes =
        PathAttributes.of(
            new PathAttribute.OriginAttribute(Origin.IGP),
            new PathAttribute.AsPathAttribute(AsPath.sequence(10, 20)));
    private int weight;
    private long receivedAtPs;
    private boolean reachable = true;
    private long metric;

    Sample(int peer) {
      this.peer = "10.0.0." + peer;
    }

    Sample kind(Kind value) {
      kind = value;
      return this;
    }

    Sample identifier(String value) {
      identifier = value;
      return this;
    }

    Sample path(long... asns) {
      attributes = attributes.withAsPath(AsPath.sequence(asns));
      return this;
    }

    Sample origin(Origin value) {
      attributes = attributes.withOrigin(value);
      return this;
    }

    Sample med(long value) {
      attributes = attributes.withMed(value);
      return this;
    }

    Sample localPref(long value) {
      attributes = attributes.withLocalPref(value);
      return this;
    }

    Sample clusters(int count) {
      attributes =
          attributes
              .with(new PathAttribute.ClusterList(Collections.nCopies(count, ip("7.7.7.7"))))
              .with(new PathAttribute.OriginatorId(ip("8.8.8.8")));
      return this;
    }

    Sample weight(int value) {
      weight = value;
      return this;
    }

    Sample received(long value) {
      receivedAtPs = value;
      return this;
    }

    Sample metric(long value) {
      metric = value;
      return this;
    }

    Sample unreachable() {
      reachable = false;
      return this;
    }

    Path make() {
      if (kind == Kind.LOCAL) {
        return new Path(PathSource.local(ip(identifier)), attributes, null, weight, receivedAtPs);
      }
      NextHopState hop = new NextHopState(ip(peer));
      hop.update(reachable, true, metric, null);
      PathSource source = new PathSource(kind, ip(peer), ip(identifier), false);
      return new Path(source, attributes, hop, weight, receivedAtPs);
    }
  }

  private static Sample sample(int peer) {
    return new Sample(peer);
  }

  /** The better path wins whatever the order, and the loser says why. */
  private void assertDecides(Comparison step, Sample better, Sample worse, String reason) {
    Path winner = better.make();
    Path loser = worse.make();
    assertDecides(process, null, step, winner, loser, reason);
  }

  private static void assertDecides(
      DecisionProcess process,
      PathSource current,
      Comparison step,
      Path winner,
      Path loser,
      String reason) {
    assertThat(process.deciding(winner, loser, current)).isEqualTo(step);
    for (List<Path> paths : List.of(List.of(winner, loser), List.of(loser, winner))) {
      assertThat(process.select(paths, current).best()).isSameAs(winner);
      assertThat(process.reason(loser, winner, paths, current)).isEqualTo(reason);
      assertThat(process.reason(winner, winner, paths, current)).isEmpty();
    }
  }

  @Test
  void weight_decides() {
    assertDecides(
        Comparison.WEIGHT, sample(2).weight(5).localPref(1), sample(1), "weight lower (0 < 5)");
  }

  @Test
  void localPref_decides() {
    assertDecides(
        Comparison.LOCAL_PREF,
        sample(2).localPref(200).path(1, 2, 3),
        sample(1),
        "local-pref lower (100 < 200)");
  }

  @Test
  void locallyOriginated_decides() {
    assertDecides(
        Comparison.LOCALLY_ORIGINATED,
        sample(2).kind(Kind.LOCAL).path(1, 2, 3),
        sample(1),
        "learned, not originated here");
  }

  @Test
  void asPathLength_decides() {
    assertDecides(
        Comparison.AS_PATH_LENGTH,
        sample(2).path(10, 20).origin(Origin.INCOMPLETE),
        sample(1).path(10, 20, 30),
        "AS path longer (3 > 2)");
  }

  @Test
  void origin_decides() {
    assertDecides(
        Comparison.ORIGIN,
        sample(2).origin(Origin.EGP).med(9),
        sample(1).origin(Origin.INCOMPLETE),
        "origin worse (incomplete > EGP)");
  }

  @Test
  void med_decidesWithinOneNeighborAs() {
    assertDecides(
        Comparison.MED,
        sample(2).med(5).kind(Kind.INTERNAL),
        sample(1).med(6),
        "MED higher (6 > 5)");
    assertThat(
            process.deciding(sample(2).med(5).make(), sample(1).path(11, 20).med(6).make(), null))
        .isEqualTo(Comparison.PEER_ADDRESS);
  }

  @Test
  void med_missing_countsAsZero() {
    assertDecides(Comparison.MED, sample(2), sample(1).med(1), "MED higher (1 > 0)");
  }

  @Test
  void externalOverInternal_decides() {
    assertDecides(
        Comparison.EXTERNAL_OVER_INTERNAL,
        sample(2).metric(50),
        sample(1).kind(Kind.INTERNAL),
        "internal, not external");
  }

  @Test
  void igpMetric_decides() {
    assertDecides(
        Comparison.IGP_METRIC,
        sample(2).metric(5).received(9),
        sample(1).metric(6),
        "IGP metric higher (6 > 5)");
  }

  @Test
  void oldestExternal_frr_thePathInUseStays_unlessCompareRouterId() {
    Path inUse = sample(2).received(5_000_000).identifier("9.9.9.9").make();
    Path other = sample(1).received(1_000_000).identifier("1.1.1.1").make();
    assertDecides(
        process,
        inUse.source(),
        Comparison.OLDEST_EXTERNAL,
        inUse,
        other,
        "external path newer than the one in use");
    assertThat(process.select(List.of(inUse, other), null).best()).isSameAs(other);
    DecisionProcess historyFree = new DecisionProcess(new DecisionConfig(1, 1, false, true));
    assertThat(historyFree.select(List.of(inUse, other), inUse.source()).best()).isSameAs(other);
  }

  @Test
  void oldestExternal_nxos_thePathOfferedForLongestWins_whicheverIsInUse() {
    DecisionProcess nxos =
        new DecisionProcess(DecisionConfig.SINGLE_PATH.withProfile(Profile.NX_OS));
    Path older = sample(2).received(1_000_000).identifier("9.9.9.9").make();
    Path younger = sample(1).received(5_000_000).identifier("1.1.1.1").make();
    assertDecides(
        nxos,
        younger.source(),
        Comparison.OLDEST_EXTERNAL,
        older,
        younger,
        "external path newer (0.000005 > 0.000001)");
  }

  @Test
  void med_alwaysCompared_betweenDifferentNeighborAses() {
    DecisionProcess always =
        new DecisionProcess(DecisionConfig.SINGLE_PATH.withMed(new MedRules(true, true, false)));
    Path low = sample(2).path(11, 20).med(5).make();
    Path high = sample(1).path(10, 20).med(6).make();
    assertDecides(always, null, Comparison.MED, low, high, "MED higher (6 > 5)");
  }

  @Test
  void med_missingAsWorst_losesToAny() {
    DecisionProcess worst =
        new DecisionProcess(DecisionConfig.SINGLE_PATH.withMed(new MedRules(false, true, true)));
    Path given = sample(2).med(4_000_000_000L).make();
    Path missing = sample(1).make();
    assertDecides(
        worst, null, Comparison.MED, given, missing, "MED higher (4294967295 > 4000000000)");
  }

  /** The case of med_betweenThreePaths, in which the order of arrival decides without groups. */
  @Test
  void med_notDeterministic_choiceDependsOnTheOrder() {
    DecisionProcess inOrder =
        new DecisionProcess(DecisionConfig.SINGLE_PATH.withMed(new MedRules(false, false, false)));
    Path a = sample(1).path(10, 20).med(10).identifier("1.1.1.3").make();
    Path b = sample(2).path(10, 20).med(5).identifier("1.1.1.9").make();
    Path c = sample(3).path(11, 20).med(7).identifier("1.1.1.5").make();
    // Newest first: c beats b by router ID, and a beats c.
    assertThat(inOrder.select(List.of(a, b, c), null).best()).isSameAs(a);
    assertThat(inOrder.reason(b, a, List.of(a, b, c), null))
        .isEqualTo("router ID higher (1.1.1.9 > 1.1.1.5)");
    // a beats c, and b beats a by MED.
    assertThat(inOrder.select(List.of(b, a, c), null).best()).isSameAs(b);
    assertThat(inOrder.select(List.of(a, c, b), null).best()).isSameAs(a);
  }

  @Test
  void oldestExternal_doesNotConcernInternalPaths() {
    assertThat(
            process.deciding(
                sample(1).kind(Kind.INTERNAL).received(1).make(),
                sample(2).kind(Kind.INTERNAL).received(2).make(),
                null))
        .isEqualTo(Comparison.PEER_ADDRESS);
  }

  @Test
  void routerId_decides_originatorIdStandsIn() {
    assertDecides(
        Comparison.ROUTER_ID,
        sample(2).identifier("1.1.1.1"),
        sample(1).identifier("1.1.1.2"),
        "router ID higher (1.1.1.2 > 1.1.1.1)");
    assertDecides(
        Comparison.ROUTER_ID,
        sample(2).clusters(3),
        sample(1),
        "router ID higher (9.9.9.9 > 8.8.8.8)");
  }

  @Test
  void clusterLength_decides() {
    assertDecides(
        Comparison.CLUSTER_LENGTH,
        sample(2).clusters(1),
        sample(1).clusters(2),
        "cluster list longer (2 > 1)");
  }

  @Test
  void peerAddress_decides() {
    assertDecides(
        Comparison.PEER_ADDRESS, sample(1), sample(2), "peer address higher (10.0.0.2 > 10.0.0.1)");
  }

  @Test
  void unreachableNextHop_neverWins() {
    Path lost = sample(1).weight(100).unreachable().make();
    Path best = sample(2).make();
    Selection selection = process.select(List.of(lost, best), null);
    assertThat(selection.best()).isSameAs(best);
    assertThat(process.reason(lost, best, List.of(lost, best), null))
        .isEqualTo("next hop 10.0.0.1 unreachable");
    assertThat(process.select(List.of(lost), null).best()).isNull();
  }

  /** The known case where comparing in sequence depends on the order of arrival. */
  @Test
  void med_betweenThreePaths_choiceDoesNotDependOnTheirOrder() {
    Path a = sample(1).path(10, 20).med(10).identifier("1.1.1.3").received(1).make();
    Path b = sample(2).path(10, 20).med(5).identifier("1.1.1.9").received(1).make();
    Path c = sample(3).path(11, 20).med(7).identifier("1.1.1.5").received(1).make();
    List<Path> paths = new ArrayList<>(List.of(a, b, c));
    for (int i = 0; i < 6; i++) {
      Collections.rotate(paths, 1);
      if (i == 3) {
        Collections.reverse(paths);
      }
      Selection selection = process.select(paths, null);
      assertThat(selection.best()).isSameAs(c);
      assertThat(process.reason(b, c, paths, null))
          .isEqualTo("router ID higher (1.1.1.9 > 1.1.1.5)");
      // It would beat the best path, but lost to its neighbor's other path before.
      assertThat(process.reason(a, c, paths, null)).isEqualTo("MED higher (10 > 5)");
    }
  }

  @Test
  void multipath_equalUpToTheIgpMetric_upToTheMaximum() {
    List<Path> paths = new ArrayList<>();
    for (int i = 4; i >= 1; i--) {
      paths.add(sample(i).received(i).make());
    }
    paths.add(sample(5).metric(7).make());
    DecisionProcess three = new DecisionProcess(new DecisionConfig(3, 1, false, false));
    List<Path> used = three.select(paths, null).multipath();
    assertThat(used)
        .extracting(p -> p.source().text())
        .containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.3");
  }

  @Test
  void multipath_fartherNextHop_doesNotJoin() {
    List<Path> paths = List.of(sample(1).make(), sample(2).make(), sample(3).metric(7).make());
    DecisionProcess many = new DecisionProcess(new DecisionConfig(8, 8, true, false));
    assertThat(many.select(paths, null).multipath()).containsExactly(paths.get(0), paths.get(1));
  }

  @Test
  void multipath_throughDifferentNeighborAses_onlyWhenRelaxed() {
    List<Path> paths = List.of(sample(1).make(), sample(2).path(11, 20).make());
    DecisionProcess strict = new DecisionProcess(new DecisionConfig(8, 8, false, false));
    assertThat(strict.select(paths, null).multipath()).hasSize(1);
    DecisionProcess relaxed = new DecisionProcess(new DecisionConfig(8, 8, true, false));
    assertThat(relaxed.select(paths, null).multipath()).hasSize(2);
  }

  @Test
  void multipath_throughOneNeighborAsButDifferentPaths_frrJoinsThem_nxosDoesNot() {
    List<Path> paths = List.of(sample(1).make(), sample(2).path(10, 21).make());
    DecisionConfig config = new DecisionConfig(8, 8, false, false);
    assertThat(new DecisionProcess(config).select(paths, null).multipath()).hasSize(2);
    DecisionProcess nxos = new DecisionProcess(config.withProfile(Profile.NX_OS));
    assertThat(nxos.select(paths, null).multipath()).hasSize(1);
  }

  @Test
  void multipath_internalHasItsOwnMaximum_andKindsDoNotMix() {
    List<Path> internal =
        List.of(
            sample(1).kind(Kind.INTERNAL).make(),
            sample(2).kind(Kind.INTERNAL).make(),
            sample(3).kind(Kind.INTERNAL).make());
    DecisionProcess two = new DecisionProcess(new DecisionConfig(8, 2, false, false));
    assertThat(two.select(internal, null).multipath()).hasSize(2);
    List<Path> mixed = List.of(sample(1).make(), sample(2).kind(Kind.INTERNAL).make());
    assertThat(two.select(mixed, null).multipath()).hasSize(1);
  }
}
