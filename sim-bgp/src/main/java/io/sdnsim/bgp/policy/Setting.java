package io.sdnsim.bgp.policy;

import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.Origin;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an entry of a route map does to a route that it permits. */
public sealed interface Setting {
  /** The largest value of LOCAL_PREF and MULTI_EXIT_DISC. */
  long MAXIMUM = 0xFFFF_FFFFL;

  PolicyRoute apply(PolicyRoute route);

  /** Whether a number is set or changed; sums stay within 0 to {@link #MAXIMUM}. */
  enum Arithmetic {
    ASSIGN,
    ADD,
    SUBTRACT;

    long apply(long old, long operand) {
      return switch (this) {
        case ASSIGN -> operand;
        case ADD -> Math.min(MAXIMUM, old + operand);
        case SUBTRACT -> Math.max(0, old - operand);
      };
    }
  }

  record LocalPref(Arithmetic how, long value) implements Setting {
    @Override
    public PolicyRoute apply(PolicyRoute route) {
      long preference = how.apply(route.localPref(), value);
      return route.withAttributes(route.attributes().withLocalPref(preference));
    }
  }

  record Med(Arithmetic how, long value) implements Setting {
    @Override
    public PolicyRoute apply(PolicyRoute route) {
      PathAttributes a = route.attributes();
      return route.withAttributes(a.withMed(how.apply(a.med(), value)));
    }
  }

  record Weight(int value) implements Setting {
    @Override
    public PolicyRoute apply(PolicyRoute route) {
      return route.withWeight(value);
    }
  }

  record SetOrigin(Origin origin) implements Setting {
    @Override
    public PolicyRoute apply(PolicyRoute route) {
      return route.withAttributes(route.attributes().withOrigin(origin));
    }
  }

  /** Sets the next hop. */
  record NextHop(IpAddress address) implements Setting {
    @Override
    public PolicyRoute apply(PolicyRoute route) {
      return address.isIpv4() == route.prefix().network().isIpv4()
          ? route.withFixedNextHop(address)
          : route;
    }
  }

  /** The peer's own address of a route that comes in, ours of one that goes out. */
  record NextHopPeerAddress() implements Setting {
    @Override
    public PolicyRoute apply(PolicyRoute route) {
      return route.context().peerAddress() == null
          ? route
          : route.withFixedNextHop(route.context().peerAddress());
    }
  }

  /** Passes the next hop on as it came, to external peers too. */
  record NextHopUnchanged() implements Setting {
    @Override
    public PolicyRoute apply(PolicyRoute route) {
      return route.withFixedNextHop(null);
    }
  }

  /** Puts AS numbers before the path, the first one first. */
  record Prepend(List<Long> asns) implements Setting {
    public Prepend {
      asns = List.copyOf(asns);
    }

    @Override
    public PolicyRoute apply(PolicyRoute route) {
      AsPath path = route.attributes().asPath();
      for (int i = asns.size() - 1; i >= 0; i--) {
        path = path.prepend(asns.get(i), 1);
      }
      return route.withAttributes(route.attributes().withAsPath(path));
    }
  }

  /** Repeats the first AS of the path; nothing for a path without one. */
  record PrependLastAs(int count) implements Setting {
    @Override
    public PolicyRoute apply(PolicyRoute route) {
      AsPath path = route.attributes().asPath();
      long first = path.neighborAs();
      return first == 0
          ? route
          : route.withAttributes(route.attributes().withAsPath(path.prepend(first, count)));
    }
  }

  /** Takes AS numbers out of the path, wherever they are. */
  record ExcludeAs(List<Long> asns) implements Setting {
    public ExcludeAs {
      asns = List.copyOf(asns);
    }

    @Override
    public PolicyRoute apply(PolicyRoute route) {
      AsPath changed = AsPaths.without(route.attributes().asPath(), asns::contains);
      return route.withAttributes(route.attributes().withAsPath(changed));
    }
  }

  /**
   * Sets the communities of one kind, or adds some.
   *
   * @param values none, not additive, to take the attribute away
   */
  record SetCommunities<T>(CommunityKind<T> kind, List<T> values, boolean additive)
      implements Setting {
    public SetCommunities {
      values = List.copyOf(values);
    }

    @Override
    public PolicyRoute apply(PolicyRoute route) {
      PathAttributes a = route.attributes();
      return route.withAttributes(additive ? kind.plus(a, values) : kind.with(a, values));
    }
  }

  /** Takes away the communities that a list permits, looked at one by one. */
  record DeleteCommunities<T>(CommunityList<T> list) implements Setting {
    @Override
    public PolicyRoute apply(PolicyRoute route) {
      PathAttributes a = route.attributes();
      List<T> before = list.kind().values(a);
      List<T> kept = before.stream().filter(each -> !list.permitsAlone(each)).toList();
      return kept.size() == before.size() ? route : route.withAttributes(list.kind().with(a, kept));
    }
  }

  record SetAggregator(long asn, IpAddress routerId) implements Setting {
    @Override
    public PolicyRoute apply(PolicyRoute route) {
      PathAttribute aggregator = new PathAttribute.Aggregator(asn, routerId);
      return route.withAttributes(route.attributes().with(aggregator));
    }
  }

  record SetAtomicAggregate() implements Setting {
    @Override
    public PolicyRoute apply(PolicyRoute route) {
      PathAttribute atomic = new PathAttribute.AtomicAggregate();
      return route.withAttributes(route.attributes().with(atomic));
    }
  }

  record SetOriginatorId(@Nullable IpAddress routerId) implements Setting {
    @Override
    public PolicyRoute apply(PolicyRoute route) {
      PathAttributes a = route.attributes();
      return route.withAttributes(
          routerId == null
              ? a.without(PathAttribute.ORIGINATOR_ID)
              : a.with(new PathAttribute.OriginatorId(routerId)));
    }
  }
}
