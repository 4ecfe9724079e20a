package io.sdnsim.core.host;

import io.sdnsim.core.engine.SimTime;

/** When a client opens its connections. */
public sealed interface ArrivalProcess {
  /** One after another at equal distances, however long they take (open loop). */
  record Constant(long intervalPs) implements ArrivalProcess {
    public Constant {
      new ConfigCheck("arrivals").positiveTime("interval", intervalPs);
    }
  }

  /** At random with exponentially distributed distances (open loop). */
  record Poisson(long meanIntervalPs) implements ArrivalProcess {
    public Poisson {
      new ConfigCheck("arrivals").positiveTime("mean-interval", meanIntervalPs);
    }
  }

  /**
   * As many users as given, each of whom opens the next connection when the last one ended.
   *
   * @param thinkPs the pause after a connection that did its work
   * @param retryPs the pause after one that broke; longer than zero, or a refusal would be tried
   *     again without end at one moment
   */
  record ClosedLoop(int users, long thinkPs, long retryPs) implements ArrivalProcess {
    public ClosedLoop {
      ConfigCheck check = new ConfigCheck("arrivals");
      check.range("users", users, 1, 1_000_000);
      check.time("think-time", thinkPs);
      check.positiveTime("retry-time", retryPs);
    }

    public ClosedLoop(int users, long thinkPs) {
      this(users, thinkPs, SimTime.SECOND);
    }
  }

  /** A constant rate; the interval is rounded to a whole picosecond. */
  static ArrivalProcess perSecond(double rate) {
    return new Constant(intervalPs(rate));
  }

  /** A Poisson process of this mean rate. */
  static ArrivalProcess poissonPerSecond(double rate) {
    return new Poisson(intervalPs(rate));
  }

  private static long intervalPs(double rate) {
    new ConfigCheck("arrivals").that(rate > 0, "rate", rate, "must be more than zero per second");
    return Math.max(1, Math.round(SimTime.SECOND / rate));
  }
}
