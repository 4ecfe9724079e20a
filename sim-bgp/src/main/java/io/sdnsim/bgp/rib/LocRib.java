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

  /** Puts a path in place of the one of its source, which is returned. */
  public @Nullable Path put(Prefix prefix, Path path) {
    Destination destination = destinations.get(prefix);
    if (destination == null) {
      destination = new Destination(prefix);
      destinations.put(prefix, destination);
    }
    return destination.put(path);
  }

  /** Takes the path of a source out; the destination stays until {@link #removeIfEmpty}. */
  public @Nullable Path remove(Prefix prefix, PathSource source) {
    Destination destination = destinations.get(prefix);
    return destination == null ? null : destination.remove(source);
  }

  /** Forgets a destination without paths. */
  public void removeIfEmpty(Destination destination) {
    if (destination.paths().isEmpty()) {
      destinations.remove(destination.prefix());
    }
  }
}
