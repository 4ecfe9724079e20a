package io.sdnsim.scenarios;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The boundaries that the compiler cannot hold: which module may know which, and what would make a
 * run depend on more than its scenario and its seed. Every rule names the way out.
 */
final class ArchitectureRules {

  static final String ROOT = "io.sdnsim";

  /** What each module may depend on, apart from itself. */
  static final Map<String, Set<String>> ALLOWED =
      Map.of(
          "core", Set.of(),
          "bgp", Set.of("core"),
          "vxlan", Set.of("core"),
          "slb", Set.of("core", "bgp", "vxlan"),
          "gateway", Set.of("core", "bgp", "vxlan"),
          "scenarios", Set.of("core", "bgp", "vxlan", "slb", "gateway"));

  private static final String COLLECTORS = "java.util.stream.Collectors";

  /** Packages with one of these names touch the real world and may know its clock and threads. */
  private static final Set<String> REAL_WORLD = Set.of("live", "cli", "report", "junit", "bench");

  static final DescribedPredicate<JavaClass> SIMULATED_WORLD =
      describe(
          "belong to the simulated world",
          type ->
              type.getPackageName().startsWith(ROOT + ".")
                  && Arrays.stream(type.getPackageName().split("\\.", -1))
                      .noneMatch(REAL_WORLD::contains));

  static final ArchRule NO_WALL_CLOCK =
      ban(
          "read the wall clock",
          "time is an argument: nowPs",
          type ->
              named(type, "java.time.Clock", "java.time.InstantSource", "java.util.Date")
                  || named(type, "java.util.Calendar", "java.util.Timer"),
          access ->
              calls(access, "java.lang.System", "nanoTime", "currentTimeMillis")
                  || (access.getTargetOwner().getPackageName().startsWith("java.time")
                      && access.getName().equals("now")));

  static final ArchRule NO_THREADS =
      ban(
          "use threads",
          "one loop runs a simulation; replicas side by side belong to a real-world package",
          type ->
              named(type, "java.lang.Thread", "java.lang.ThreadLocal", "java.lang.ThreadGroup")
                  || type.getPackageName().startsWith("java.util.concurrent"),
          access ->
              access.getTargetOwner().getPackageName().startsWith("java.util")
                  && access.getName().startsWith("parallel"));

  static final ArchRule NO_FOREIGN_RANDOMNESS =
      ban(
          "draw unseeded or platform-defined randomness",
          "use RandomStreams.stream(name)",
          type ->
              named(type, "java.util.Random", "java.security.SecureRandom")
                  || named(type, "java.util.concurrent.ThreadLocalRandom"),
          access ->
              calls(access, "java.lang.Math", "random")
                  || calls(access, "java.util.UUID", "randomUUID")
                  || (calls(access, "java.util.Collections", "shuffle")
                      && parameters(access).size() == 1));

  /** An empty or one-element Set.of or Map.of has only one order, and is allowed. */
  static final ArchRule NO_UNORDERED_COLLECTIONS =
      ban(
          "use collections without a defined order",
          "use LinkedHashMap, LinkedHashSet, TreeMap, EnumMap, List or an own table",
          type ->
              named(type, "java.util.HashMap", "java.util.HashSet", "java.util.Hashtable")
                  || named(type, "java.util.IdentityHashMap", "java.util.WeakHashMap"),
          access ->
              calls(access, "java.util.Set", "copyOf")
                  || calls(access, "java.util.Map", "copyOf", "ofEntries")
                  || (calls(access, "java.util.Set", "of") && !hasAtMostOneElement(access, 1))
                  || (calls(access, "java.util.Map", "of") && !hasAtMostOneElement(access, 2))
                  || calls(access, COLLECTORS, "toSet", "toUnmodifiableSet", "toUnmodifiableMap")
                  || calls(access, COLLECTORS, "groupingByConcurrent", "toConcurrentMap")
                  || (calls(access, COLLECTORS, "toMap") && parameters(access).size() < 4)
                  || (calls(access, COLLECTORS, "groupingBy") && parameters(access).size() < 3));

  static final ArchRule NO_PLATFORM_MATHEMATICS =
      ban(
          "use functions of Math that differ between processors",
          "use StrictMath",
          type -> false,
          access ->
              calls(access, "java.lang.Math", "sin", "cos", "tan", "asin", "acos", "atan", "atan2")
                  || calls(access, "java.lang.Math", "sinh", "cosh", "tanh", "exp", "expm1", "pow")
                  || calls(access, "java.lang.Math", "log", "log10", "log1p", "cbrt", "hypot"));

