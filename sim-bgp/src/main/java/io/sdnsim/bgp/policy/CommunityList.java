package io.sdnsim.bgp.policy;

import io.sdnsim.bgp.wire.PathAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ordered list of rules over the communities of a route: the first that matches decides, and
 * what none matches is denied. A rule of a standard list holds when the route has all its
 * communities; one of an expanded list when its regular expression is found in the route's
 * communities, written in ascending order with spaces between them.
 *
 * @param <T> a single community
 */
public record CommunityList<T>(String name, CommunityKind<T> kind, List<Entry<T>> entries) {
  public CommunityList {
    entries = List.copyOf(entries);
  }

  /**
   * @param exact whether a rule's communities have to be all that the route has
   */
  boolean permits(PathAttributes attributes, boolean exact) {
    List<T> values = kind.values(attributes);
    String text = null;
    for (Entry<T> entry : entries) {
      boolean matches;
      if (entry.regex != null) {
        text = text == null ? kind.text(kind.values(kind.with(attributes, values))) : text;
        matches = entry.regex.find(text);
      } else {
        matches = values.containsAll(entry.values) && (!exact || entry.values.containsAll(values));
      }
      if (matches) {
        return entry.permit;
      }
    }
    return false;
  }

  /** Whether the list permits a route with this community only: what a deletion looks at. */
  boolean permitsAlone(T value) {
    for (Entry<T> entry : entries) {
      boolean matches =
          entry.regex != null ? entry.regex.find(kind.text(value)) : entry.values.contains(value);
      if (matches) {
        return entry.permit;
      }
    }
    return false;
  }

  /**
   * One rule: values, or an expression.
   *
   * @param values all have to be there; empty beside an expression, or for every route
   */
  public record Entry<T>(boolean permit, List<T> values, @Nullable RouterRegex regex) {
    public Entry {
      values = List.copyOf(values);
    }

    public static <T> Entry<T> of(boolean permit, List<T> values) {
      return new Entry<>(permit, values, null);
    }

    public static <T> Entry<T> expanded(boolean permit, RouterRegex regex) {
      return new Entry<>(permit, List.of(), regex);
    }
  }
}
