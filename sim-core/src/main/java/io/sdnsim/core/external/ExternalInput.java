package io.sdnsim.core.external;

import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.transport.CloseReason;

/**
 * What the real network tells the simulated world: together with the times, all that a run depends
 * on besides its scenario and its seed.
 */
public sealed interface ExternalInput {
  /** Something happened to a TCP connection. */
  sealed interface OfConnection extends ExternalInput {
    /** Number of the connection, see {@link ExternalNetwork}. */
    int connection();
  }

  /** The connection that the node opened stands. */
  record Connected(int connection, int localPort) implements OfConnection {}

  /** The peer opened a connection. */
  record Accepted(int connection, ExternalPeer peer, int remotePort) implements OfConnection {}

  /** Bytes came. */
  record Received(int connection, Bytes data) implements OfConnection {}

  /** So many bytes of those waiting were handed to the real network's TCP. */
  record Sent(int connection, int bytes) implements OfConnection {}

  /** The connection, or the attempt to open it, is over. */
  record Closed(int connection, CloseReason reason) implements OfConnection {}

  /**
   * A UDP datagram came from an endpoint.
   *
   * @param node the simulated node that it is for
   * @param remotePort that it was sent from
   */
  record Datagram(String node, int remotePort, Bytes data) implements ExternalInput {}
}
