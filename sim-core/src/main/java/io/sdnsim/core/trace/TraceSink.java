package io.sdnsim.core.trace;

import io.sdnsim.core.packet.Packet;

/** Is told of every step and every table change, in the order in which they happen. */
public interface TraceSink {
  /**
   * A node did something to a packet.
   *
   * @param packet the packet as it stands after the step; for Received and Transmitted the frame on
   *     the wire
   */
  void step(long timePs, String node, Packet packet, Step step);

  /** A row of a node's table appeared, changed or went. */
  default void tableChanged(TableChange change) {}
}
