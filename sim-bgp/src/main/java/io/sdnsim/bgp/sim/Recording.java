package io.sdnsim.bgp.sim;

import io.sdnsim.bgp.speaker.RecordedRoute;
import java.util.List;

/**
 * What a recorded peer announced and withdrew, and when. Read before the run and kept as long, so
 * that a router that starts again has it again.
 *
 * @param steps in the order of their times
 */
public record Recording(List<Step> steps) {
  public Recording {
    steps = List.copyOf(steps);
  }

  /**
   * Changes that happen together.
   *
   * @param atPs simulated time
   */
  public record Step(long atPs, List<RecordedRoute> routes) {
    public Step {
      routes = List.copyOf(routes);
    }
  }
}
