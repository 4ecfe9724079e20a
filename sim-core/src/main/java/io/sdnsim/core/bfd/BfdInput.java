package io.sdnsim.core.bfd;

/** What happens to a session. */
public sealed interface BfdInput {
  /** Begin; the first input. */
  record Start() implements BfdInput {}

  /** A packet that was found to be for this session. */
  record Received(BfdPacket packet) implements BfdInput {}

  /** It is time for the next periodic packet. */
  record TransmitTimerExpires() implements BfdInput {}

  /** The Detection Time has passed without a packet. */
  record DetectionTimerExpires() implements BfdInput {}

  /** An operator, or the end of the last user, takes the session down (RFC 5880 6.8.16). */
  record Disable() implements BfdInput {}

  /** Undoes {@link Disable}. */
  record Enable() implements BfdInput {}

  /** New settings: a poll sequence tells the neighbor (RFC 5880 6.8.3). */
  record Reconfigure(BfdConfig config) implements BfdInput {}
}
