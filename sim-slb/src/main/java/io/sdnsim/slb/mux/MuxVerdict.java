package io.sdnsim.slb.mux;

import io.sdnsim.slb.goal.Backend;

/** What a Mux does with a packet to one of its VIPs. */
sealed interface MuxVerdict {
  /**
   * Encapsulate it to the backend's host.
   *
   * @param how {@code hash}, {@code flow-table hit} ..., as traces name it
   */
  record Forward(String vip, Backend backend, String how) implements MuxVerdict {}

  /**
   * Encapsulate it to the first backend's host, which may hand it on to the second's.
   *
   * @param how as traces name it
   */
  record ForwardToPair(String vip, Backend first, Backend second, String how)
      implements MuxVerdict {}

  /** Answer the echo request. */
  record AnswerEcho() implements MuxVerdict {}

  /** Drop it. */
  record Drop(SlbDrop reason, String detail) implements MuxVerdict {}
}
