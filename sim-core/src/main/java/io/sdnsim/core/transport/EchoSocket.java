package io.sdnsim.core.transport;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.FlowTag;

/** An ICMP echo endpoint. */
public interface EchoSocket {
  /** The identifier in its requests, 16 bits. */
  int identifier();

  /**
   * Sends an echo request.
   *
   * @param sequence 16 bits
   * @param payloadBytes bytes behind the ICMP header
   * @param hopLimit TTL, 1 to 255
   * @param dontFragment sets DF (RFC 791); without effect on IPv6, which has no such bit
   */
  void sendRequest(
      IpAddress remote,
      int sequence,
      int payloadBytes,
      FlowTag tag,
      int hopLimit,
      boolean dontFragment);

  /** Sends an echo request that may be fragmented. */
  default void sendRequest(
      IpAddress remote, int sequence, int payloadBytes, FlowTag tag, int hopLimit) {
    sendRequest(remote, sequence, payloadBytes, tag, hopLimit, false);
  }

  void close();
}
