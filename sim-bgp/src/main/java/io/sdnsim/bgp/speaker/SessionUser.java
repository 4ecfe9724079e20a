package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.session.BgpInput;
import io.sdnsim.bgp.session.BgpTimer;
import io.sdnsim.bgp.session.Negotiated;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.core.engine.Outbox;
import org.jspecify.annotations.Nullable;

/** What a speaker does with its sessions: the half of it that knows routes. */
interface SessionUser {
  /** The session is Established. */
  void up(Peer peer, Negotiated negotiated, Outbox<SpeakerEffect> out);

  /**
   * The session was Established and is no more.
   *
   * @param lost what it had come to, when only its connection was lost (RFC 4724 4.2)
   */
  void down(Peer peer, @Nullable Negotiated lost, Outbox<SpeakerEffect> out);

  /** A timer of a peer's routes expired. */
  void timerExpired(Peer peer, BgpTimer timer, Outbox<SpeakerEffect> out);

  /**
   * An UPDATE arrived.
   *
   * @return what the session is to be told in return, or null
   */
  @Nullable BgpInput update(
      long nowPs,
      Peer peer,
      Negotiated negotiated,
      BgpMessage.Update update,
      Outbox<SpeakerEffect> out);

  /** The peer asks for, or is about to send, all routes of a family once more. */
  void refresh(Peer peer, BgpMessage.RouteRefresh refresh, Outbox<SpeakerEffect> out);
}
