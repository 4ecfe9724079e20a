package io.sdnsim.core.bench;

/** Runs the benchmark by hand: flows, packets per second, seconds, staggered, repetitions. */
final class LineBenchMain {
  private LineBenchMain() {}

  public static void main(String[] args) {
    LineBenchConfig config =
        new LineBenchConfig(
            Integer.parseInt(args[0]),
            Integer.parseInt(args[1]),
            Integer.parseInt(args[2]),
            Boolean.parseBoolean(args[3]));
    for (int i = 0; i < Integer.parseInt(args[4]); i++) {
      LineBenchResult result = LineBench.run(config, i == 0 ? 1 : 0);
      System.out.println(
          Math.round(result.packetHopsPerSecond() / 1e4) / 100.0
              + " M hops/s, "
              + Math.round(result.eventsPerSecond() / 1e4) / 100.0
              + " M events/s, "
              + Math.round(result.cpuNanosPerHop() * 10) / 10.0
              + " ns CPU a hop, "
              + result);
    }
  }
}
