package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.session.BgpState;
import io.sdnsim.bgp.speaker.BgpConfig.ListenRange;
import io.sdnsim.core.address.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The neighbors of a speaker: the configured ones, and those that came out of a listen range. */
final class Neighbors {
  private final BgpConfig config;
  private final Map<IpAddress, Peer> peers = new TreeMap<>();

  Neighbors(BgpConfig config) {
    this.config = config;
  }

  @Nullable Peer find(IpAddress address) {
    return peers.get(address);
  }

  /** All of them, by address. */
  Collection<Peer> all() {
    return peers.values();
  }

  void add(Peer peer) {
    peers.put(peer.address, peer);
  }

  /** The range whose neighbors this address may join now, or null; the longest prefix wins. */
  @Nullable ListenRange openRangeFor(IpAddress remote) {
    ListenRange best = null;
    for (ListenRange range : config.listenRanges()) {
      if (range.range().contains(remote)
          && (best == null || range.range().length() > best.range().length())) {
        best = range;
      }
    }
    return best != null && dynamicPeers(best) < best.limit() ? best : null;
  }

  private int dynamicPeers(ListenRange range) {
    int count = 0;
    for (Peer peer : peers.values()) {
      count += range.equals(peer.range) ? 1 : 0;
    }
    return count;
  }

  /** Forgets the dynamic neighbors whose session is over: such a one lives as long as that. */
  List<Peer> removeEnded() {
    List<Peer> ended = new ArrayList<>();
    for (Peer peer : peers.values()) {
      if (peer.range != null
          && !peer.adminDown
          && peer.second == null
          && peer.stale.isEmpty()
          && peer.main.machine.state() == BgpState.IDLE) {
        ended.add(peer);
      }
    }
    ended.forEach(peer -> peers.remove(peer.address));
    return ended;
  }
}
