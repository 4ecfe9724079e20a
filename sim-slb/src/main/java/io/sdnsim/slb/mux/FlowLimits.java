package io.sdnsim.slb.mux;

import io.sdnsim.core.engine.SimTime;

/**
 * What a Mux spends on remembering flows (Ananta 3.3.3). When a quota is exhausted, further flows
 * are balanced by the hash alone.
 *
 * @param trusted flows of which more than one packet has been seen, at most
 * @param untrusted flows of which one packet has been seen, and closing ones, at most
 * @param trustedIdlePs a trusted flow without a packet for this long is forgotten, unless its rule
 *     says otherwise
 * @param untrustedIdlePs the same of an untrusted flow
 */
public record FlowLimits(int trusted, int untrusted, long trustedIdlePs, long untrustedIdlePs) {
  /** Beyond this the rows of the table do not fit into one array. */
  private static final int MOST = 50_000_000;

  /** A million trusted flows for 4 min, 250,000 untrusted ones for 10 s. */
  public static final FlowLimits DEFAULT =
      new FlowLimits(1_000_000, 250_000, 4 * 60 * SimTime.SECOND, 10 * SimTime.SECOND);

  /**
   * @throws IllegalArgumentException when a limit or time is out of range
   */
  public FlowLimits {
    if (trusted < 0 || untrusted < 0 || trusted > MOST || untrusted > MOST) {
      throw new IllegalArgumentException("flows: " + trusted + ", untrusted " + untrusted);
    }
    if (trustedIdlePs <= 0 || untrustedIdlePs <= 0) {
      throw new IllegalArgumentException("idle " + trustedIdlePs + ", " + untrustedIdlePs);
    }
  }
}
