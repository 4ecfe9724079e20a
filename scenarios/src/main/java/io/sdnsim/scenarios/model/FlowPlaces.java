package io.sdnsim.scenarios.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the file says what a flow is.
 *
 * @param id where the flow's {@code id} stands
 * @param values where the value of each key stands, those of its nested mappings included
 */
public record FlowPlaces(SourceLocation id, SortedMap<String, SourceLocation> values) {
  public FlowPlaces {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /** Whether the file has this key. */
  public boolean has(String key) {
    return values.containsKey(key);
  }

  /** Where the value of a key stands; where the id does when the key is not there. */
  public SourceLocation of(String key) {
    return values.getOrDefault(key, id);
  }
}
