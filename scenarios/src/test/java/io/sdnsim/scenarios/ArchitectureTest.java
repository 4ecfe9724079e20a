package io.sdnsim.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.sdnsim.scenarios.archfixture.cli.RealWorld;
import io.sdnsim.scenarios.archfixture.world.DefaultLocale;
import io.sdnsim.scenarios.archfixture.world.ForeignRandomness;
import io.sdnsim.scenarios.archfixture.world.IdentityHashes;
import io.sdnsim.scenarios.archfixture.world.Innocent;
import io.sdnsim.scenarios.archfixture.world.MutableStatics;
import io.sdnsim.scenarios.archfixture.world.PlatformMathematics;
import io.sdnsim.scenarios.archfixture.world.Threads;
import io.sdnsim.scenarios.archfixture.world.UnorderedCollections;
import io.sdnsim.scenarios.archfixture.world.WallClock;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the main code of all modules to {@link ArchitectureRules}, and the rules to their word. */
class ArchitectureTest {

  private static final String FIXTURES = "io.sdnsim.scenarios.archfixture";

  /** The siblings are directories or jars, depending on how far Maven has got. */
  private static final ImportOption MAIN_CODE =
      location ->
          !location.contains("/test-classes/")
              && !location.contains("-tests.jar")
              && !location.contains("/io/sdnsim/testkit/");

  private static final JavaClasses MAIN =
      new ClassFileImporter().withImportOption(MAIN_CODE).importPackages(ArchitectureRules.ROOT);

  private static final JavaClasses PLANTED = new ClassFileImporter().importPackages(FIXTURES);

  // The main code.

  @Test
  void everyModuleIsScanned() {
    var modules = new TreeSet<String>();
    for (JavaClass type : MAIN) {
      modules.add(ArchitectureRules.module(ArchitectureRules.ROOT, type));
    }

    assertThat(modules).isEqualTo(new TreeSet<>(ArchitectureRules.ALLOWED.keySet()));
    assertThat(MAIN.stream().map(JavaClass::getName))
        .contains("io.sdnsim.scenarios.cli.Main")
        .noneMatch(name -> name.startsWith(FIXTURES))
        .noneMatch(name -> name.endsWith("Test") && !name.endsWith(".junit.ScenarioTest"));
  }

  @Test
  void modulesKeepTheirDistance() {
    ArchitectureRules.modulesKeepTheirDistance(ArchitectureRules.ROOT).check(MAIN);
  }

  @Test
  void packagesAreFreeOfCycles() {
    ArchitectureRules.packagesAreFreeOfCycles("io.sdnsim.(*).(*)..").check(MAIN);
  }

  @ParameterizedTest
  @MethodSource("determinismRules")
  void simulatedWorldIsDeterministic(ArchRule rule) {
    rule.check(MAIN);
  }

  static List<ArchRule> determinismRules() {
    return ArchitectureRules.DETERMINISM;
  }

  // The rules.

  @ParameterizedTest
  @MethodSource("plantedViolations")
  void everyMemberOfAPlantedClassIsReported(ArchRule rule, Class<?> planted) {
    List<String> report = violations(rule, PLANTED);

    var members =
        Stream.concat(
                Arrays.stream(planted.getDeclaredMethods()).filter(m -> !m.isSynthetic()),
                Arrays.stream(planted.getDeclaredFields()).filter(f -> !f.isSynthetic()))
            .toList();
    assertThat(members).isNotEmpty();
    assertThat(members)
        .allSatisfy(
            member ->
                assertThat(report)
                    .anyMatch(line -> line.contains(planted.getName() + "." + member.getName())));
  }

  static Stream<Arguments> plantedViolations() {
    return Stream.of(
        arguments(ArchitectureRules.NO_WALL_CLOCK, WallClock.class),
        arguments(ArchitectureRules.NO_THREADS, Threads.class),
        arguments(ArchitectureRules.NO_FOREIGN_RANDOMNESS, ForeignRandomness.class),
        arguments(ArchitectureRules.NO_UNORDERED_COLLECTIONS, UnorderedCollections.class),
        arguments(ArchitectureRules.NO_PLATFORM_MATHEMATICS, PlatformMathematics.class),
        arguments(ArchitectureRules.NO_DEFAULT_LOCALE, DefaultLocale.class),
        arguments(ArchitectureRules.NO_IDENTITY_HASHES, IdentityHashes.class),
        arguments(ArchitectureRules.NO_MUTABLE_STATICS, MutableStatics.class));
  }

  @Test
  void everyDeterminismRuleHasAPlantedViolation() {
    assertThat(plantedViolations().map(a -> a.get()[0]))
        .containsExactlyElementsOf(ArchitectureRules.DETERMINISM);
  }

  @ParameterizedTest
  @MethodSource("determinismRules")
  void theInnocentAndTheRealWorldAreNotReported(ArchRule rule) {
    assertThat(violations(rule, PLANTED))
        .noneMatch(line -> line.contains(Innocent.class.getName()))
        .noneMatch(line -> line.contains(RealWorld.class.getName()));
  }

  @Test
  void forbiddenModuleDependencies_areReported() {
    String root = FIXTURES + ".modules";

    assertThat(violations(ArchitectureRules.modulesKeepTheirDistance(root), PLANTED))
        .anyMatch(line -> line.contains("modules.core.NamesAProtocol."))
        .anyMatch(line -> line.contains("modules.slb.SeesGateway."))
        .noneMatch(line -> line.contains("modules.gateway.SeesBgp."));
  }

  @Test
  void packageCycles_areReported() {
    var rule = ArchitectureRules.packagesAreFreeOfCycles(FIXTURES + ".cycle.(*)..");

    assertThat(violations(rule, PLANTED)).anyMatch(line -> line.contains("Cycle detected"));
  }

  private static List<String> violations(ArchRule rule, JavaClasses classes) {
    return rule.evaluate(classes).getFailureReport().getDetails();
  }
}
