package io.sdnsim.bgp.rib;

import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.Prefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one peer with add-path has been told: several paths of a prefix, each with its own Path
 * Identifier (RFC 7911). A path keeps its identifier as long as its source offers one; a free
 * identifier is given again.
 */
public final class AddPathRibOut {
  private final Map<Prefix, Map<PathSource, Told>> advertised = new LinkedHashMap<>();
  private final Set<Prefix> pending = new LinkedHashSet<>();

  /** One path that the peer knows. */
  public record Told(long pathId, PathAttributes attributes) {}

  /** The prefix may have changed: look at it with the next {@link #flush}. */
  public void touch(Prefix prefix) {
    pending.add(prefix);
  }

  public boolean isPending() {
    return !pending.isEmpty();
  }

  /** What the peer was told of a prefix; empty for nothing. */
  public Collection<Told> advertised(Prefix prefix) {
    return advertised.getOrDefault(prefix, Map.of()).values();
  }

  /** The prefixes that the peer knows. */
  public Collection<Prefix> prefixes() {
    return advertised.keySet();
  }

  /**
   * Forgets what the peer was told of a prefix but for the identifiers, so that all of it is sent
   * again (RFC 2918 4).
   */
  public void forget(Prefix prefix) {
    Map<PathSource, Told> told = advertised.get(prefix);
    if (told != null) {
      told.replaceAll((source, before) -> new Told(before.pathId, PathAttributes.EMPTY));
    }
  }

  public void clear() {
    advertised.clear();
    pending.clear();
  }

  /**
   * What to send: the difference between what the peer was told and what it should know.
   *
   * @param wanted the attributes to advertise for a prefix, by the source of their path
   * @param withdrawalsOnly leave announcements pending: their interval has not passed
   */
  public Changes flush(
      Function<Prefix, Map<PathSource, PathAttributes>> wanted, boolean withdrawalsOnly) {
    Changes changes = new Changes(new ArrayList<>(), new LinkedHashMap<>());
    List<Prefix> kept = new ArrayList<>();
    for (Prefix prefix : pending) {
      Map<PathSource, PathAttributes> now = wanted.apply(prefix);
      Map<PathSource, Told> told =
          advertised.computeIfAbsent(prefix, key -> new LinkedHashMap<>(4));
      told.entrySet()
          .removeIf(
              entry -> {
                boolean gone = !now.containsKey(entry.getKey());
                if (gone) {
                  changes.withdrawn.add(new PathKey(prefix, entry.getValue().pathId));
                }
                return gone;
              });
      if (!announce(prefix, now, told, withdrawalsOnly ? null : changes)) {
        kept.add(prefix);
      }
      if (told.isEmpty()) {
        advertised.remove(prefix);
      }
    }
    pending.clear();
    pending.addAll(kept);
    return changes;
  }

  /**
   * @param changes null to announce nothing
   * @return whether nothing is left to announce
   */
  private static boolean announce(
      Prefix prefix,
      Map<PathSource, PathAttributes> wanted,
      Map<PathSource, Told> told,
      @Nullable Changes changes) {
    for (Map.Entry<PathSource, PathAttributes> each : wanted.entrySet()) {
      Told before = told.get(each.getKey());
      PathAttributes attributes = each.getValue();
      if (before != null && attributes.equals(before.attributes)) {
        continue;
      }
      if (changes == null) {
        return false;
      }
      long pathId = before == null ? freeId(told.values()) : before.pathId;
      told.put(each.getKey(), new Told(pathId, attributes));
      changes
          .announced
          .computeIfAbsent(attributes, key -> new ArrayList<>())
          .add(new PathKey(prefix, pathId));
    }
    return true;
  }

  /** The lowest from 1 that none has. */
  private static long freeId(Collection<Told> told) {
    for (long id = 1; ; id++) {
      boolean free = true;
      for (Told each : told) {
        free &= each.pathId != id;
      }
      if (free) {
        return id;
      }
    }
  }

  /**
   * What changed.
   *
   * @param announced paths by the attributes that they share
   */
  public record Changes(List<PathKey> withdrawn, Map<PathAttributes, List<PathKey>> announced) {
    public boolean isEmpty() {
      return withdrawn.isEmpty() && announced.isEmpty();
    }
  }
}
