package io.sdnsim.scenarios.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that runs scenarios: one invocation for each scenario and seed. It fails when an
 * expectation does not hold, and names every one that does not with its file and line.
 *
 * <pre>{@code
 * @ScenarioTest(value = "src/test/scenarios/failover.yaml", seeds = {1, 2, 3}, set = "hold=9s")
 * void survivesAMux(RunResult result) {
 *   assertThat(result.drops()).isEmpty(); // Beyond what the scenario expects; may be empty.
 * }
 * }</pre>
 *
 * <p>The scenario runs before the method, which may take its {@link
 * io.sdnsim.scenarios.result.RunResult}.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(ScenarioTestExtension.class)
public @interface ScenarioTest {
  /** Files, relative to the working directory, or names of built-in scenarios. */
  String[] value();

  /** Seeds; none: each scenario's own. */
  long[] seeds() default {};

  /** Parameters of the scenarios, each as {@code name=value}. */
  String[] set() default {};
}
