package io.sdnsim.core.transport;

/**
 * How much one node's transport layer holds at most.
 *
 * @param connections TCP connections in any state, TIME-WAIT included
 * @param backlog connections of one listener whose handshake is not complete
 * @param listeners listening TCP sockets
 * @param udpSockets bound UDP ports
 * @param echoSockets open echo endpoints, at most 65,535
 */
public record TransportLimits(
    int connections, int backlog, int listeners, int udpSockets, int echoSockets) {
  public static final TransportLimits DEFAULT =
      new TransportLimits(1_000_000, 4096, 65_535, 65_535, 65_535);

  /**
   * @throws IllegalArgumentException when a limit is out of range
   */
  public TransportLimits {
    if (connections < 1 || backlog < 1 || listeners < 1 || udpSockets < 1) {
      throw new IllegalArgumentException("limits must be positive");
    }
    if (echoSockets < 1 || echoSockets > 65_535) {
      throw new IllegalArgumentException("echo identifiers have 16 bits: " + echoSockets);
    }
  }
}
