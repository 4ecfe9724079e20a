package io.sdnsim.vxlan.flow;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.FlowKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Flows by their key, with a limit and idle timeouts.
 *
 * <p>Entries of one timeout stand in a list by the time of their last packet, so that using one and
 * expiring the oldest take constant time.
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
    private @Nullable IdleQueue queue;

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
      return queue != null;
    }
  }

  /** The entries of one timeout, by the time of their last packet. */
  private static final class IdleQueue {
    private final long timeoutPs;
    private @Nullable Entry oldest;
    private @Nullable Entry newest;

    IdleQueue(long timeoutPs) {
      this.timeoutPs = timeoutPs;
    }

    long nextExpiryPs() {
      return oldest == null ? SimTime.NEVER : oldest.lastUsedPs + timeoutPs;
    }

    void append(long nowPs, Entry row) {
      row.queue = this;
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

    void unlink(Entry row) {
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
      row.queue = null;
    }
  }

  private final int limit;
  private final Map<FlowKey, E> entries = new LinkedHashMap<>();

  /** The first one is of the usual timeout; few others come, and none goes. */
  private final List<IdleQueue> queues = new ArrayList<>();

  /**
   * @param limit the most entries it holds
   * @param idleTimeoutPs an entry without a packet for this long is expired, unless it was added
   *     with a timeout of its own
   */
  public FlowTable(int limit, long idleTimeoutPs) {
    if (limit < 0 || idleTimeoutPs <= 0) {
      throw new IllegalArgumentException("limit " + limit + ", idle timeout " + idleTimeoutPs);
    }
    this.limit = limit;
    queues.add(new IdleQueue(idleTimeoutPs));
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
    add(nowPs, entry, queues.get(0));
  }

  /**
   * Adds an entry with an idle timeout of its own.
   *
   * @throws IllegalStateException when the table is full or has an entry with this key
   */
  public void add(long nowPs, E entry, long idleTimeoutPs) {
    add(nowPs, entry, queueOf(idleTimeoutPs));
  }

  private void add(long nowPs, E entry, IdleQueue queue) {
    if (isFull() || entries.containsKey(entry.key())) {
      throw new IllegalStateException((isFull() ? "full: " : "present already: ") + entry.key());
    }
    entries.put(entry.key(), entry);
    queue.append(nowPs, entry);
  }

  private IdleQueue queueOf(long timeoutPs) {
    if (timeoutPs <= 0) {
      throw new IllegalArgumentException("idle timeout " + timeoutPs);
    }
    for (IdleQueue queue : queues) {
      if (queue.timeoutPs == timeoutPs) {
        return queue;
      }
    }
    IdleQueue added = new IdleQueue(timeoutPs);
    queues.add(added);
    return added;
  }

  /** A packet of the flow passed. */
  public void touch(long nowPs, E entry) {
    Entry row = entry;
    IdleQueue queue = row.queue;
    if (queue == null) {
      throw new IllegalStateException("gone: " + row.key);
    }
    if (row != queue.newest) {
      queue.unlink(row);
      queue.append(nowPs, row);
    }
    row.lastUsedPs = nowPs;
  }

  public void remove(E entry) {
    Entry row = entry;
    if (row.queue != null) {
      entries.remove(row.key);
      row.queue.unlink(row);
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

  /** Takes out every entry that has been idle for its timeout, the first to expire first. */
  public void expire(long nowPs, Consumer<? super E> gone) {
    for (IdleQueue due = nextToExpire();
        due.oldest != null && due.nextExpiryPs() <= nowPs;
        due = nextToExpire()) {
      E entry = entries.get(due.oldest.key);
      if (entry == null) {
        throw new IllegalStateException("listed but not in the table: " + due.oldest.key);
      }
      remove(entry);
      gone.accept(entry);
    }
  }

  private IdleQueue nextToExpire() {
    IdleQueue next = queues.get(0);
    for (int i = 1; i < queues.size(); i++) {
      if (queues.get(i).nextExpiryPs() < next.nextExpiryPs()) {
        next = queues.get(i);
      }
    }
    return next;
  }

  /** When the next entry expires, unless it is used before; {@link SimTime#NEVER} when empty. */
  public long nextExpiryPs() {
    return nextToExpire().nextExpiryPs();
  }
}
