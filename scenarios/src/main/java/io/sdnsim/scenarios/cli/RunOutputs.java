package io.sdnsim.scenarios.cli;

import io.sdnsim.core.trace.TraceSink;
import io.sdnsim.scenarios.capture.RunCaptures;
import io.sdnsim.scenarios.capture.RunDumps;
import io.sdnsim.scenarios.cli.Execution.Outcome;
import io.sdnsim.scenarios.metrics.RunMetrics;
import io.sdnsim.scenarios.model.CaptureConfig;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.report.EventLog;
import io.sdnsim.scenarios.report.JunitReport;
import io.sdnsim.scenarios.result.RunResult;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code run} writes besides its report. Every place is tried before the first run begins;
 * files appear whole, after the last one.
 */
final class RunOutputs implements Closeable {
  private final @Nullable OutputFile junit;
  private final @Nullable OutputFile events;
  private final @Nullable Path pcap;
  private final @Nullable Path mrt;
  private final List<RunDumps> dumps = new ArrayList<>();
  private final List<RunCaptures> captures = new ArrayList<>();
  private final List<RunMetrics> metrics = new ArrayList<>();

  /**
   * Begins the files; null for those that nobody wants.
   *
   * @throws BadInput when one can't be written
   */
  RunOutputs(@Nullable Path junit, @Nullable Path events, @Nullable Path pcap, @Nullable Path mrt) {
    OutputFile begun = null;
    try {
      begun = junit == null ? null : new OutputFile(junit);
      this.events = events == null ? null : new OutputFile(events);
    } catch (BadInput e) {
      if (begun != null) {
        begun.close();
      }
      throw e;
    }
    this.junit = begun;
    this.pcap = pcap;
    this.mrt = mrt;
    try {
      checkFolder(pcap);
      checkFolder(mrt);
    } catch (BadInput e) {
      close();
      throw e;
    }
  }

  private static void checkFolder(@Nullable Path folder) {
    if (folder == null) {
      return;
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw OutputFile.unwritable(e);
    }
    if (!Files.isWritable(folder)) {
      throw new BadInput("cannot write " + folder + ": permission denied");
    }
  }

  /** The sinks of a run. */
  List<TraceSink> sinks(@Nullable RunMetrics measures) {
    List<TraceSink> sinks = new ArrayList<>();
    OutputFile log = events;
    if (log != null) {
      sinks.add(new EventLog(log::line));
    }
    if (measures != null) {
      sinks.add(measures);
    }
    return sinks;
  }

  /** Measures of one run; they are printed in the order of their seeds. */
  RunMetrics measure(Scenario scenario, long seed) {
    RunMetrics measures = new RunMetrics(scenario, seed);
    synchronized (metrics) {
      metrics.add(measures);
    }
    return measures;
  }

  List<RunMetrics> metrics() {
    synchronized (metrics) {
      return metrics.stream().sorted(java.util.Comparator.comparingLong(RunMetrics::seed)).toList();
    }
  }

  /**
   * Attaches the captures and MRT files of a run once its network is known.
   *
   * @param configs what the scenario asks for
   * @param below where {@code --pcap} and {@code --mrt} put this run's files
   */
  Execution.Preparation captures(List<CaptureConfig> configs, Path below) {
    Path folder = pcap == null ? null : pcap.resolve(below);
    Path dumpFolder = mrt == null ? null : mrt.resolve(below);
    return run -> {
      if (dumpFolder != null) {
        RunDumps files = new RunDumps(run.world(), dumpFolder);
        synchronized (captures) {
          dumps.add(files);
        }
      }
      if (configs.isEmpty() && folder == null) {
        return;
      }
      RunCaptures files = new RunCaptures(run.world().network(), configs, Path.of(""), folder);
      synchronized (captures) {
        captures.add(files);
      }
      run.world().network().tracer().attach(files);
    };
  }

  /** Puts all files in their places. */
  void commit(List<Outcome> outcomes) {
    if (junit != null) {
      junit.write(new JunitReport().text(results(outcomes), wallSeconds(outcomes)));
      junit.commit();
    }
    if (events != null) {
      events.commit();
    }
    try {
      for (RunCaptures files : captures) {
        files.finish();
      }
      for (RunDumps files : dumps) {
        files.finish();
      }
    } catch (IOException e) {
      throw OutputFile.unwritable(e);
    }
  }

  static List<RunResult> results(List<Outcome> outcomes) {
    return outcomes.stream().map(Outcome::result).toList();
  }

  static List<Double> wallSeconds(List<Outcome> outcomes) {
    return outcomes.stream().map(Outcome::wallSeconds).toList();
  }

  @Override
  public void close() {
    if (junit != null) {
      junit.close();
    }
    if (events != null) {
      events.close();
    }
    synchronized (captures) { // After a fault other replicas may still be beginning theirs.
      for (RunCaptures files : captures) {
        try {
          files.close();
        } catch (IOException e) {
          throw OutputFile.unwritable(e);
        }
      }
      dumps.forEach(RunDumps::close);
    }
  }
}
