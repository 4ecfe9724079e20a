package io.sdnsim.scenarios.bench;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.RandomStream;
import io.sdnsim.core.engine.RandomStreams;
import io.sdnsim.core.l3.LpmTable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Lookups and changes of {@link LpmTable} from a rack switch's size to a full Internet table. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LpmTableBenchmark {
  private static final int DESTINATIONS = 4096;
  private static final int FLAPPING = 50_000;

  /** Prefixes of lengths as in the Internet's table; {@code line} is a row of /30 instead. */
  @Param({"line16", "line4096", "100", "10000", "100000", "1000000"})
  public String routes = "100";

  private final LpmTable<Prefix> table = new LpmTable<>();
  private final IpAddress[] destinations = new IpAddress[DESTINATIONS];
  private Prefix[] prefixes = {};
  private int flap;

  /** Fills the table and picks destinations inside its prefixes. */
  @Setup
  public void fill() {
    RandomStream random = new RandomStreams(1).stream("lpm");
    boolean isLine = routes.startsWith("line");
    prefixes = new Prefix[Integer.parseInt(isLine ? routes.substring(4) : routes)];
    for (int i = 0; i < prefixes.length; i++) {
      prefixes[i] =
          isLine ? new Prefix(IpAddress.ofIpv4(0x0A00_0000 + 4 * i), 30) : randomPrefix(random);
      table.put(prefixes[i], prefixes[i]);
    }
    for (int i = 0; i < DESTINATIONS; i++) {
      Prefix prefix = prefixes[random.nextInt(prefixes.length)];
      destinations[i] =
          prefix.network().plus(random.nextInt(1 << Math.min(8, 32 - prefix.length())));
    }
  }

  private static Prefix randomPrefix(RandomStream random) {
    int kind = random.nextInt(100);
    int length = kind < 58 ? 24 : kind < 98 ? 16 + random.nextInt(8) : 25 + random.nextInt(8);
    return Prefix.containing(IpAddress.ofIpv4(random.nextInt(0x6000_0000) + 0x0100_0000), length);
  }

  /** One lookup each of 4,096 destinations. */
  @Benchmark
  @OperationsPerInvocation(DESTINATIONS)
  public void lookup(Blackhole blackhole) {
    for (IpAddress destination : destinations) {
      blackhole.consume(table.lookup(destination));
    }
  }

  /** Withdraws and announces one of the first 50,000 prefixes, and looks it up. */
  @Benchmark
  public @Nullable Prefix flap() {
    Prefix prefix = prefixes[flap++ % Math.min(FLAPPING, prefixes.length)];
    table.remove(prefix);
    table.put(prefix, prefix);
    return table.lookup(prefix.network());
  }
}
