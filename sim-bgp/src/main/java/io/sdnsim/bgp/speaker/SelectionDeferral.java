package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.session.Negotiated;
import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.core.address.IpAddress;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The Restarting Speaker of RFC 4724 4.1: puts off the choice of routes until all peers have sent
 * what they have, so that none is told of a worse state than before. All families end together.
 */
final class SelectionDeferral {
  private final Set<IpAddress> awaited = new LinkedHashSet<>();
  private final Map<IpAddress, Set<AddressFamily>> missing = new TreeMap<>();
  private boolean active;

  void begin(Collection<IpAddress> peers) {
    active = true;
    awaited.addAll(peers);
  }

  boolean isActive() {
    return active;
  }

  /** Whether nobody is waited for any more. */
  boolean isOver() {
    return active && awaited.isEmpty();
  }

  void end() {
    active = false;
    awaited.clear();
    missing.clear();
  }

  void sessionUp(IpAddress peer, Negotiated negotiated) {
    if (!active) {
      return;
    }
    // RFC 4724 4.1: not for peers that know no End-of-RIB, nor for those that restart as well.
    if (negotiated.restart() == null || negotiated.restart().restarting()) {
      awaited.remove(peer);
    } else {
      missing.put(peer, new TreeSet<>(negotiated.families()));
    }
  }

  void endOfRib(IpAddress peer, AddressFamily family) {
    Set<AddressFamily> families = missing.get(peer);
    if (families != null && families.remove(family) && families.isEmpty()) {
      awaited.remove(peer);
    }
  }

  /** The peer is not to come up: an operator shut it down. */
  void forget(IpAddress peer) {
    awaited.remove(peer);
  }
}
