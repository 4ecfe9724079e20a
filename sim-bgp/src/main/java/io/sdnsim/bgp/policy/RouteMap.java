package io.sdnsim.bgp.policy;

import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ordered list of match and set clauses: the first entry that matches decides, and what none
 * matches is denied.
 *
 * @param entries in any order; kept by ascending sequence number
 */
public record RouteMap(String name, List<Entry> entries) {
  /**
   * @throws IllegalArgumentException when two entries have one sequence number
   */
  public RouteMap {
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparingInt(Entry::sequence));
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).sequence() == sorted.get(i - 1).sequence()) {
        throw new IllegalArgumentException(
            "route-map " + name + ": seq " + sorted.get(i).sequence() + " appears twice");
      }
    }
    entries = List.copyOf(sorted);
  }

  /** The attributes as this map sets them, or null when it denies the route. */
  public @Nullable PathAttributes apply(Prefix prefix, PathAttributes attributes) {
    for (Entry entry : entries) {
      if (entry.matches(prefix)) {
        return entry.permit() ? entry.set(attributes) : null;
      }
    }
    return null;
  }

  /**
   * One clause.
   *
   * @param prefixList what to match; null for every route
   * @param localPref LOCAL_PREF to set; null leaves it
   * @param med MULTI_EXIT_DISC to set; null leaves it
   * @param prepend AS numbers to put before the path, first one first
   */
  public record Entry(
      int sequence,
      boolean permit,
      @Nullable PrefixList prefixList,
      @Nullable Long localPref,
      @Nullable Long med,
      List<Long> prepend) {
    public Entry {
      prepend = List.copyOf(prepend);
    }

    boolean matches(Prefix prefix) {
      return prefixList == null || prefixList.permits(prefix);
    }

    PathAttributes set(PathAttributes attributes) {
      PathAttributes result = attributes;
      if (localPref != null) {
        result = result.withLocalPref(localPref);
      }
      if (med != null) {
        result = result.withMed(med);
      }
      for (int i = prepend.size() - 1; i >= 0; i--) {
        result = result.withAsPath(result.asPath().prepend(prepend.get(i), 1));
      }
      return result;
    }
  }
}
