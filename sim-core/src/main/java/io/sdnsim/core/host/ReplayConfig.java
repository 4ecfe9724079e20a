package io.sdnsim.core.host;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import org.jspecify.annotations.Nullable;

/**
 * How a capture is replayed.
 *
 * @param flow id of the flow
 * @param target address that stands for the captured server, such as a VIP
 * @param targetPort TCP and UDP port that stands for the captured server's; 0 to keep it
 * @param clientAddress source address of the client's packets; null for what routing chooses
 * @param capturedClient address of the client in the capture; null to find it out
 * @param capturedServer address of the server in the capture; null to find it out
 * @param startPs when the first frame is sent
 * @param timeScale factor on all times of the capture; 0 to wait for nothing but the other side
 * @param lossTolerancePs how long after its time a frame is waited for before what does not belong
 *     to its conversation goes on without it
 * @param maxDatagramBytes larger TCP segments (offloaded to the network card of the captured host)
 *     are cut; 0 to cut only by the MSS that the receiver announced
 */
public record ReplayConfig(
    String flow,
    IpAddress target,
    int targetPort,
    @Nullable IpAddress clientAddress,
    @Nullable IpAddress capturedClient,
    @Nullable IpAddress capturedServer,
    long startPs,
    double timeScale,
    long lossTolerancePs,
    int maxDatagramBytes) {
  /**
   * @throws IllegalArgumentException when a value is out of range
   */
  public ReplayConfig {
    ConfigCheck check = new ConfigCheck(flow.isBlank() ? "replay" : flow);
    check.flowId(flow);
    check.range("port", targetPort, 0, 65_535);
    check.time("start", startPs);
    check.that(timeScale >= 0 && timeScale <= 1e6, "time-scale", timeScale, "must be 0 to 1000000");
    check.positiveTime("loss-tolerance", lossTolerancePs);
    check.that(
        maxDatagramBytes == 0 || (maxDatagramBytes >= 576 && maxDatagramBytes <= 65_535),
        "max-datagram-bytes",
        maxDatagramBytes,
        "must be 0 for no limit, or 576 to 65535");
  }

  /** Times as captured, endpoints as found, a tolerance of 1 s. */
  public static ReplayConfig of(String flow, Endpoint target, long startPs) {
    return new ReplayConfig(
        flow, target.address(), target.port(), null, null, null, startPs, 1, SimTime.SECOND, 0);
  }

  public ReplayConfig withTimeScale(double newTimeScale) {
    return new ReplayConfig(
        flow,
        target,
        targetPort,
        clientAddress,
        capturedClient,
        capturedServer,
        startPs,
        newTimeScale,
        lossTolerancePs,
        maxDatagramBytes);
  }

  public ReplayConfig withMaxDatagram(int newMaxDatagramBytes) {
    return new ReplayConfig(
        flow,
        target,
        targetPort,
        clientAddress,
        capturedClient,
        capturedServer,
        startPs,
        timeScale,
        lossTolerancePs,
        newMaxDatagramBytes);
  }

  /** With the two ends of the capture named instead of found. */
  public ReplayConfig between(IpAddress client, IpAddress server) {
    return new ReplayConfig(
        flow,
        target,
        targetPort,
        clientAddress,
        client,
        server,
        startPs,
        timeScale,
        lossTolerancePs,
        maxDatagramBytes);
  }
}
