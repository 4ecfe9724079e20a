package io.sdnsim.scenarios.archfixture.world;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What looks like a violation and is none. */
public final class Innocent {

  enum Colour {
    RED,
    GREEN
  }

  static final int LIMIT = 3;

  Map<String, Integer> ordered = new LinkedHashMap<>(Map.of("a", 1));
  Set<String> set = new LinkedHashSet<>(Set.of("a"));
  Map<Colour, String> byColour = new EnumMap<>(Colour.class);
  Map<String, String> none = Map.of();
  Set<String> empty = Set.of();

  double math(double x) {
    return StrictMath.log(x) + Math.sqrt(x) + Math.max(x, LIMIT) + Math.abs(x);
  }

  String locale(String s) {
    return String.format(Locale.ROOT, "%s", s.toLowerCase(Locale.ROOT));
  }

  int hash(String s) {
    return s.hashCode();
  }

  Object collected(List<String> list) {
    ordered.put("b", 2);
    set.addAll(list);
    return list.stream()
        .collect(Collectors.groupingBy(String::length, TreeMap::new, Collectors.toList()));
  }

  Object sorted(List<String> list) {
    return Collections.unmodifiableSet(new TreeSet<>(list));
  }

  String switched(Colour colour) {
    return switch (colour) {
      case RED -> "red";
      case GREEN -> "green";
    };
  }
}
