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
  private Set<Prefix> pending = new LinkedHashSet<>();

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
    pending = new LinkedHashSet<>();
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
    Set<Prefix> kept = new LinkedHashSet<>();
    for (Prefix prefix : pending) {
      PathAttributes attributes = wanted.apply(prefix);
      PathAttributes before = advertised.get(prefix);
      if (attributes == null) {
        if (before != null) {
          advertised.remove(prefix);
          withdrawn.add(prefix);
        }
      } else if (!attributes.equals(before)) {
        if (withdrawalsOnly) {
          kept.add(prefix);
        } else {
          advertised.put(prefix, attributes);
          announced.computeIfAbsent(attributes, key -> new ArrayList<>()).add(prefix);
        }
      }
    }
    // A new set, for clearing one takes as long as it was ever large.
    pending = kept;
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
