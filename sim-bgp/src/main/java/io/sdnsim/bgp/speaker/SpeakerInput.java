package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.policy.PolicyRoute.Protocol;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.packet.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens to a speaker. Connections go by numbers from {@link BgpSpeaker#newConnection}. */
public sealed interface SpeakerInput {
  /**
   * Begin; the first input.
   *
   * @param restarted whether the route table still has the routes of a process before this one (RFC
   *     4724 4.1): they stay until {@link SpeakerEffect.SweepRoutes}
   */
  record Start(boolean restarted) implements SpeakerInput {
    public Start() {
      this(false);
    }
  }

  /** End all sessions with a Cease and take all routes back; the last input. */
  record ShutDown() implements SpeakerInput {}

  /** A connection that was asked for with {@link SpeakerEffect.Connect} is established. */
  record ConnectionOpened(int connection, IpAddress local) implements SpeakerInput {}

  /** A peer has connected. */
  record ConnectionAccepted(int connection, IpAddress local, IpAddress remote)
      implements SpeakerInput {}

  /**
   * A connection ended, or an attempt failed; not said of those that the speaker closed itself.
   *
   * @param why for people
   */
  record ConnectionClosed(int connection, String why) implements SpeakerInput {}

  /** Bytes arrived, in order, cut anywhere. */
  record Received(int connection, Bytes data) implements SpeakerInput {}

  /** The answer to {@link SpeakerEffect.WatchSending}: nothing goes out any more. */
  record SendStalled(int connection) implements SpeakerInput {}

  /** The answer to {@link SpeakerEffect.WatchPath}: BFD no longer hears the neighbor. */
  record PathDown(IpAddress neighbor) implements SpeakerInput {}

  record TimerExpired(TimerKey key) implements SpeakerInput {}

  /**
   * The answer to {@link SpeakerEffect.TrackNextHop}, at once and after each change.
   *
   * @param connected on a network of the node's own
   * @param metric of the route to it
   * @param network the network of the node's own that it lies on, or null
   */
  record NextHopChanged(
      IpAddress address,
      boolean reachable,
      boolean connected,
      long metric,
      @Nullable Prefix network)
      implements SpeakerInput {
    public NextHopChanged(IpAddress address, boolean reachable, boolean connected, long metric) {
      this(address, reachable, connected, metric, null);
    }
  }

  /** A route of a configured network, not one of ours, came into the route table or went. */
  record NetworkChanged(Prefix prefix, boolean present) implements SpeakerInput {}

  /**
   * A route of a source that is redistributed came into the route table or went.
   *
   * @param from CONNECTED or STATIC; null when there is none any more
   */
  record RedistributedChanged(Prefix prefix, @Nullable Protocol from) implements SpeakerInput {}

  /** Originate a prefix, whatever the route table holds. */
  record Originate(Prefix prefix) implements SpeakerInput {}

  /** Undoes {@link Originate}. */
  record Withdraw(Prefix prefix) implements SpeakerInput {}

  /** Recorded routes came, changed or went, one after another. */
  record RecordedChanged(List<RecordedRoute> routes) implements SpeakerInput {
    public RecordedChanged {
      routes = List.copyOf(routes);
    }
  }

  /** An operator changes the policy. */
  record ChangePolicy(PolicyChange change) implements SpeakerInput {}

  /**
   * Administratively shut a neighbor's session down until {@link AdminUp}.
   *
   * @param message what the neighbor's operator is told (RFC 9003); empty for nothing
   */
  record AdminDown(IpAddress neighbor, String message) implements SpeakerInput {
    public AdminDown(IpAddress neighbor) {
      this(neighbor, "");
    }
  }

  record AdminUp(IpAddress neighbor) implements SpeakerInput {}

  /**
   * End a neighbor's session; it may come up again.
   *
   * @param message as {@link AdminDown}'s
   */
  record AdminReset(IpAddress neighbor, String message) implements SpeakerInput {
    public AdminReset(IpAddress neighbor) {
      this(neighbor, "");
    }
  }
}
