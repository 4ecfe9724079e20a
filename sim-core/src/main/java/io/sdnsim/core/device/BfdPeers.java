package io.sdnsim.core.device;

import io.sdnsim.core.address.InterfaceAddress;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.bfd.BfdConfig;
import io.sdnsim.core.bfd.BfdSessions.Subscription;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps BFD sessions up for the sake of the other end alone, such as a router's whose static routes
 * follow them (RFC 5881 4).
 */
public final class BfdPeers implements NodeProcess {
  private final IpNode node;
  private final List<Peer> peers;
  private final List<Subscription> sessions = new ArrayList<>();

  public BfdPeers(IpNode node, List<Peer> peers) {
    this.node = node;
    this.peers = List.copyOf(peers);
  }

  /** The other end, on a network of the node's own. */
  public record Peer(IpAddress address, BfdConfig config) {}

  @Override
  public void start() {
    for (Peer peer : peers) {
      for (InterfaceAddress own : node.localAddresses()) {
        if (own.subnet().contains(peer.address())) {
          sessions.add(
              node.bfd()
                  .subscribe(
                      own.address(), peer.address(), peer.config(), (from, to, failed) -> {}));
          break;
        }
      }
    }
  }

  @Override
  public void shutDown() {
    sessions.forEach(Subscription::close);
    sessions.clear();
  }

  @Override
  public void crash() {
    sessions.clear();
  }
}
