package io.sdnsim.bgp.policy;

import io.sdnsim.core.address.Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ordered list of prefix rules: the first that matches decides, and what none matches is denied.
 *
 * @param name for reports
 * @param entries in any order; kept by ascending sequence number
 */
public record PrefixList(String name, List<Entry> entries) {
  /**
   * @throws IllegalArgumentException when two entries have one sequence number
   */
  public PrefixList {
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparingInt(Entry::sequence));
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).sequence() == sorted.get(i - 1).sequence()) {
        throw new IllegalArgumentException(
            "prefix-list " + name + ": seq " + sorted.get(i).sequence() + " appears twice");
      }
    }
    entries = List.copyOf(sorted);
  }

  public boolean permits(Prefix prefix) {
    Entry entry = match(prefix);
    return entry != null && entry.permit();
  }

  /** The entry that decides, or null for the implicit deny. */
  public @Nullable Entry match(Prefix prefix) {
    for (Entry entry : entries) {
      if (entry.matches(prefix)) {
        return entry;
      }
    }
    return null;
  }

  /**
   * One rule: matches prefixes within another whose length is in a range.
   *
   * @param minimumLength the {@code ge} value
   * @param maximumLength the {@code le} value
   */
  public record Entry(
      int sequence, boolean permit, Prefix prefix, int minimumLength, int maximumLength) {
    /**
     * @throws IllegalArgumentException unless length, ge, le and 32 (or 128) ascend
     */
    public Entry {
      if (minimumLength < prefix.length()
          || maximumLength < minimumLength
          || maximumLength > prefix.network().bitCount()) {
        throw new IllegalArgumentException(
            "seq "
                + sequence
                + " "
                + prefix
                + " ge "
                + minimumLength
                + " le "
                + maximumLength
                + ": must be length <= ge <= le <= "
                + prefix.network().bitCount());
      }
    }

    /**
     * With the usual meaning of what is left out: neither for exactly the prefix, {@code ge} alone
     * up to the longest, {@code le} alone from the prefix's own length.
     */
    public static Entry of(
        int sequence, boolean permit, Prefix prefix, @Nullable Integer ge, @Nullable Integer le) {
      int minimum = ge != null ? ge : prefix.length();
      int longest = ge != null ? prefix.network().bitCount() : prefix.length();
      return new Entry(sequence, permit, prefix, minimum, le != null ? le : longest);
    }

    boolean matches(Prefix candidate) {
      return candidate.length() >= minimumLength
          && candidate.length() <= maximumLength
          && prefix.contains(candidate);
    }
  }
}
