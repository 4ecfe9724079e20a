package io.sdnsim.slb.mux;

/**
 * Numbers of flows by their hashes: open addressing, half full at most, 16 to 32 bytes a flow.
 *
 * <p>A slot holds half of the hash beside the number, so that a search seldom looks at a flow that
 * is another.
 */
final class FlowIndex {
  /** No slot. */
  private static final int NONE = -1;

  private static final int FIRST_SLOTS = 128;
  private static final long HASH_MASK = 0xFFFF_FFFF_0000_0000L;

  /** The upper half of a flow's hash, and its number plus one; 0 is free. */
  private long[] slots = new long[FIRST_SLOTS];

  private int size;

  /** The first slot with a flow of this hash, or -1. */
  int first(long hash) {
    return search(home(hash), hash);
  }

  /** The next one after a slot, or -1. */
  int next(int slot, long hash) {
    return search(slot + 1 & (slots.length - 1), hash);
  }

  private int search(int from, long hash) {
    int mask = slots.length - 1;
    for (int slot = from; slots[slot] != 0; slot = slot + 1 & mask) {
      if ((slots[slot] ^ hash) >>> 32 == 0) {
        return slot;
      }
    }
    return NONE;
  }

  int flow(int slot) {
    return (int) slots[slot] - 1;
  }

  private int home(long hash) {
    return (int) (hash >>> 32) & (slots.length - 1);
  }

  void add(long hash, int flow) {
    size++;
    if (size * 2 > slots.length) {
      grow();
    }
    enter(hash, flow);
  }

  private void enter(long hash, int flow) {
    int mask = slots.length - 1;
    int slot = home(hash);
    while (slots[slot] != 0) {
      slot = slot + 1 & mask;
    }
    slots[slot] = (hash & HASH_MASK) | (flow + 1);
  }

  private void grow() {
    long[] old = slots;
    slots = new long[old.length * 2];
    for (long entry : old) {
      if (entry != 0) {
        enter(entry, (int) entry - 1);
      }
    }
  }

  /** Takes a flow out and closes the gap that it leaves in a run of full slots. */
  void remove(long hash, int flow) {
    int mask = slots.length - 1;
    int gap = home(hash);
    while ((int) slots[gap] != flow + 1) {
      gap = gap + 1 & mask;
    }
    slots[gap] = 0;
    size--;
    for (int slot = gap + 1 & mask; slots[slot] != 0; slot = slot + 1 & mask) {
      int home = home(slots[slot]);
      // It may move into the gap when the gap lies between its home and where it stands.
      if ((slot - home & mask) >= (slot - gap & mask)) {
        slots[gap] = slots[slot];
        slots[slot] = 0;
        gap = slot;
      }
    }
  }
}
