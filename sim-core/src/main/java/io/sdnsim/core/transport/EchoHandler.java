package io.sdnsim.core.transport;

import io.sdnsim.core.packet.Packet;

/** Gets the answers to echo requests. */
public interface EchoHandler {
  /** An echo reply with this endpoint's identifier. */
  void replied(EchoSocket socket, Packet reply);

  /**
   * An ICMP error about a request: time exceeded, unreachable.
   *
   * @param error the ICMP packet; its source is the router that sent it
   */
  void failed(EchoSocket socket, Packet error);
}
