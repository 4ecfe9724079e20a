package io.sdnsim.core.device;

import java.util.List;

/**
 * What a node's CPU can receive.
 *
 * @param packetsPerSecond frames that it can take in, control traffic included; 1 to 10^9
 * @param queuePackets frames that wait for it at most, besides the one it works on; 0 to 10^9
 * @param controlPerSecond the part of {@code packetsPerSecond} that only control traffic has, with
 *     a queue of its own of the same size; 0: control traffic waits among all other
 * @param controlPorts TCP and UDP ports of control traffic: what has one of them and goes to the
 *     node's own addresses. ARP and neighbor discovery are control traffic always
 */
public record ReceiveConfig(
    long packetsPerSecond, int queuePackets, long controlPerSecond, List<Integer> controlPorts) {
  private static final int MOST = 1_000_000_000;

  /**
   * @throws IllegalArgumentException when a value is out of range, or nothing is left for the rest
   */
  public ReceiveConfig {
    if (packetsPerSecond < 1
        || packetsPerSecond > MOST
        || queuePackets < 0
        || queuePackets > MOST) {
      throw new IllegalArgumentException(packetsPerSecond + "/s, queue of " + queuePackets);
    }
    if (controlPerSecond < 0 || controlPerSecond >= packetsPerSecond) {
      throw new IllegalArgumentException(
          controlPerSecond + "/s for control traffic of " + packetsPerSecond + "/s");
    }
    controlPorts = List.copyOf(controlPorts);
  }
}
