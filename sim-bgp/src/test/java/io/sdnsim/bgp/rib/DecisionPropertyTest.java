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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What must be true of the choice among any paths. */
class DecisionPropertyTest {
  /** Few values for each attribute, so that paths are often alike. */
  record Draw(int kind, int as, int length, int med, int other, int metric) {}

  @Provide
  Arbitrary<List<Draw>> draws() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(1, 2),
            Arbitraries.integers().between(-1, 2),
            Arbitraries.integers().between(0, 15),
            Arbitraries.integers().between(0, 1))
        .as(Draw::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(7);
  }

  @Provide
  Arbitrary<DecisionConfig> configs() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 3),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false),
            Arbitraries.of(Profile.values()))
        .as(
            (paths, relax, always, worst, profile) ->
                new DecisionConfig(
                    paths, paths, relax, true, new MedRules(always, true, worst), profile));
  }

  private static List<Path> paths(List<Draw> draws) {
    List<Path> paths = new ArrayList<>();
    for (int i = 0; i < draws.size(); i++) {
      Draw draw = draws.get(i);
      IpAddress peer = IpAddress.parse("10.0.0." + (1 + i));
      Kind kind = List.of(Kind.EXTERNAL, Kind.INTERNAL, Kind.CONFEDERATION).get(draw.kind);
      long[] asns = new long[draw.length];
      java.util.Arrays.fill(asns, draw.as);
      PathAttributes attributes =
          PathAttributes.of(
              new PathAttribute.OriginAttribute(Origin.values()[draw.other / 8]),
              new PathAttribute.AsPathAttribute(AsPath.sequence(asns)),
              new PathAttribute.LocalPref(100 + draw.other / 4 % 2));
      if (draw.med >= 0) {
        attributes = attributes.withMed(draw.med);
      }
      NextHopState hop = new NextHopState(peer);
      hop.update(draw.other != 7, true, draw.metric, null);
      IpAddress identifier = IpAddress.parse("9.9.9." + draw.other % 4);
      paths.add(
          new Path(new PathSource(kind, peer, identifier, false), attributes, hop, 0, i * 1000L));
    }
    return paths;
  }

  /** RFC 4271 9.1.2.2 c: as the RFC wants it, with MED compared within each AS first. */
  @Property(tries = 1000)
  void choice_doesNotDependOnTheOrderOfArrival(
      @ForAll("draws") List<Draw> draws,
      @ForAll("configs") DecisionConfig config,
      @ForAll int order) {
    DecisionProcess process = new DecisionProcess(config);
    List<Path> paths = paths(draws);
    Selection first = process.select(paths, null);
    List<Path> shuffled = new ArrayList<>(paths);
    Collections.shuffle(shuffled, new Random(order));
    Selection second = process.select(shuffled, null);
    assertThat(second.best()).isSameAs(first.best());
    assertThat(second.multipath()).isEqualTo(first.multipath());
    // RFC 4271 9.1.2.2: nor on what was chosen before, once the age of paths does not count.
    Selection third = process.select(shuffled, paths.get(0).source());
    assertThat(third.best()).isSameAs(first.best());
  }

  /** A loser's going, or coming, changes nothing: what one may forget is no reason to flap. */
  @Property(tries = 1000)
  void choice_staysWhenALoserOfTheWholeLadderGoes(
      @ForAll("draws") List<Draw> draws, @ForAll("configs") DecisionConfig config) {
    DecisionProcess process =
        new DecisionProcess(
            config.withMed(new MedRules(true, true, config.med().missingAsWorst())));
    List<Path> paths = paths(draws);
    Path best = process.select(paths, null).best();
    for (Path path : paths) {
      if (path != best) {
        List<Path> fewer = new ArrayList<>(paths);
        fewer.remove(path);
        assertThat(process.select(fewer, null).best()).isSameAs(best);
      }
    }
  }

  /** With MED always compared, the ladder is a total order of the usable paths. */
  @Property(tries = 1000)
  void ladder_isATotalOrder(
      @ForAll("draws") List<Draw> draws, @ForAll("configs") DecisionConfig config) {
    DecisionConfig always = config.withMed(new MedRules(true, true, config.med().missingAsWorst()));
    List<Path> paths = paths(draws);
    Comparison.Context context = new Comparison.Context(always, null);
    for (Path a : paths) {
      for (Path b : paths) {
        int ab = DecisionProcess.compare(a, b, context);
        assertThat(Integer.signum(ab))
            .isEqualTo(-Integer.signum(DecisionProcess.compare(b, a, context)));
        assertThat(ab == 0).isEqualTo(a == b);
        for (Path c : paths) {
          if (ab < 0 && DecisionProcess.compare(b, c, context) < 0) {
            assertThat(DecisionProcess.compare(a, c, context)).isNegative();
          }
        }
      }
    }
  }

  /** The best is among those in use, none is unusable, and every other path says why it lost. */
  @Property(tries = 1000)
  void everyPathHasItsPlace(
      @ForAll("draws") List<Draw> draws, @ForAll("configs") DecisionConfig config) {
    DecisionProcess process = new DecisionProcess(config);
    List<Path> paths = paths(draws);
    Selection selection = process.select(paths, null);
    Path best = selection.best();
    assertThat(best == null).isEqualTo(paths.stream().noneMatch(Path::isUsable));
    assertThat(selection.multipath()).hasSizeLessThanOrEqualTo(config.maximumPaths());
    assertThat(selection.multipath()).allMatch(Path::isUsable);
    if (best != null) {
      assertThat(selection.multipath().get(0)).isSameAs(best);
      assertThat(process.bestOfEachNeighborAs(paths, null)).contains(best);
    }
    for (Path path : paths) {
      String reason = process.reason(path, best, paths, null);
      assertThat(reason.isEmpty()).isEqualTo(path == best);
      assertThat(reason).isNotEqualTo("equal");
    }
    Set<Path> once = new LinkedHashSet<>(selection.multipath());
    assertThat(once).hasSameSizeAs(selection.multipath());
  }
}
