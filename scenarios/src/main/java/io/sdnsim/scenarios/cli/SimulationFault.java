package io.sdnsim.scenarios.cli;

import io.sdnsim.core.engine.SimTime;

/** A run broke down, and the scenario is not to blame. One line says how to see it again. */
final class SimulationFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param replay the command that runs it again
   */
  SimulationFault(String scenario, long seed, long timePs, String replay, Throwable cause) {
    super(
        "a fault of sdnsim in "
            + scenario
            + " with seed "
            + seed
            + " at "
            + SimTime.format(timePs)
            + ": "
            + cause
            + "; see it again with: "
            + replay
            + " --debug",
        cause);
  }
}
