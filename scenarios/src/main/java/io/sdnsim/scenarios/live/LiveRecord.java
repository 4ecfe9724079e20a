package io.sdnsim.scenarios.live;

import io.sdnsim.core.external.ExternalInput;
import java.util.List;

/**
 * What came from outside in a live run, and when: with the scenario all that is needed to have the
 * run again.
 *
 * @param inputs in the order of their times
 * @param endPs when the run ended; 0 when the record breaks off
 * @param fingerprint of the live run; empty when the record breaks off
 */
public record LiveRecord(
    RecordHeader header, List<TimedInput> inputs, long endPs, String fingerprint) {
  public LiveRecord {
    inputs = List.copyOf(inputs);
  }

  /** An input and its simulated time. */
  public record TimedInput(long timePs, ExternalInput input) {}
}
