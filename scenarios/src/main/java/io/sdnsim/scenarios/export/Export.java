package io.sdnsim.scenarios.export;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Files for real routers.
 *
 * @param files text by path relative to the directory of the export
 * @param notes what the scenario says and the files do not, a sentence each, for people
 */
public record Export(SortedMap<String, String> files, List<String> notes) {
  public Export {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    notes = List.copyOf(notes);
  }
}
