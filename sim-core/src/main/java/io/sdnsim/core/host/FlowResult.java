package io.sdnsim.core.host;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one flow. Null means that the figure does not exist for this kind of flow or that
 * nothing was measured.
 *
 * @param sent packets, probes, or requests over TCP
 * @param received packets delivered, probes or requests answered
 * @param lost those of which it is known that they were not; the rest is still on its way
 * @param duplicates packets that arrived again
 * @param late packets that arrived after they were counted as lost
 * @param bytesReceived application bytes in the direction that counts: answers of a round-trip
 *     flow, data of a one-way flow
 * @param jitterPs RFC 3550 6.4.1, of the worst stream
 * @param outage the longest gap in service that one prober saw; null when there was none
 * @param stall the longest that one connection waited without progress
 * @param errors what went wrong and how often, such as {@code time exceeded from 10.0.0.1}
 */
public record FlowResult(
    String id,
    long sent,
    long received,
    long lost,
    long duplicates,
    long late,
    long bytesReceived,
    Bytes bytes,
    @Nullable Latency latency,
    @Nullable Double jitterPs,
    @Nullable Gap outage,
    @Nullable Gap stall,
    Connections connections,
    SortedMap<String, Long> errors) {
  /** Application bytes each way; the headers of lower layers do not count. */
  public record Bytes(long forwardSent, long forwardReceived, long replySent, long replyReceived) {}

  /**
   * One-way delay of UDP flows; round trip of probes, ping and requests, from sending to the last
   * byte of the answer.
   */
  public record Latency(long minPs, double meanPs, long p50Ps, long p99Ps, long maxPs) {
    /** The figures of a distribution, or null for an empty one. */
    static @Nullable Latency of(LatencyStats stats) {
      return stats.count() == 0
          ? null
          : new Latency(
              stats.minPs(),
              stats.meanPs(),
              stats.percentilePs(50),
              stats.percentilePs(99),
              stats.maxPs());
    }
  }

  /**
   * Connections of a flow over TCP.
   *
   * @param opened attempts
   * @param established those whose handshake was completed
   * @param completed those that did all their work
   * @param broken those that ended before, attempts that failed included
   * @param open those still at work
   * @param notOpened those that the arrival process wanted while too many were open
   */
  public record Connections(
      int opened, int established, int completed, int broken, int open, int notOpened) {}
}
