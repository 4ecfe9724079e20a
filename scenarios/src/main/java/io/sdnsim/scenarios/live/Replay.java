package io.sdnsim.scenarios.live;

import io.sdnsim.core.external.ExternalNetwork;
import io.sdnsim.scenarios.live.LiveRecord.TimedInput;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.run.ScenarioRun;

/**
 * Has a live run again, in simulated time: what came from outside comes again at the same times,
 * and what goes out goes nowhere.
 */
public final class Replay {
  private final LiveRecord record;

  public Replay(LiveRecord record) {
    this.record = record;
  }

  /**
   * Looks whether the scenario is the recorded one.
   *
   * @throws LiveException when it is another
   */
  public void check(Scenario scenario) {
    if (!scenario.name().equals(record.header().scenario())) {
      throw new LiveException(
          "the record is of the scenario "
              + record.header().scenario()
              + ", not of "
              + scenario.name());
    }
  }

  /** The options that the run needs. */
  public RunOptions options(RunOptions options) {
    return options
        .withExternal(record.header().peers(), record.header().endpoints(), ExternalNetwork.NONE)
        .withEnd(record.endPs());
  }

  /** The seed of the recorded run. */
  public long seed() {
    return record.header().seed();
  }

  /** Puts into the event list what came from outside. */
  public void prepare(ScenarioRun run) {
    for (TimedInput each : record.inputs()) {
      run.external().schedule(each.timePs(), each.input());
    }
  }

  /** A sentence about a run that was not the recorded one again, or an empty string. */
  public String difference(String fingerprint) {
    return record.fingerprint().isEmpty() || record.fingerprint().equals(fingerprint)
        ? ""
        : "the recorded run had the fingerprint "
            + record.fingerprint()
            + ", this one has "
            + fingerprint
            + ": the scenario or sdnsim has changed since";
  }
}
