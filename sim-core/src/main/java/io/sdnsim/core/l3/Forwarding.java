package io.sdnsim.core.l3;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a packet: the answer of a lookup in the {@link Fib}. The simplest is a next hop.
 *
 * <p>It does not know the prefix that led here, so that all routes through one next hop share one
 * object: the thousands of entries of a table then cost a packet no memory of their own.
 */
class Forwarding {
  /** What becomes of a packet. */
  enum Kind {
    /** It goes on to a next hop. */
    FORWARD,
    /** It is dropped, as configured. */
    BLACKHOLE,
    /** It is for an address of this node. */
    LOCAL,
    /** It is for all stations of a network that this node is on. */
    BROADCAST,
    /** It is for a multicast group. */
    MULTICAST,
    /** No packet with this destination may be on a wire (RFC 1812 5.3.7). */
    MARTIAN
  }

  static final Forwarding BLACKHOLE = new Forwarding(Kind.BLACKHOLE);
  static final Forwarding LOCAL = new Forwarding(Kind.LOCAL);
  static final Forwarding BROADCAST = new Forwarding(Kind.BROADCAST);
  static final Forwarding MULTICAST = new Forwarding(Kind.MULTICAST);
  static final Forwarding MARTIAN = new Forwarding(Kind.MARTIAN);

  final Kind kind;

  /** The ECMP members in ascending order; empty unless packets are forwarded. */
  final FibNextHop[] members;

  /** The member, when there is but one: spares most packets the array. */
  final @Nullable FibNextHop only;

  private Forwarding(Kind kind, FibNextHop... members) {
    this.kind = kind;
    this.members = members;
    this.only = null;
  }

  /** For the next hop that this is. */
  Forwarding() {
    FibNextHop self = (FibNextHop) this;
    this.kind = Kind.FORWARD;
    this.members = new FibNextHop[] {self};
    this.only = self;
  }

  /** Forwards to these members, at least one, in ascending order. */
  static Forwarding to(List<FibNextHop> members) {
    return members.size() == 1
        ? members.get(0)
        : new Forwarding(Kind.FORWARD, members.toArray(FibNextHop[]::new));
  }
}
