package io.sdnsim.bgp.policy;

import io.sdnsim.bgp.policy.PolicyRoute.Protocol;
import io.sdnsim.bgp.wire.Origin;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;

/** A condition of a route map's entry. */
public sealed interface Match {
  boolean test(PolicyRoute route);

  record ByPrefixList(PrefixList list) implements Match {
    @Override
    public boolean test(PolicyRoute route) {
      return list.permits(route.prefix());
    }
  }

  /** The next hop, as a host's prefix, is permitted by a list. */
  record ByNextHop(PrefixList list) implements Match {
    @Override
    public boolean test(PolicyRoute route) {
      IpAddress nextHop = route.attributes().nextHop();
      return nextHop != null && list.permits(Prefix.host(nextHop));
    }
  }

  record ByAsPath(AsPathList list) implements Match {
    @Override
    public boolean test(PolicyRoute route) {
      return list.permits(route.attributes().asPath());
    }
  }

  /**
   * @param exact whether the route has to have the communities of an entry and no others
   */
  record ByCommunities(CommunityList<?> list, boolean exact) implements Match {
    @Override
    public boolean test(PolicyRoute route) {
      return list.permits(route.attributes(), exact);
    }
  }

  /** MULTI_EXIT_DISC, 0 where there is none. */
  record ByMed(long value) implements Match {
    @Override
    public boolean test(PolicyRoute route) {
      return route.attributes().med() == value;
    }
  }

  record ByLocalPref(long value) implements Match {
    @Override
    public boolean test(PolicyRoute route) {
      return route.localPref() == value;
    }
  }

  record ByOrigin(Origin origin) implements Match {
    @Override
    public boolean test(PolicyRoute route) {
      return route.attributes().origin() == origin;
    }
  }

  record ByProtocol(Protocol protocol) implements Match {
    @Override
    public boolean test(PolicyRoute route) {
      return route.context().protocol() == protocol;
    }
  }

  /** The route was announced by this peer. */
  record ByPeer(IpAddress peer) implements Match {
    @Override
    public boolean test(PolicyRoute route) {
      return peer.equals(route.context().learnedFrom());
    }
  }

  /** Whether the route is one of the speaker's own. */
  record ByLocal(boolean local) implements Match {
    @Override
    public boolean test(PolicyRoute route) {
      return (route.context().learnedFrom() == null) == local;
    }
  }

  /** What the ROA table says of prefix and origin AS (RFC 6811 2). */
  record ByOriginValidation(RoaTable table, OriginValidation state) implements Match {
    @Override
    public boolean test(PolicyRoute route) {
      return table.validate(route.prefix(), route.attributes().asPath()) == state;
    }
  }

  /** Whether ATOMIC_AGGREGATE is there. */
  record ByAtomicAggregate(boolean present) implements Match {
    @Override
    public boolean test(PolicyRoute route) {
      return route.attributes().has(PathAttribute.ATOMIC_AGGREGATE) == present;
    }
  }
}
