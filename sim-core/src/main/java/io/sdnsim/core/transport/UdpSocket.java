package io.sdnsim.core.transport;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Payload;
import org.jspecify.annotations.Nullable;

/** A bound UDP port. */
public interface UdpSocket {
  int localPort();

  /**
   * Sends a datagram.
   *
   * @param tag names the flow in traces; null for none
   * @param number the datagram's number within the flow and direction
   * @param hopLimit TTL, 1 to 255
   */
  void send(
      IpAddress remote,
      int remotePort,
      Payload payload,
      @Nullable FlowTag tag,
      int number,
      int hopLimit);

  void close();
}
