package io.sdnsim.bgp.rib;

import io.sdnsim.bgp.wire.PathAttributes;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps one object per distinct set of attributes, so that paths and Adj-RIBs share it and compare
 * it by reference first. What no RIB uses any more goes with {@link #sweep}.
 */
public final class AttributeTable {
  private static final int FIRST_SWEEP = 1024;

  private Map<PathAttributes, PathAttributes> table = new LinkedHashMap<>();
  private int nextSweep = FIRST_SWEEP;

  /** The one object that is equal to these attributes. */
  public PathAttributes intern(PathAttributes attributes) {
    PathAttributes known = table.putIfAbsent(attributes, attributes);
    return known == null ? attributes : known;
  }

  public int size() {
    return table.size();
  }

  /** Whether the table has doubled since it was last swept. */
  public boolean isSweepDue() {
    return table.size() >= nextSweep;
  }

  /** Forgets everything but what is live. */
  public void sweep(Iterable<PathAttributes> live) {
    Map<PathAttributes, PathAttributes> kept = new LinkedHashMap<>();
    for (PathAttributes attributes : live) {
      kept.putIfAbsent(attributes, attributes);
    }
    table = kept;
    nextSweep = Math.max(FIRST_SWEEP, 2 * kept.size());
  }
}
