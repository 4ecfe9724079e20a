package io.sdnsim.scenarios.junit;

import io.sdnsim.scenarios.result.ExpectationResult;
import io.sdnsim.scenarios.result.RunResult;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.MultipleFailuresError;

/** Makes the invocations of a {@link ScenarioTest}. */
final class ScenarioTestExtension implements TestTemplateInvocationContextProvider {
  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getRequiredTestMethod(), ScenarioTest.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    ScenarioTest test =
        AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), ScenarioTest.class)
            .orElseThrow();
    if (test.value().length == 0) {
      throw new ExtensionConfigurationException("@ScenarioTest names no scenario");
    }
    Map<String, String> settings = settings(test);
    List<TestTemplateInvocationContext> invocations = new ArrayList<>();
    for (String scenario : test.value()) {
      if (test.seeds().length == 0) {
        invocations.add(new ScenarioInvocation(new SeededScenario(scenario, null, settings)));
      }
      for (long seed : test.seeds()) {
        invocations.add(new ScenarioInvocation(new SeededScenario(scenario, seed, settings)));
      }
    }
    return invocations.stream();
  }

  private static Map<String, String> settings(ScenarioTest test) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String setting : test.set()) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new ExtensionConfigurationException(
            "@ScenarioTest(set = \"" + setting + "\"): expected name=value");
      }
      settings.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return settings;
  }

  /** One scenario with one seed. */
  private static final class ScenarioInvocation
      implements TestTemplateInvocationContext,
          BeforeTestExecutionCallback,
          ParameterResolver,
          InvocationInterceptor {
    private final SeededScenario scenario;
    private @Nullable RunResult result;

    ScenarioInvocation(SeededScenario scenario) {
      this.scenario = scenario;
    }

    @Override
    public String getDisplayName(int invocationIndex) {
      return scenario.title();
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(this);
    }

    /** Here, so that a scenario that is refused fails the test with its own words. */
    @Override
    public void beforeTestExecution(ExtensionContext context) throws Exception {
      result = scenario.run();
    }

    private RunResult result() {
      RunResult known = result;
      if (known == null) {
        throw new IllegalStateException("a RunResult is there in the test method only");
      }
      return known;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == RunResult.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return result();
    }

    /** The method's own failure comes last: the scenario's may explain it. */
    @Override
    public void interceptTestTemplateMethod(
        InvocationInterceptor.Invocation<@Nullable Void> method,
        ReflectiveInvocationContext<Method> about,
        ExtensionContext context)
        throws Throwable {
      List<Throwable> failures = new ArrayList<>(failures(result()));
      try {
        method.proceed();
      } catch (AssertionError e) {
        failures.add(e);
      } catch (Exception e) {
        failures.forEach(e::addSuppressed);
        throw e;
      }
      if (failures.size() == 1) {
        throw failures.get(0);
      }
      if (!failures.isEmpty()) {
        throw new MultipleFailuresError(scenario.title(), failures);
      }
    }

    private static List<AssertionFailedError> failures(RunResult result) {
      return result.expectations().stream()
          .filter(expectation -> !expectation.passed())
          .map(ScenarioInvocation::failure)
          .toList();
    }

    private static AssertionFailedError failure(ExpectationResult expectation) {
      AssertionFailedError failure =
          new AssertionFailedError(
              expectation.at() + ": " + expectation.id() + ": " + expectation.detail());
      StackTraceElement[] trace = failure.getStackTrace();
      failure.setStackTrace(Arrays.copyOf(trace, Math.min(1, trace.length)));
      return failure;
    }
  }
}
