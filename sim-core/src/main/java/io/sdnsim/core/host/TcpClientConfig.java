package io.sdnsim.core.host;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.transport.TcpConfig;

/**
 * A client that opens TCP connections and makes requests.
 *
 * @param flow id of the flow; also names the random stream of the arrivals
 * @param target where the connections go
 * @param firstSourcePort of the first connection, later ones count on from it; 0 for free ports
 */
public record TcpClientConfig(
    String flow,
    Endpoint target,
    Schedule schedule,
    Work work,
    TcpConfig tcp,
    int firstSourcePort) {
  /**
   * @throws IllegalArgumentException when a value is out of range; says which, and what would do
   */
  public TcpClientConfig {
    ConfigCheck check = new ConfigCheck(flow.isBlank() ? "flow" : flow);
    check.flowId(flow);
    check.port("port", target.port());
    check.range("source-port", firstSourcePort, 0, 65_535);
    schedule.check(check);
    work.check(check);
  }

  /** From free source ports. */
  public TcpClientConfig(
      String flow, Endpoint target, Schedule schedule, Work work, TcpConfig tcp) {
    this(flow, target, schedule, work, tcp, 0);
  }

  public TcpClientConfig withFirstSourcePort(int newFirstSourcePort) {
    return new TcpClientConfig(flow, target, schedule, work, tcp, newFirstSourcePort);
  }

  /** The books for this flow. */
  public FlowStats newStats(FlowStatsConfig statistics) {
    return work.isUpload()
        ? FlowStats.oneWay(flow, statistics)
        : FlowStats.roundTrip(flow, statistics);
  }

  /**
   * When connections are opened.
   *
   * @param startPs the first one
   * @param stopPs none is opened from then on; {@link SimTime#NEVER} for no end
   * @param connections how many in all; 0 for no limit
   * @param maxOpen how many may be open at one time; an arrival beyond it is counted and dropped
   */
  public record Schedule(
      long startPs, long stopPs, int connections, ArrivalProcess arrivals, int maxOpen) {
    public static final int DEFAULT_MAX_OPEN = 50_000;

    /** So many connections, one process, no end. */
    public static Schedule of(long startPs, int connections, ArrivalProcess arrivals) {
      return new Schedule(startPs, SimTime.NEVER, connections, arrivals, DEFAULT_MAX_OPEN);
    }

    private void check(ConfigCheck check) {
      check.time("start", startPs);
      check.that(stopPs > startPs, "stop", SimTime.format(stopPs), "must be later than the start");
      check.range("connections", connections, 0, Integer.MAX_VALUE);
      check.range("max-open", maxOpen, 1, 1_000_000);
    }
  }

  /**
   * What each connection does.
   *
   * @param requests how many, one after the other
   * @param thinkPs pause between an answer and the next request
   * @param requestBytes size of a request, head included
   * @param responseBytes size of an answer, head included; 0 for none: an upload, which is done
   *     when it is acknowledged
   * @param durationPs when not 0, the one request or answer goes on for this long after the
   *     handshake, whatever its size
   * @param deadlinePs a connection that is not done so long after its opening is given up and
   *     counts as broken; 0 for none
   */
  public record Work(
      int requests,
      long thinkPs,
      long requestBytes,
      long responseBytes,
      long durationPs,
      long deadlinePs) {
    /** One request and its answer. */
    public static Work exchange(long requestBytes, long responseBytes) {
      return new Work(1, 0, requestBytes, responseBytes, 0, 0);
    }

    /** Several requests over one connection. */
    public static Work session(int requests, long thinkPs, long requestBytes, long responseBytes) {
      return new Work(requests, thinkPs, requestBytes, responseBytes, 0, 0);
    }

    /** One-way transfer of so many bytes to the target. */
    public static Work upload(long bytes) {
      return new Work(1, 0, bytes, 0, 0, 0);
    }

    /** One-way transfer to the target for so long. */
    public static Work uploadFor(long durationPs) {
      return new Work(1, 0, HttpText.MAX_MESSAGE_BYTES, 0, durationPs, 0);
    }

    /** One-way transfer from the target for so long. */
    public static Work downloadFor(long durationPs) {
      long responseBytes = HttpText.MAX_MESSAGE_BYTES;
      return new Work(1, 0, HttpText.minRequestBytes(responseBytes), responseBytes, durationPs, 0);
    }

    public Work withDeadline(long newDeadlinePs) {
      return new Work(requests, thinkPs, requestBytes, responseBytes, durationPs, newDeadlinePs);
    }

    /** Whether the target sends nothing back. */
    public boolean isUpload() {
      return responseBytes == 0;
    }

    private void check(ConfigCheck check) {
      check.range("requests", requests, 1, Integer.MAX_VALUE);
      check.time("think-time", thinkPs);
      check.time("duration", durationPs);
      check.time("deadline", deadlinePs);
      check.that(
          durationPs == 0 || requests == 1,
          "requests",
          requests,
          "must be 1 for a transfer that is limited by its duration");
      int shortestAnswer = HttpText.minResponseBytes();
      check.that(
          responseBytes == 0
              || (responseBytes >= shortestAnswer && responseBytes <= HttpText.MAX_MESSAGE_BYTES),
          "response-bytes",
          responseBytes,
          "must be 0 for no answer, or "
              + shortestAnswer
              + " (an HTTP status line and Content-Length) to "
              + HttpText.MAX_MESSAGE_BYTES);
      int shortestRequest = HttpText.minRequestBytes(responseBytes);
      check.that(
          requestBytes >= shortestRequest && requestBytes <= HttpText.MAX_MESSAGE_BYTES,
          "request-bytes",
          requestBytes,
          "must be "
              + shortestRequest
              + " (an HTTP request line that names the size of the answer) to "
              + HttpText.MAX_MESSAGE_BYTES);
    }
  }
}
