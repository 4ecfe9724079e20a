package io.sdnsim.scenarios.archfixture.world;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Planted: every member breaks the rule of the same name. */
public final class UnorderedCollections {

  HashMap<String, String> field;

  Object hashMap() {
    return new HashMap<String, String>();
  }

  Supplier<Set<String>> hashSet() {
    return HashSet::new;
  }

  Object identityHashMap() {
    return new IdentityHashMap<String, String>();
  }

  Object weakHashMap() {
    return new WeakHashMap<String, String>();
  }

  Object setOf() {
    return Set.of("a", "b");
  }

  Object setOfMany() {
    return Set.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k");
  }

  Object mapOf() {
    return Map.of("a", "b", "c", "d");
  }

  Object mapOfEntries() {
    return Map.ofEntries(Map.entry("a", "b"));
  }

  Object setCopyOf(Collection<String> values) {
    return Set.copyOf(values);
  }

  Object mapCopyOf(Map<String, String> values) {
    return Map.copyOf(values);
  }

  Object toSet(List<String> values) {
    return values.stream().collect(Collectors.toSet());
  }

  Object toMap(List<String> values) {
    return values.stream().collect(Collectors.toMap(v -> v, v -> v));
  }

  Object groupingBy(List<String> values) {
    return values.stream().collect(Collectors.groupingBy(String::length));
  }
}
