package io.sdnsim.bgp.wire;

import io.sdnsim.core.address.IpAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The path attributes that a set of prefixes shares, in ascending order of type, at most one of a
 * type. Immutable, with its hash kept, so that a RIB interns it: a million paths with 150,000
 * different sets hold 150,000 of these.
 */
public final class PathAttributes {
  public static final PathAttributes EMPTY = new PathAttributes(List.of());

  /** The LOCAL_PREF of routes that carry none. */
  public static final long DEFAULT_LOCAL_PREF = 100;

  private final List<PathAttribute> attributes;
  private final int hash;
  // What the decision process reads most, out of the list.
  private final Origin origin;
  private final AsPath asPath;
  private final @Nullable IpAddress nextHop;
  private final long med;
  private final long localPref;

  private PathAttributes(List<PathAttribute> sorted) {
    this.attributes = sorted;
    this.hash = sorted.hashCode();
    this.origin =
        find(PathAttribute.ORIGIN) instanceof PathAttribute.OriginAttribute o
            ? o.origin()
            : Origin.INCOMPLETE;
    this.asPath =
        find(PathAttribute.AS_PATH) instanceof PathAttribute.AsPathAttribute a
            ? a.path()
            : AsPath.EMPTY;
    this.nextHop =
        find(PathAttribute.NEXT_HOP) instanceof PathAttribute.NextHopAttribute n
            ? n.address()
            : null;
    this.med =
        find(PathAttribute.MULTI_EXIT_DISC) instanceof PathAttribute.MultiExitDisc m
            ? m.value()
            : 0;
    this.localPref =
        find(PathAttribute.LOCAL_PREF) instanceof PathAttribute.LocalPref l
            ? l.value()
            : DEFAULT_LOCAL_PREF;
  }

  /**
   * @throws IllegalArgumentException when two are of one type
   */
  public static PathAttributes of(List<PathAttribute> attributes) {
    if (attributes.isEmpty()) {
      return EMPTY;
    }
    List<PathAttribute> sorted = new ArrayList<>(attributes);
    sorted.sort(Comparator.comparingInt(PathAttribute::type));
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).type() == sorted.get(i - 1).type()) {
        throw new IllegalArgumentException("two attributes of type " + sorted.get(i).type());
      }
    }
    return new PathAttributes(List.copyOf(sorted));
  }

  public static PathAttributes of(PathAttribute... attributes) {
    return of(List.of(attributes));
  }

  public List<PathAttribute> list() {
    return attributes;
  }

  public boolean isEmpty() {
    return attributes.isEmpty();
  }

  /** The attribute of this type, or null. */
  public @Nullable PathAttribute find(int type) {
    for (PathAttribute attribute : attributes) {
      if (attribute.type() == type) {
        return attribute;
      }
    }
    return null;
  }

  public boolean has(int type) {
    return find(type) != null;
  }

  public Origin origin() {
    return origin;
  }

  public AsPath asPath() {
    return asPath;
  }

  public @Nullable IpAddress nextHop() {
    return nextHop;
  }

  /** MULTI_EXIT_DISC; 0 where missing (RFC 4271 9.1.2.2 c). */
  public long med() {
    return med;
  }

  /** LOCAL_PREF; 100 where missing. */
  public long localPref() {
    return localPref;
  }

  public boolean hasCommunity(int community) {
    return find(PathAttribute.COMMUNITIES) instanceof PathAttribute.Communities c
        && c.values().contains(community);
  }

  /** The number of clusters that reflected the route (RFC 4456 9). */
  public int clusterListLength() {
    return find(PathAttribute.CLUSTER_LIST) instanceof PathAttribute.ClusterList c
        ? c.clusters().size()
        : 0;
  }

  /** With this attribute in place of the one of its type. */
  public PathAttributes with(PathAttribute attribute) {
    List<PathAttribute> changed = new ArrayList<>(attributes.size() + 1);
    for (PathAttribute other : attributes) {
      if (other.type() != attribute.type()) {
        changed.add(other);
      }
    }
    changed.add(attribute);
    return of(changed);
  }

  public PathAttributes without(int type) {
    if (!has(type)) {
      return this;
    }
    List<PathAttribute> changed = new ArrayList<>(attributes.size());
    for (PathAttribute other : attributes) {
      if (other.type() != type) {
        changed.add(other);
      }
    }
    return of(changed);
  }

  public PathAttributes withOrigin(Origin value) {
    return with(new PathAttribute.OriginAttribute(value));
  }

  public PathAttributes withAsPath(AsPath value) {
    return with(new PathAttribute.AsPathAttribute(value));
  }

  public PathAttributes withNextHop(IpAddress value) {
    return with(new PathAttribute.NextHopAttribute(value));
  }

  public PathAttributes withMed(long value) {
    return with(new PathAttribute.MultiExitDisc(value));
  }

  public PathAttributes withLocalPref(long value) {
    return with(new PathAttribute.LocalPref(value));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof PathAttributes that
            && that.hash == hash
            && that.attributes.equals(attributes));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return attributes.toString();
  }
}
