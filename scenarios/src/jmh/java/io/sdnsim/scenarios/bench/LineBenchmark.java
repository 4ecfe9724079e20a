package io.sdnsim.scenarios.bench;

import io.sdnsim.core.bench.LineBench;
import io.sdnsim.core.bench.LineBenchConfig;
import io.sdnsim.core.bench.LineBenchResult;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * {@link LineBench} under JMH. An operation builds the network and runs it; the counters leave the
 * building out.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 7)
@Fork(
    value = 1,
    jvmArgs = {"-Xms1g", "-Xmx1g", "-XX:+UseSerialGC"})
public class LineBenchmark {
  /** Flows x packets per second of each. */
  @Param({"16x10000", "256x1000", "4096x1000"})
  public String load = "16x10000";

  private LineBenchConfig config = new LineBenchConfig(1, 1, 1, true);

  /** What the run itself measured, per operation. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Counters {
    /** Packet hops in a second of wall time, in millions. */
    public double millionHopsPerSecond;

    /** Processor time of a packet hop. */
    public double cpuNanosPerHop;

    /** Each iteration is a run of its own. */
    @Setup(Level.Iteration)
    public void reset() {
      millionHopsPerSecond = 0;
      cpuNanosPerHop = 0;
    }
  }

  /** Reads the load. */
  @Setup
  public void configure() {
    int cross = load.indexOf('x');
    config =
        new LineBenchConfig(
            Integer.parseInt(load.substring(0, cross)),
            Integer.parseInt(load.substring(cross + 1)),
            1,
            true);
  }

  /** One second of simulated time. */
  @Benchmark
  public LineBenchResult line(Counters counters) {
    LineBenchResult result = LineBench.run(config, 0);
    counters.millionHopsPerSecond = result.packetHopsPerSecond() / 1e6;
    counters.cpuNanosPerHop = result.cpuNanosPerHop();
    return result;
  }
}
