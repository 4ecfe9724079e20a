package io.sdnsim.bgp.rib;

import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.address.PrefixMap;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The paths that policy accepted, by prefix, and the choice among them (RFC 4271 9.1, phases 2 and
 * 3 read it). Iterates in the order in which prefixes first appeared.
 */
public final class LocRib {
  private final Map<Prefix, Destination> destinations = new PrefixMap<>();

  public @Nullable Destination get(Prefix prefix) {
    return destinations.get(prefix);
  }

  public Collection<Destination> destinations() {
    return Collections.unmodifiableCollection(destinations.values());
  }

  public int size() {
    return destinations.size();
  }

  /** The destination, a new one where there was none; see {@link #removeIfEmpty}. */
  public Destination destination(Prefix prefix) {
    return destinations.computeIfAbsent(prefix, Destination::new);
  }

  /** Forgets a destination without paths. */
  public void removeIfEmpty(Destination destination) {
    if (destination.paths().isEmpty()) {
      destinations.remove(destination.prefix());
    }
  }
}