  static final ArchRule NO_DEFAULT_LOCALE =
      ban(
          "depend on the default locale",
          "pass Locale.ROOT",
          type -> false,
          access ->
              calls(access, "java.util.Locale", "getDefault")
                  || calls(access, "java.lang.String", "formatted")
                  || (calls(access, "java.lang.String", "toLowerCase", "toUpperCase", "format")
                      && !takesLocale(access))
                  || (calls(access, "java.io.PrintStream", "printf", "format")
                      && !takesLocale(access))
                  || (calls(access, "java.io.PrintWriter", "printf", "format")
                      && !takesLocale(access))
                  || (calls(access, "java.util.Formatter", "<init>") && !takesLocale(access)));

  /** An enum's hash code is its identity too, and differs from one JVM run to the next. */
  static final ArchRule NO_IDENTITY_HASHES =
      ban(
          "depend on an object's identity",
          "hash the values: FlowKey shows how",
          type -> false,
          access ->
              calls(access, "java.lang.System", "identityHashCode")
                  || calls(access, "java.lang.Object", "hashCode")
                  || calls(access, "java.lang.Enum", "hashCode"));

  static final ArchRule NO_MUTABLE_STATICS =
      fields()
          .that()
          .areDeclaredInClassesThat(SIMULATED_WORLD)
          .and()
          .areStatic()
          .should()
          .beFinal()
          .because("two simulations in one JVM would share it: make it a field of the simulation")
          .allowEmptyShould(true);

  /** The rules of determinism, which hold in the simulated world only. */
  static final List<ArchRule> DETERMINISM =
      List.of(
          NO_WALL_CLOCK,
          NO_THREADS,
          NO_FOREIGN_RANDOMNESS,
          NO_UNORDERED_COLLECTIONS,
          NO_PLATFORM_MATHEMATICS,
          NO_DEFAULT_LOCALE,
          NO_IDENTITY_HASHES,
          NO_MUTABLE_STATICS);

  private ArchitectureRules() {}

  /** Each module, a package directly below {@code root}, sees only those of {@link #ALLOWED}. */
  static ArchRule modulesKeepTheirDistance(String root) {
    return classes()
        .that()
        .resideInAPackage(root + "..")
        .should(
            new ArchCondition<JavaClass>("only depend on modules that their module may see") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                Set<String> allowed = ALLOWED.get(module(root, type));
                if (allowed == null) {
                  events.add(violated(type, type.getName() + " belongs to no known module"));
                  return;
                }
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                  String target = module(root, dependency.getTargetClass().getBaseComponentType());
                  if (!target.isEmpty()
                      && !target.equals(module(root, type))
                      && !allowed.contains(target)) {
                    events.add(violated(type, dependency.getDescription()));
                  }
                }
              }
            })
        .because("core <- bgp, vxlan <- slb | gateway <- scenarios, and never the other way")
        .allowEmptyShould(true);
  }

  /** No cycle between the packages that {@code pattern} captures. */
  static ArchRule packagesAreFreeOfCycles(String pattern) {
    return slices().matching(pattern).should().beFreeOfCycles().allowEmptyShould(true);
  }

  /** The module that a type belongs to, or an empty string for a type from elsewhere. */
  static String module(String root, JavaClass type) {
    String name = type.getPackageName();
    if (!name.startsWith(root + ".")) {
      return "";
    }
    String below = name.substring(root.length() + 1);
    return below.contains(".") ? below.substring(0, below.indexOf('.')) : below;
  }

  private static ArchRule ban(
      String what,
      String instead,
      Predicate<JavaClass> bannedType,
      Predicate<JavaAccess<?>> bannedAccess) {
    return classes()
        .that(SIMULATED_WORLD)
        .should(
            new ArchCondition<JavaClass>("not " + what) {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                  if (bannedType.test(dependency.getTargetClass().getBaseComponentType())) {
                    events.add(violated(type, dependency.getDescription()));
                  }
                }
                for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                  if (bannedAccess.test(access)) {
                    events.add(violated(type, access.getDescription()));
                  }
                }
              }
            })
        .because("a run depends on its scenario and its seed alone: " + instead)
        .allowEmptyShould(true);
  }

  private static boolean named(JavaClass type, String... names) {
    return Arrays.asList(names).contains(type.getName());
  }

  private static boolean calls(JavaAccess<?> access, String owner, String... names) {
    return access.getTargetOwner().getName().equals(owner)
        && Arrays.asList(names).contains(access.getName());
  }

  private static List<JavaClass> parameters(JavaAccess<?> access) {
    return access.getTarget() instanceof CodeUnitAccessTarget target
        ? target.getRawParameterTypes()
        : List.of();
  }

  private static boolean hasAtMostOneElement(JavaAccess<?> access, int parametersOfOne) {
    List<JavaClass> parameters = parameters(access);
    return parameters.isEmpty()
        || (parameters.size() == parametersOfOne && !parameters.get(0).isArray());
  }

  private static boolean takesLocale(JavaAccess<?> access) {
    return parameters(access).stream().anyMatch(p -> p.getName().equals("java.util.Locale"));
  }
}
