package io.sdnsim.core.engine;

/**
 * Numbers the events of one node. The order key of an event is (class, node, the node's own
 * sequence number), so that events at one picosecond come in an order that does not depend on when
 * they were added to the event list.
 */
public class EventSource {
  private static final int SEQUENCE_BITS = 40;
  private static final int NODE_BITS = 21;

  /** The most nodes that one simulation can hold, less one: 2,097,151. */
  public static final int MAX_INDEX = (1 << NODE_BITS) - 1;

  private final long base;
  private long sequence;

  /**
   * @param index the node's number, 0 to {@link #MAX_INDEX}
   */
  public EventSource(int index) {
    if (index < 0 || index > MAX_INDEX) {
      throw new IllegalArgumentException("node number " + index + " is not 0 to " + MAX_INDEX);
    }
    this.base = (long) index << SEQUENCE_BITS;
  }

  /** A new key; later keys of the same class and source are greater. */
  public long nextKey(EventClass eventClass) {
    return (long) eventClass.ordinal() << (SEQUENCE_BITS + NODE_BITS) | base | sequence++;
  }
}
