package io.sdnsim.bgp.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ordered list of match and set clauses: the first entry that matches decides, unless it
 * continues; what none matches is denied.
 *
 * <p>The rules of {@code continue} and {@code call} are FRR's (its documentation of route maps): an
 * entry that permits does its settings, then has the called map look at the result; if that denies,
 * the route is denied; else evaluation goes on where the entry says. An entry that denies ends the
 * evaluation. A route that was permitted once stays so if no later entry matches.
 *
 * @param entries in any order; kept by ascending sequence number
 */
public record RouteMap(String name, List<Entry> entries) {
  /**
   * @throws IllegalArgumentException when two entries have one sequence number, or one continues at
   *     itself or before
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
    for (Entry entry : sorted) {
      if (entry.continueAt > 0 && entry.continueAt <= entry.sequence) {
        throw new IllegalArgumentException(
            "route-map "
                + name
                + ": seq "
                + entry.sequence
                + " continues at "
                + entry.continueAt
                + ": must be behind it");
      }
    }
    entries = List.copyOf(sorted);
  }

  /** The route as this map leaves it, or null when it denies it. */
  public @Nullable PolicyRoute apply(PolicyRoute route) {
    PolicyRoute result = route;
    boolean permitted = false;
    int from = 0;
    for (Entry entry : entries) {
      if (entry.sequence < from || !entry.matches(result)) {
        continue;
      }
      if (!entry.permit) {
        return null;
      }
      permitted = true;
      for (Setting setting : entry.settings) {
        result = setting.apply(result);
      }
      if (entry.call != null) {
        PolicyRoute called = entry.call.apply(result);
        if (called == null) {
          return null;
        }
        result = called;
      }
      if (entry.continueAt == Entry.EXIT) {
        return result;
      }
      from = entry.continueAt;
    }
    return permitted ? result : null;
  }

  /**
   * One clause.
   *
   * @param matches all have to hold; none for every route
   * @param call a map that decides further on a route that matches; null for none
   * @param continueAt {@link #EXIT}, {@link #NEXT}, or the sequence number at or behind which to go
   *     on
   */
  public record Entry(
      int sequence,
      boolean permit,
      List<Match> matches,
      List<Setting> settings,
      @Nullable RouteMap call,
      int continueAt) {
    /** The entry decides. */
    public static final int EXIT = -1;

    /** Evaluation goes on with the next entry. */
    public static final int NEXT = 0;

    public Entry {
      matches = List.copyOf(matches);
      settings = List.copyOf(settings);
    }

    public static Entry permit(int sequence, List<Match> matches, Setting... settings) {
      return new Entry(sequence, true, matches, List.of(settings), null, EXIT);
    }

    public static Entry deny(int sequence, Match... matches) {
      return new Entry(sequence, false, List.of(matches), List.of(), null, EXIT);
    }

    public Entry calling(RouteMap map) {
      return new Entry(sequence, permit, matches, settings, map, continueAt);
    }

    public Entry continuingAt(int where) {
      return new Entry(sequence, permit, matches, settings, call, where);
    }

    boolean matches(PolicyRoute route) {
      for (Match match : matches) {
        if (!match.test(route)) {
          return false;
        }
      }
      return true;
    }
  }
}
