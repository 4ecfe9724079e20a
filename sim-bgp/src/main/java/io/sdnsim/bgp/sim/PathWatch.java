package io.sdnsim.bgp.sim;

import io.sdnsim.bgp.speaker.SpeakerEffect;
import io.sdnsim.core.address.InterfaceAddress;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.bfd.BfdConfig;
import io.sdnsim.core.bfd.BfdSessions.Subscription;
import io.sdnsim.core.device.IpNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Watches the paths to neighbors with the node's BFD (RFC 5882 10.2). */
final class PathWatch {
  private final IpNode node;
  private final Consumer<IpAddress> pathDown;
  private final Map<IpAddress, Subscription> watched = new TreeMap<>();

  /**
   * @param pathDown is told of each neighbor whose path broke
   */
  PathWatch(IpNode node, Consumer<IpAddress> pathDown) {
    this.node = node;
    this.pathDown = pathDown;
  }

  void watch(SpeakerEffect.WatchPath wish) {
    unwatch(wish.neighbor());
    BfdConfig config = wish.config();
    if (!isOnLink(wish.neighbor())) {
      config =
          new BfdConfig(
              config.transmitPs(),
              config.receivePs(),
              config.multiplier(),
              true,
              256 - wish.hops());
    }
    watched.put(
        wish.neighbor(),
        node.bfd()
            .subscribe(
                wish.local(),
                wish.neighbor(),
                config,
                (from, to, failed) -> {
                  if (failed) {
                    pathDown.accept(wish.neighbor());
                  }
                }));
  }

  /** A neighbor on a link of ours is one hop away (RFC 5881), any other several (RFC 5883). */
  private boolean isOnLink(IpAddress neighbor) {
    for (InterfaceAddress each : node.localAddresses()) {
      if (each.subnet().contains(neighbor)) {
        return true;
      }
    }
    return false;
  }

  void unwatch(IpAddress neighbor) {
    Subscription former = watched.remove(neighbor);
    if (former != null) {
      former.close();
    }
  }

  void unwatchAll() {
    watched.values().forEach(Subscription::close);
    watched.clear();
  }
}
