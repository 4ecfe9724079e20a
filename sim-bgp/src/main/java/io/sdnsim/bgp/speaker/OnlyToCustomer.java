package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.session.BgpRole;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttributes;
import org.jspecify.annotations.Nullable;

/** The OTC attribute: keeps routes from leaking past what the roles allow (RFC 9234 5). */
final class OnlyToCustomer {
  private OnlyToCustomer() {}

  /**
   * A route as it is to be taken in, or null for a leak.
   *
   * @param role what we are to the peer; null when nothing was said of it
   */
  static @Nullable PathAttributes received(
      @Nullable BgpRole role, long peerAs, PathAttributes announced) {
    if (role == null) {
      return announced;
    }
    boolean marked = announced.find(PathAttribute.ONLY_TO_CUSTOMER) != null;
    return switch (role) {
      // From a customer, or a client of the route server, no marked route may come.
      case PROVIDER, ROUTE_SERVER -> marked ? null : announced;
      case PEER -> {
        if (!marked) {
          yield mark(announced, peerAs);
        }
        yield asn(announced) == peerAs ? announced : null;
      }
      case CUSTOMER, ROUTE_SERVER_CLIENT -> marked ? announced : mark(announced, peerAs);
    };
  }

  /** A route as it is to be told, or null for not at all. */
  static @Nullable PathAttributes told(
      @Nullable BgpRole role, long ownAs, PathAttributes attributes) {
    if (role == null) {
      return attributes;
    }
    boolean marked = attributes.find(PathAttribute.ONLY_TO_CUSTOMER) != null;
    return switch (role) {
      case PROVIDER, ROUTE_SERVER -> marked ? attributes : mark(attributes, ownAs);
      case PEER -> marked ? null : mark(attributes, ownAs);
      case CUSTOMER, ROUTE_SERVER_CLIENT -> marked ? null : attributes;
    };
  }

  private static PathAttributes mark(PathAttributes attributes, long asn) {
    return attributes.with(new PathAttribute.OnlyToCustomer(asn));
  }

  private static long asn(PathAttributes attributes) {
    return attributes.find(PathAttribute.ONLY_TO_CUSTOMER) instanceof PathAttribute.OnlyToCustomer o
        ? o.asn()
        : 0;
  }
}
