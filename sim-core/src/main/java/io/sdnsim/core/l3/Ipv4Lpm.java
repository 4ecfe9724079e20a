package io.sdnsim.core.l3;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Longest-prefix match of IPv4 in two shapes.
 *
 * <p>Up to {@link #SMALL_LIMIT} prefixes: the address space cut into ranges with one owner each, in
 * order, and a binary search; the ranges are made anew by the first lookup after a change. Beyond
 * that: DIR-16-8-8, a table of 2^16 entries for the first 16 bits and blocks of 256 entries for the
 * third and fourth octet where longer prefixes exist. An entry is the slot of the longest prefix
 * that covers it, or the complement of a block's number. A change touches only the entries under
 * its prefix.
 */
final class Ipv4Lpm<T> {
  static final int SMALL_LIMIT = 512;

  /** Lower than the limit, so that a table around the limit does not change its shape each time. */
  private static final int SHRINK_LIMIT = SMALL_LIMIT / 2;

  /** What is not in use shares this: a network has thousands of small tables. */
  private static final int[] NONE = {};

  private static final int BLOCK_BITS = 8;
  private static final int BLOCK_SIZE = 1 << BLOCK_BITS;
  private static final int MAX_BLOCKS = (Integer.MAX_VALUE >> BLOCK_BITS) - 1;

  private final PrefixStore<T> store = new PrefixStore<>(false);

  /** How many prefixes have each length; only for the table. */
  private int[] countByLength = NONE;

  /** First address of each range, with the sign bit flipped so that signed order serves. */
  private int @Nullable [] starts;

  private int[] owners = NONE;

  private int @Nullable [] root;
  private int[] blocks = NONE;

  /** How many prefixes longer than the bits in front of the block lie in it. */
  private int[] blockUsers = NONE;

  private int blockLimit;
  private int[] freeBlocks = NONE;
  private int freeBlockCount;

  PrefixStore<T> store() {
    return store;
  }

  /** Whether this is DIR-16-8-8, not ranges. */
  boolean isIndexed() {
    return root != null;
  }

  @Nullable T lookup(int bits) {
    return store.value(match(bits));
  }

  /** The slot of the longest prefix that contains the address, or 0. */
  int match(int bits) {
    int[] table = root;
    if (table == null) {
      return matchRange(bits);
    }
    int entry = table[bits >>> 16];
    if (entry < 0) {
      entry = blocks[(~entry << BLOCK_BITS) + (bits >>> 8 & 0xFF)];
      if (entry < 0) {
        entry = blocks[(~entry << BLOCK_BITS) + (bits & 0xFF)];
      }
    }
    return entry;
  }

  private int matchRange(int bits) {
    int[] ranges = starts;
    if (ranges == null) {
      ranges = makeRanges();
    }
    int key = bits ^ Integer.MIN_VALUE;
    int base = 0;
    int count = ranges.length;
    while (count > 1) {
      int half = count >>> 1;
      base = ranges[base + half] <= key ? base + half : base;
      count -= half;
    }
    return owners[base];
  }

  /** Adds a prefix or replaces its value, and returns the value before. */
  @Nullable T put(int network, int length, T value) {
    long low = network & 0xFFFF_FFFFL;
    int slot = store.find(0, low, length);
    if (slot != 0) {
      T before = store.value(slot);
      store.setValue(slot, value);
      return before;
    }
    slot = store.add(0, low, length, value);
    if (root != null) {
      countByLength[length]++;
      enter(slot);
    } else if (store.size() > SMALL_LIMIT) {
      makeTable();
    } else {
      starts = null;
    }
    return null;
  }

  /** Removes a prefix and returns its value, or null when it is not there. */
  @Nullable T remove(int network, int length) {
    int slot = store.find(0, network & 0xFFFF_FFFFL, length);
    if (slot == 0) {
      return null;
    }
    T before = store.value(slot);
    if (root == null) {
      starts = null;
      store.remove(slot);
    } else if (store.size() <= SHRINK_LIMIT) {
      store.remove(slot);
      dropTable();
    } else {
      countByLength[length]--;
      leave(slot);
      store.remove(slot);
    }
    return before;
  }

  // ---- ranges

  /**
   * Sweeps the prefixes in address order, shorter first, with a stack of those that are open: a
   * range ends where a prefix begins or ends.
   */
  private int[] makeRanges() {
    long[] sorted = sortedSlots();
    int[] newStarts = new int[2 * sorted.length + 1];
    int[] newOwners = new int[2 * sorted.length + 1];
    int[] open = new int[34];
    int depth = 0;
    int count = 0;
    newStarts[count] = Integer.MIN_VALUE;
    newOwners[count++] = 0;
    for (int i = 0; i <= sorted.length; i++) {
      int next = i < sorted.length ? (int) sorted[i] & 0x1FFFFFF : 0;
      long nextLow = next == 0 ? 1L << 32 : store.low(next);
      while (depth > 0 && end(open[depth]) <= nextLow) {
        long end = end(open[depth--]);
        if (end < 1L << 32) {
          count = addRange(newStarts, newOwners, count, end, depth == 0 ? 0 : open[depth]);
        }
      }
      if (next != 0) {
        open[++depth] = next;
        count = addRange(newStarts, newOwners, count, nextLow, next);
      }
    }
    int[] made = Arrays.copyOf(newStarts, count);
    starts = made;
    owners = Arrays.copyOf(newOwners, count);
    return made;
  }

  private static int addRange(int[] starts, int[] owners, int count, long low, int owner) {
    int start = (int) low ^ Integer.MIN_VALUE;
    int at = starts[count - 1] == start ? count - 1 : count;
    starts[at] = start;
    owners[at] = owner;
    return at + 1;
  }

  /** The address behind the prefix of a slot. */
  private long end(int slot) {
    return store.low(slot) + (1L << (32 - store.length(slot)));
  }

  /** (network, length, slot) in one number each, ascending; the slot in the last 25 bits. */
  private long[] sortedSlots() {
    long[] sorted = new long[store.size()];
    int count = 0;
    for (int slot = 1; slot < store.slotLimit(); slot++) {
      if (store.isUsed(slot)) {
        sorted[count++] = store.low(slot) << 31 | (long) store.length(slot) << 25 | slot;
      }
    }
    Arrays.sort(sorted);
    return sorted;
  }

  // ---- DIR-16-8-8

  private void makeTable() {
    starts = null;
    owners = NONE;
    root = new int[1 << 16];
    countByLength = new int[33];
    for (int slot = 1; slot < store.slotLimit(); slot++) {
      if (store.isUsed(slot)) {
        countByLength[store.length(slot)]++;
        enter(slot);
      }
    }
  }

  private void dropTable() {
    store.compact();
    root = null;
    countByLength = NONE;
    blocks = NONE;
    blockUsers = NONE;
    blockLimit = 0;
    freeBlocks = NONE;
    freeBlockCount = 0;
  }

  private int[] table() {
    int[] table = root;
    if (table == null) {
      throw new IllegalStateException("no table");
    }
    return table;
  }

  private void enter(int slot) {
    int network = (int) store.low(slot);
    int length = store.length(slot);
    int[] table = table();
    int first = network >>> 16;
    if (length <= 16) {
      cover(table, first, 1 << (16 - length), slot, length);
      return;
    }
    int block = useBlock(table, first);
    int second = (block << BLOCK_BITS) + (network >>> 8 & 0xFF);
    if (length <= 24) {
      cover(blocks, second, 1 << (24 - length), slot, length);
      return;
    }
    // A new block may move the array of blocks: read the field after the call.
    int inner = useBlock(blocks, second);
    cover(blocks, (inner << BLOCK_BITS) + (network & 0xFF), 1 << (32 - length), slot, length);
  }

  /** Gives entries to a slot, except those that longer prefixes own. */
  private void cover(int[] table, int from, int count, int slot, int length) {
    for (int i = from; i < from + count; i++) {
      int entry = table[i];
      if (entry < 0) {
        cover(blocks, ~entry << BLOCK_BITS, BLOCK_SIZE, slot, length);
      } else if (store.length(entry) <= length) {
        table[i] = slot;
      }
    }
  }

  private void leave(int slot) {
    int network = (int) store.low(slot);
    int length = store.length(slot);
    int heir = shorter((int) store.low(slot), length);
    int[] table = table();
    int first = network >>> 16;
    if (length <= 16) {
      replace(table, first, 1 << (16 - length), slot, heir);
      return;
    }
    int block = ~table[first];
    int second = (block << BLOCK_BITS) + (network >>> 8 & 0xFF);
    if (length <= 24) {
      replace(blocks, second, 1 << (24 - length), slot, heir);
    } else {
      int inner = ~blocks[second];
      replace(blocks, (inner << BLOCK_BITS) + (network & 0xFF), 1 << (32 - length), slot, heir);
      releaseBlock(blocks, second);
    }
    releaseBlock(table, first);
  }

  private void replace(int[] table, int from, int count, int slot, int heir) {
    for (int i = from; i < from + count; i++) {
      int entry = table[i];
      if (entry < 0) {
        replace(blocks, ~entry << BLOCK_BITS, BLOCK_SIZE, slot, heir);
      } else if (entry == slot) {
        table[i] = heir;
      }
    }
  }

  /** The slot of the longest prefix around this one, or 0. */
  private int shorter(int network, int length) {
    for (int shorter = length - 1; shorter >= 0; shorter--) {
      if (countByLength[shorter] > 0) {
        long low = shorter == 0 ? 0 : (network & (-1 << (32 - shorter))) & 0xFFFF_FFFFL;
        int slot = store.find(0, low, shorter);
        if (slot != 0) {
          return slot;
        }
      }
    }
    return 0;
  }

  /** The block behind an entry, made if need be, with one more user. */
  private int useBlock(int[] table, int index) {
    int entry = table[index];
    int block;
    if (entry < 0) {
      block = ~entry;
    } else {
      boolean inBlocks = table == blocks;
      block = freeBlockCount > 0 ? freeBlocks[--freeBlockCount] : newBlock();
      Arrays.fill(blocks, block << BLOCK_BITS, (block + 1) << BLOCK_BITS, entry);
      (inBlocks ? blocks : table)[index] = ~block;
    }
    blockUsers[block]++;
    return block;
  }

  private int newBlock() {
    if (blockLimit == blockUsers.length) {
      if (blockLimit >= MAX_BLOCKS) {
        throw new IllegalStateException("more than " + MAX_BLOCKS + " blocks in one FIB");
      }
      int capacity = Math.min(MAX_BLOCKS, Math.max(16, blockLimit + (blockLimit >> 1)));
      blockUsers = Arrays.copyOf(blockUsers, capacity);
      blocks = Arrays.copyOf(blocks, capacity << BLOCK_BITS);
    }
    return blockLimit++;
  }

  /** One user of the block behind an entry is gone; without any, all its entries are the same. */
  private void releaseBlock(int[] table, int index) {
    int block = ~table[index];
    if (--blockUsers[block] > 0) {
      return;
    }
    table[index] = blocks[block << BLOCK_BITS];
    if (freeBlockCount == freeBlocks.length) {
      freeBlocks = Arrays.copyOf(freeBlocks, Math.max(16, 2 * freeBlockCount));
    }
    freeBlocks[freeBlockCount++] = block;
  }
}
