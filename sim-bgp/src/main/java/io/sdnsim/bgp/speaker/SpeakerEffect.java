package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.rib.InstalledRoute;
import io.sdnsim.bgp.rib.PathSource;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.bfd.BfdConfig;
import io.sdnsim.core.packet.Bytes;
import org.jspecify.annotations.Nullable;

/** What a speaker wants done, by whoever drives it: a simulated node or a real host. */
public sealed interface SpeakerEffect {
  /**
   * Open a TCP connection to port 179.
   *
   * @param local the source address, or null for what routing chooses
   */
  record Connect(
      int connection, @Nullable IpAddress local, IpAddress remote, PeerTransport transport)
      implements SpeakerEffect {}

  /** Close a connection behind what was sent on it, or give the attempt up. */
  record Close(int connection) implements SpeakerEffect {}

  /** Give a connection up at once: what was sent on it and not yet taken is lost. */
  record Abort(int connection) implements SpeakerEffect {}

  record Send(int connection, Bytes data) implements SpeakerEffect {}

  /**
   * From now on say {@link SpeakerInput.SendStalled} when for so long the peer takes nothing of
   * what was sent, although something is left to take (RFC 9687).
   */
  record WatchSending(int connection, long limitPs) implements SpeakerEffect {}

  /**
   * Watch the path to a neighbor with BFD, and say {@link SpeakerInput.PathDown} when it breaks;
   * until {@link UnwatchPath}.
   *
   * @param config for a neighbor on a link of ours
   * @param hops how far away any other may be
   */
  record WatchPath(IpAddress local, IpAddress neighbor, BfdConfig config, int hops)
      implements SpeakerEffect {}

  record UnwatchPath(IpAddress neighbor) implements SpeakerEffect {}

  /**
   * @param jittered whether to shorten the time by up to a quarter, at random (RFC 4271 10)
   */
  record SetTimer(TimerKey key, long durationPs, boolean jittered) implements SpeakerEffect {}

  record CancelTimer(TimerKey key) implements SpeakerEffect {}

  /**
   * Find out how a next hop is reached, and say so at once, before any other input, and after each
   * change.
   */
  record TrackNextHop(IpAddress address) implements SpeakerEffect {}

  record UntrackNextHop(IpAddress address) implements SpeakerEffect {}

  /** Offer the route table a route, in place of what was offered for the prefix. */
  record InstallRoute(Prefix prefix, InstalledRoute route) implements SpeakerEffect {}

  /** Take the offer for a prefix back. */
  record RemoveRoute(Prefix prefix, InstalledRoute route) implements SpeakerEffect {}

  /**
   * After a restart (RFC 4724 4.1): the routes of the process before this one that were not
   * installed again are to go.
   */
  record SweepRoutes() implements SpeakerEffect {}

  /** Rows of the RIB's table changed: {@link BgpSpeaker#paths} has them. */
  record PathsChanged(Prefix prefix) implements SpeakerEffect {}

  /** A row of the RIB's table is gone. */
  record PathRemoved(Prefix prefix, PathSource source) implements SpeakerEffect {}

  /**
   * A row of the session table changed. The last word on a dynamic neighbor is that it is Idle;
   * then it is forgotten.
   */
  record SessionChanged(IpAddress neighbor, SessionView view) implements SpeakerEffect {}

  /** A neighbor's UPDATE was malformed, and dealt with as the row says (RFC 7606). */
  record MalformedUpdate(MalformedUpdateView view) implements SpeakerEffect {}
}
