package io.sdnsim.scenarios.cli;

import io.sdnsim.scenarios.cli.Execution.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;

/** Runs that share nothing, side by side on all processors. */
final class Replicas {
  private Replicas() {}

  /**
   * Runs once for each seed.
   *
   * @return in the order of the seeds, whatever the order in which they finished
   */
  static List<Outcome> run(List<Long> seeds, LongFunction<Outcome> run, Progress progress) {
    ExecutorService workers =
        Executors.newFixedThreadPool(
            Math.min(seeds.size(), Runtime.getRuntime().availableProcessors()),
            work -> {
              Thread thread = new Thread(work, "replica");
              thread.setDaemon(true);
              return thread;
            });
    try {
      AtomicInteger done = new AtomicInteger();
      List<Future<Outcome>> futures = new ArrayList<>();
      for (long seed : seeds) {
        futures.add(
            workers.submit(
                () -> {
                  Outcome outcome = run.apply(seed);
                  progress.at(done.incrementAndGet(), seeds.size());
                  return outcome;
                }));
      }
      List<Outcome> outcomes = new ArrayList<>();
      for (Future<Outcome> future : futures) {
        outcomes.add(future.get());
      }
      return outcomes;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      workers.shutdownNow();
    }
  }
}
