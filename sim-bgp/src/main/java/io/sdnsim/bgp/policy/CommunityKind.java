package io.sdnsim.bgp.policy;

import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One of the three community attributes ({@link CommunityKinds}): how its values are found in a
 * route, written and read.
 *
 * @param <T> a single community
 */
public abstract class CommunityKind<T> {
  private final int type;
  private final Comparator<T> order;

  CommunityKind(int type, Comparator<T> order) {
    this.type = type;
    this.order = order;
  }

  /**
   * Reads a community as users write it.
   *
   * @throws IllegalArgumentException with what it should look like
   */
  public abstract T parse(String text);

  public abstract String text(T value);

  abstract List<T> of(PathAttribute attribute);

  /**
   * @param partial whether a speaker on the way did not know the attribute (RFC 4271 5)
   */
  abstract PathAttribute attribute(List<T> values, boolean partial);

  /** The communities of a route, in the order of the attribute. */
  public final List<T> values(PathAttributes attributes) {
    PathAttribute attribute = attributes.find(type);
    return attribute == null ? List.of() : of(attribute);
  }

  /** With these communities, each once and in ascending order; without the attribute for none. */
  public final PathAttributes with(PathAttributes attributes, List<T> values) {
    if (values.isEmpty()) {
      return attributes.without(type);
    }
    PathAttribute before = attributes.find(type);
    boolean partial = before != null && (before.flags() & PathAttribute.FLAG_PARTIAL) != 0;
    TreeSet<T> sorted = new TreeSet<>(order);
    sorted.addAll(values);
    return attributes.with(attribute(List.copyOf(sorted), partial));
  }

  /** With these communities beside those that are there. */
  public final PathAttributes plus(PathAttributes attributes, List<T> values) {
    List<T> all = new ArrayList<>(values(attributes));
    all.addAll(values);
    return with(attributes, all);
  }

  /** Separated by spaces: what regular expressions look at. */
  public final String text(List<T> values) {
    StringBuilder text = new StringBuilder();
    for (T value : values) {
      text.append(text.isEmpty() ? "" : " ").append(text(value));
    }
    return text.toString();
  }

  /** A decimal number from 0 to a maximum, or -1. */
  static long number(@Nullable String text, long maximum) {
    if (text == null || !text.matches("[0-9]{1,10}")) {
      return -1;
    }
    long value = Long.parseLong(text);
    return value <= maximum ? value : -1;
  }
}
