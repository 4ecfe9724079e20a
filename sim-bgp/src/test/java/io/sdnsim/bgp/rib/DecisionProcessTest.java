package io.sdnsim.bgp.rib;

import static org.assertj.core.api.Assertions.assertThat;

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
      hop.update(reachable, true, metric);
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
    assertThat(process.deciding(winner, loser)).isEqualTo(step);
    for (List<Path> paths : List.of(List.of(winner, loser), List.of(loser, winner))) {
      assertThat(process.select(paths).best()).isSameAs(winner);
      assertThat(process.reason(loser, winner, paths)).isEqualTo(reason);
      assertThat(process.reason(winner, winner, paths)).isEmpty();
    }
  }

  @Test
  void weight_decides() {
    assertDecides(
        Comparison.WEIGHT, sample(2).weight(5).localPref(1), sample(1), "weight 0, not 5");
  }

  @Test
  void localPref_decides() {
    assertDecides(
        Comparison.LOCAL_PREF,
        sample(2).localPref(200).path(1, 2, 3),
        sample(1),
        "local-pref 100, not 200");
  }

  @Test
  void locallyOriginated_decides() {
    assertDecides(
        Comparison.LOCALLY_ORIGINATED,
        sample(2).kind(Kind.LOCAL).path(1, 2, 3),
        sample(1),
        "locally originated learned, not local");
  }

  @Test
  void asPathLength_decides() {
    assertDecides(
        Comparison.AS_PATH_LENGTH,
        sample(2).path(10, 20).origin(Origin.INCOMPLETE),
        sample(1).path(10, 20, 30),
        "AS path length 3, not 2");
  }

  @Test
  void origin_decides() {
    assertDecides(
        Comparison.ORIGIN,
        sample(2).origin(Origin.EGP).med(9),
        sample(1).origin(Origin.INCOMPLETE),
        "origin incomplete, not EGP");
  }

  @Test
  void med_decidesWithinOneNeighborAs() {
    assertDecides(
        Comparison.MED, sample(2).med(5).kind(Kind.INTERNAL), sample(1).med(6), "MED 6, not 5");
    assertThat(process.deciding(sample(2).med(5).make(), sample(1).path(11, 20).med(6).make()))
        .isEqualTo(Comparison.PEER_ADDRESS);
  }

  @Test
  void med_missing_countsAsZero() {
    assertDecides(Comparison.MED, sample(2), sample(1).med(1), "MED 1, not 0");
  }

  @Test
  void externalOverInternal_decides() {
    assertDecides(
        Comparison.EXTERNAL_OVER_INTERNAL,
        sample(2).metric(50),
        sample(1).kind(Kind.INTERNAL),
        "eBGP over iBGP iBGP, not eBGP");
  }

  @Test
  void igpMetric_decides() {
    assertDecides(
        Comparison.IGP_METRIC,
        sample(2).metric(5).received(9),
        sample(1).metric(6),
        "IGP metric 6, not 5");
  }

  @Test
  void oldestExternal_decides_unlessCompareRouterId() {
    Sample older = sample(2).received(1_000_000).identifier("9.9.9.9");
    Sample younger = sample(1).received(5_000_000).identifier("1.1.1.1");
    assertDecides(
        Comparison.OLDEST_EXTERNAL, older, younger, "oldest external 0.000005, not 0.000001");
    DecisionProcess historyFree = new DecisionProcess(new DecisionConfig(1, 1, false, true));
    Path expected = younger.make();
    assertThat(historyFree.select(List.of(older.make(), expected)).best()).isSameAs(expected);
  }

  @Test
  void oldestExternal_doesNotConcernInternalPaths() {
    assertThat(
            process.deciding(
                sample(1).kind(Kind.INTERNAL).received(1).make(),
                sample(2).kind(Kind.INTERNAL).received(2).make()))
        .isEqualTo(Comparison.PEER_ADDRESS);
  }

  @Test
  void routerId_decides_originatorIdStandsIn() {
    assertDecides(
        Comparison.ROUTER_ID,
        sample(2).identifier("1.1.1.1"),
        sample(1).identifier("1.1.1.2"),
        "router id 1.1.1.2, not 1.1.1.1");
    assertDecides(
        Comparison.ROUTER_ID, sample(2).clusters(3), sample(1), "router id 9.9.9.9, not 8.8.8.8");
  }

  @Test
  void clusterLength_decides() {
    assertDecides(
        Comparison.CLUSTER_LENGTH,
        sample(2).clusters(1),
        sample(1).clusters(2),
        "cluster length 2, not 1");
  }

  @Test
  void peerAddress_decides() {
    assertDecides(
        Comparison.PEER_ADDRESS, sample(1), sample(2), "peer address 10.0.0.2, not 10.0.0.1");
  }

  @Test
  void unreachableNextHop_neverWins() {
    Path lost = sample(1).weight(100).unreachable().make();
    Path best = sample(2).make();
    Selection selection = process.select(List.of(lost, best));
    assertThat(selection.best()).isSameAs(best);
    assertThat(process.reason(lost, best, List.of(lost, best)))
        .isEqualTo("next hop 10.0.0.1 unreachable");
    assertThat(process.select(List.of(lost)).best()).isNull();
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
      Selection selection = process.select(paths);
      assertThat(selection.best()).isSameAs(c);
      assertThat(process.reason(b, c, paths)).isEqualTo("router id 1.1.1.9, not 1.1.1.5");
      // It would beat the best path, but lost to its neighbor's other path before.
      assertThat(process.reason(a, c, paths)).isEqualTo("MED 10, not 5");
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
    List<Path> used = three.select(paths).multipath();
    assertThat(used)
        .extracting(p -> p.source().text())
        .containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.3");
  }

  @Test
  void multipath_throughDifferentAses_onlyWhenRelaxed() {
    List<Path> paths = List.of(sample(1).make(), sample(2).path(10, 21).make());
    assertThat(
            new DecisionProcess(new DecisionConfig(8, 8, false, false)).select(paths).multipath())
        .hasSize(1);
    assertThat(new DecisionProcess(new DecisionConfig(8, 8, true, false)).select(paths).multipath())
        .hasSize(2);
  }

  @Test
  void multipath_internalHasItsOwnMaximum_andKindsDoNotMix() {
    List<Path> internal =
        List.of(
            sample(1).kind(Kind.INTERNAL).make(),
            sample(2).kind(Kind.INTERNAL).make(),
            sample(3).kind(Kind.INTERNAL).make());
    DecisionProcess two = new DecisionProcess(new DecisionConfig(8, 2, false, false));
    assertThat(two.select(internal).multipath()).hasSize(2);
    List<Path> mixed = List.of(sample(1).make(), sample(2).kind(Kind.INTERNAL).make());
    assertThat(two.select(mixed).multipath()).hasSize(1);
  }
}
