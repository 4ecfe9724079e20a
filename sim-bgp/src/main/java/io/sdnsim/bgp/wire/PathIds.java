package io.sdnsim.bgp.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The Path Identifiers of a list of prefixes, in its order (RFC 7911 3); {@link #NONE} where the
 * session has none. Immutable.
 */
public final class PathIds {
  public static final PathIds NONE = new PathIds(new int[0]);

  private final int[] ids;

  private PathIds(int[] ids) {
    this.ids = ids;
  }

  /**
   * @param ids 32 bits each, unsigned
   */
  public static PathIds of(int... ids) {
    return ids.length == 0 ? NONE : new PathIds(ids.clone());
  }

  /** Takes the array over. */
  static PathIds wrap(int[] ids) {
    return ids.length == 0 ? NONE : new PathIds(ids);
  }

  /** Whether the prefixes have no identifiers. */
  public boolean isEmpty() {
    return ids.length == 0;
  }

  public int size() {
    return ids.length;
  }

  /** The identifier of the prefix at this index, 32 bits unsigned; 0 where there are none. */
  public long at(int index) {
    return ids.length == 0 ? 0 : ids[index] & 0xFFFF_FFFFL;
  }

  /** Those from one index up to before another; NONE of none. */
  PathIds range(int from, int to) {
    return ids.length == 0 ? NONE : wrap(Arrays.copyOfRange(ids, from, to));
  }

  PathIds plus(PathIds more) {
    if (more.isEmpty()) {
      return this;
    }
    int[] all = Arrays.copyOf(ids, ids.length + more.ids.length);
    System.arraycopy(more.ids, 0, all, ids.length, more.ids.length);
    return new PathIds(all);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PathIds that && Arrays.equals(ids, that.ids);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ids);
  }

  @Override
  public String toString() {
    return Arrays.toString(ids);
  }
}
