package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.rib.AttributeTable;
import io.sdnsim.bgp.rib.Destination;
import io.sdnsim.bgp.rib.LocRib;
import io.sdnsim.bgp.rib.Path;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.Prefix;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one peer should be told of prefixes in one go, while neither its session nor its policy
 * changes. Prefixes that come together mostly share the attributes and the source of their path,
 * and then what is made of them unless a route map looks at each.
 */
final class PeerExport implements Function<Prefix, @Nullable PathAttributes> {
  private final Exporter exporter;
  private final Peer peer;
  private final LocRib locRib;
  private final AttributeTable attributes;
  private final boolean eachAlone;
  private @Nullable Path latest;
  private boolean latestIsIpv4;
  private @Nullable PathAttributes latestResult;

  PeerExport(Exporter exporter, Peer peer, Routes routes) {
    this.exporter = exporter;
    this.peer = peer;
    this.locRib = routes.locRib();
    this.attributes = routes.attributes();
    this.eachAlone = peer.routes.out().routeMap() != null;
  }

  @Override
  public @Nullable PathAttributes apply(Prefix prefix) {
    if (!Exporter.speaksFamilyOf(peer, prefix)) {
      return null;
    }
    if (Exporter.originatesDefault(peer, prefix)) {
      return shared(exporter.defaultRoute(peer, prefix));
    }
    Destination destination = locRib.get(prefix);
    Path best = destination == null ? null : destination.best();
    if (best == null || !exporter.permits(peer, prefix, best)) {
      return null;
    }
    boolean isIpv4 = prefix.network().isIpv4();
    if (eachAlone || latest == null || isIpv4 != latestIsIpv4 || !isAlike(best, latest)) {
      latest = best;
      latestIsIpv4 = isIpv4;
      latestResult = shared(exporter.transform(peer, prefix, best));
    }
    return latestResult;
  }

  private static boolean isAlike(Path path, Path other) {
    return path.attributes().equals(other.attributes())
        && path.nextHop() == other.nextHop()
        && path.weight() == other.weight()
        && path.source().equals(other.source());
  }

  private @Nullable PathAttributes shared(@Nullable PathAttributes result) {
    return result == null ? null : attributes.intern(result);
  }
}
