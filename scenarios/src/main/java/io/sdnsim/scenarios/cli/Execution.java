package io.sdnsim.scenarios.cli;

import io.sdnsim.core.external.ExternalConnections;
import io.sdnsim.core.trace.TraceSink;
import io.sdnsim.scenarios.build.World;
import io.sdnsim.scenarios.live.LiveException;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.result.RunResult;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.run.ScenarioRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Runs one scenario with one seed; turns what goes wrong into the errors that people see. */
final class Execution {
  private static final int SLICES = 1000;

  /** Something to be told of, beyond what the options name: it needs the network first. */
  @FunctionalInterface
  interface Preparation {
    /** Nothing to prepare. */
    Preparation NONE = run -> {};

    void prepare(ScenarioRun run) throws IOException;
  }

  /** A run's result and how long it took. */
  record Outcome(RunResult result, double wallSeconds) {}

  private final Scenario scenario;
  private final long seed;
  private final String replay;
  private final long beganNanos = System.nanoTime();
  private final ScenarioRun run;

  /**
   * Builds the network; nothing happens in it yet.
   *
   * @param replay the command that runs it again
   */
  Execution(
      Scenario scenario, long seed, List<TraceSink> sinks, Preparation preparation, String replay) {
    this(scenario, RunOptions.of(seed).withSinks(sinks), preparation, replay);
  }

  /**
   * Builds the network; nothing happens in it yet.
   *
   * @param replay the command that runs it again
   */
  Execution(Scenario scenario, RunOptions options, Preparation preparation, String replay) {
    this.scenario = scenario;
    this.seed = options.seed();
    this.replay = replay;
    try {
      this.run = new ScenarioRun(scenario, options);
      preparation.prepare(run);
    } catch (IOException | UncheckedIOException e) {
      throw unwritable(e);
    } catch (BadInput e) {
      throw e;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw new SimulationFault(scenario.name(), seed, 0, replay, e);
    }
  }

  World world() {
    return run.world();
  }

  long nowPs() {
    return run.nowPs();
  }

  long endPs() {
    return run.endPs();
  }

  void runUntil(long timePs) {
    guarded(
        () -> {
          run.runUntil(timePs);
          return run;
        });
  }

  /** Runs to the end and evaluates. */
  Outcome finish(Progress progress) {
    if (progress.isWanted()) {
      for (int slice = 1; slice < SLICES; slice++) {
        runUntil(endPs() / SLICES * slice);
        progress.at(nowPs(), endPs());
      }
    }
    return finish(ScenarioRun::finish);
  }

  /**
   * Runs to the end and evaluates.
   *
   * @param way how the run gets there
   */
  Outcome finish(Function<ScenarioRun, RunResult> way) {
    RunResult result = guarded(() -> way.apply(run));
    return new Outcome(result, (System.nanoTime() - beganNanos) / 1e9);
  }

  private <T> T guarded(Supplier<T> action) {
    try {
      return action.get();
    } catch (UncheckedIOException e) {
      throw unwritable(e);
    } catch (LiveException | ExternalConnections.UnknownConnectionException e) {
      throw new BadInput(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException | AssertionError | StackOverflowError | OutOfMemoryError e) {
      throw new SimulationFault(scenario.name(), seed, run.nowPs(), replay, e);
    }
  }

  private static BadInput unwritable(Exception problem) {
    Throwable cause = problem instanceof UncheckedIOException ? problem.getCause() : problem;
    return OutputFile.unwritable(cause instanceof IOException e ? e : new IOException(problem));
  }
}
