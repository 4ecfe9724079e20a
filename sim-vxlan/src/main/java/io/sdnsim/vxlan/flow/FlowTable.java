package io.sdnsim.vxlan.flow;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.FlowKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Flows by their key, with a limit and an idle timeout.
 *
 * <p>Entries stand in a list by the time of their last packet, so that using one and expiring the
 * oldest take constant time.
 *
 * @param <E> what is known of a flow
 */
public final class FlowTable<E extends FlowTable.Entry> {
  /** A row: what users of the table extend. */
  public abstract static class Entry {
    private final FlowKey key;
    private long lastUsedPs;
    private @Nullable Entry older;
    private @Nullable Entry newer;
    private boolean present;

    protected Entry(FlowKey key) {
      this.key = key;
    }

    public FlowKey key() {
      return key;
    }

    public long lastUsedPs() {
      return lastUsedPs;
    }

    /** Whether it is in the table: references to an entry outlive its expiry. */
    public boolean isPresent() {
      return present;
    }
  }

  private final int limit;
  private final long idleTimeoutPs;
  private final Map<FlowKey, E> entries = new LinkedHashMap<>();
  private @Nullable Entry oldest;
  private @Nullable Entry newest;

  /**
   * @param limit the most entries it holds
   * @param idleTimeoutPs an entry without a packet for this long is expired
   */
  public FlowTable(int limit, long idleTimeoutPs) {
    if (limit < 0 || idleTimeoutPs <= 0) {
      throw new IllegalArgumentException("limit " + limit + ", idle timeout " + idleTimeoutPs);
    }
    this.limit = limit;
    this.idleTimeoutPs = idleTimeoutPs;
  }

  public int size() {
    return entries.size();
  }

  public boolean isFull() {
    return entries.size() >= limit;
  }

  /** The entry, which need not be fresh: callers expire entries before they look. */
  public @Nullable E get(FlowKey key) {
    return entries.get(key);
  }

  /**
   * Adds an entry as just used.
   *
   * @throws IllegalStateException when the table is full or has an entry with this key
   */
  public void add(long nowPs, E entry) {
    if (isFull() || entries.containsKey(entry.key())) {
      throw new IllegalStateException((isFull() ? "full: " : "present already: ") + entry.key());
    }
    entries.put(entry.key(), entry);
    Entry row = entry;
    row.present = true;
    append(nowPs, row);
  }

  /** A packet of the flow passed. */
  public void touch(long nowPs, E entry) {
    Entry row = entry;
    if (!row.present) {
      throw new IllegalStateException("gone: " + row.key);
    }
    if (row != newest) {
      unlink(row);
      append(nowPs, row);
    }
    row.lastUsedPs = nowPs;
  }

  public void remove(E entry) {
    Entry row = entry;
    if (row.present) {
      entries.remove(row.key);
      unlink(row);
      row.present = false;
    }
  }

  /** Forgets everything. */
  public void clear(Consumer<? super E> gone) {
    for (E entry : entries.values().stream().toList()) {
      remove(entry);
      gone.accept(entry);
    }
  }

  /** Takes out every entry that the condition holds for. */
  public void removeIf(Predicate<? super E> condition) {
    entries.values().stream().filter(condition).toList().forEach(this::remove);
  }

  /** Takes out every entry that has been idle for the timeout, the oldest first. */
  public void expire(long nowPs, Consumer<? super E> gone) {
    while (oldest != null && nowPs - oldest.lastUsedPs >= idleTimeoutPs) {
      E entry = entries.get(oldest.key);
      if (entry == null) {
        throw new IllegalStateException("listed but not in the table: " + oldest.key);
      }
      remove(entry);
      gone.accept(entry);
    }
  }

  /** When the oldest entry expires, unless it is used before; {@link SimTime#NEVER} when empty. */
  public long nextExpiryPs() {
    return oldest == null ? SimTime.NEVER : oldest.lastUsedPs + idleTimeoutPs;
  }

  private void append(long nowPs, Entry row) {
    row.lastUsedPs = nowPs;
    row.older = newest;
    row.newer = null;
    if (newest == null) {
      oldest = row;
    } else {
      newest.newer = row;
    }
    newest = row;
  }

  private void unlink(Entry row) {
    if (row.older == null) {
      oldest = row.newer;
    } else {
      row.older.newer = row.newer;
    }
    if (row.newer == null) {
      newest = row.older;
    } else {
      row.newer.older = row.older;
    }
    row.older = null;
    row.newer = null;
  }
}
