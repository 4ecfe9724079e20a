package io.sdnsim.bgp.rib;

import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.address.PrefixMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What one peer has been told (RFC 4271 3.2), and which prefixes may have changed since. */
public final class AdjRibOut {
  private final Map<Prefix, PathAttributes> advertised = new PrefixMap<>();

  /** A prefix may be here twice: looking at it again costs less than to keep it out. */
  private List<Prefix> pending = new ArrayList<>();

  /** The prefix may have changed: look at it with the next {@link #flush}. */
  public void touch(Prefix prefix) {
    pending.add(prefix);
  }

  public boolean isPending() {
    return !pending.isEmpty();
  }

  /** What the peer was told of the prefix, or null. */
  public @Nullable PathAttributes advertised(Prefix prefix) {
    return advertised.get(prefix);
  }

  /** Everything that the peer was told; don't change it. */
  public Map<Prefix, PathAttributes> advertised() {
    return advertised;
  }

  /** Forgets what the peer was told, so that all of it is sent again (RFC 2918 4). */
  public void forget(Prefix prefix) {
    advertised.remove(prefix);
  }

  public void clear() {
    advertised.clear();
    pending = new ArrayList<>();
  }

  /**
   * What to send: the difference between what the peer was told and what it should know. An
   * announcement replaces the one before it (an implicit withdraw); what is as it was is not sent.
   *
   * @param wanted the attributes to advertise for a prefix, or null for none
   * @param withdrawalsOnly leave announcements pending: their interval has not passed
   */
  public Changes flush(Function<Prefix, @Nullable PathAttributes> wanted, boolean withdrawalsOnly) {
    List<Prefix> withdrawn = new ArrayList<>();
    Map<PathAttributes, List<Prefix>> announced = new LinkedHashMap<>();
    // Each once: they may wait while their routes change many times.
    Set<Prefix> kept = new LinkedHashSet<>();
    PathAttributes latest = null;
    List<Prefix> latestGroup = List.of();
    for (Prefix prefix : pending) {
      PathAttributes attributes = wanted.apply(prefix);
      if (attributes == null) {
        if (advertised.remove(prefix) != null) {
          withdrawn.add(prefix);
        }
      } else if (withdrawalsOnly) {
        if (!attributes.equals(advertised.get(prefix))) {
          kept.add(prefix);
        }
      } else if (!attributes.equals(advertised.put(prefix, attributes))) {
        // Prefixes that come together mostly share their attributes.
        if (!attributes.equals(latest)) {
          latest = attributes;
          latestGroup = announced.computeIfAbsent(attributes, key -> new ArrayList<>());
        }
        latestGroup.add(prefix);
      }
    }
    pending = new ArrayList<>(kept);
    return new Changes(withdrawn, announced);
  }

  /**
   * What changed.
   *
   * @param announced prefixes by the attributes that they share
   */
  public record Changes(List<Prefix> withdrawn, Map<PathAttributes, List<Prefix>> announced) {
    public boolean isEmpty() {
      return withdrawn.isEmpty() && announced.isEmpty();
    }
  }
}
