package io.sdnsim.core.transport;

import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TcpHeader;

/** What happens to a {@link TcpConnection} (RFC 9293 3.10). */
public sealed interface TcpInput {
  /** The user connects (active OPEN). */
  record Connect() implements TcpInput {}

  /** The user waits for a SYN (passive OPEN). */
  record Listen() implements TcpInput {}

  /** A segment for this connection arrived; its checksum was right. */
  record SegmentArrived(TcpHeader header, Payload data) implements TcpInput {}

  /** The user sends. */
  record Send(Payload data) implements TcpInput {}

  /** The user has no more to send. */
  record Close() implements TcpInput {}

  /** The user gives the connection up. */
  record Abort() implements TcpInput {}

  /**
   * The user died: the connection is closed in order, or reset when it holds data that the user had
   * not taken (RFC 9293 3.6.1, RFC 1122 4.2.2.13).
   */
  record Orphan() implements TcpInput {}

  /** The user takes no more data. */
  record PauseReading() implements TcpInput {}

  /** The user takes data again. */
  record ResumeReading() implements TcpInput {}

  /** A timer expired. */
  record TimerExpired(TcpTimer timer) implements TcpInput {}

  /**
   * ICMP said that a segment didn't reach the peer.
   *
   * @param hard whether it says that the port or protocol is closed for good (RFC 1122 4.2.3.9)
   * @param sequence the sequence number of the quoted segment
   */
  record Unreachable(boolean hard, int sequence) implements TcpInput {}

  /**
   * ICMP said that a segment was too big (RFC 1191, RFC 8201).
   *
   * @param mtuBytes the MTU of the path
   * @param sequence the sequence number of the quoted segment
   */
  record PathMtu(int mtuBytes, int sequence) implements TcpInput {}
}
