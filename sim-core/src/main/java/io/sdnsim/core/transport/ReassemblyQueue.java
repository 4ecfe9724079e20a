package io.sdnsim.core.transport;

import io.sdnsim.core.packet.Payload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Data that arrived ahead of its turn: disjoint blocks of the peer's byte stream, in ascending
 * order. The receive window bounds what it can hold.
 */
final class ReassemblyQueue {
  /** A contiguous range and the pieces that make it up. */
  static final class Block {
    private final ArrayDeque<Payload> pieces = new ArrayDeque<>();
    private long start;
    private long end;

    private Block(long start) {
      this.start = start;
      this.end = start;
    }

    long start() {
      return start;
    }

    /** The position behind the last byte. */
    long end() {
      return end;
    }
  }

  private final List<Block> blocks = new ArrayList<>(2);

  boolean isEmpty() {
    return blocks.isEmpty();
  }

  /** Adds the parts of the data that are not there yet. */
  void add(long start, Payload data) {
    long end = start + data.lengthBytes();
    long position = start;
    int index = firstEndingAtOrAfter(start);
    while (position < end) {
      Block next = index < blocks.size() ? blocks.get(index) : null;
      if (next != null && next.start <= position) {
        if (next.end >= end) {
          return;
        }
        // Fill the gap behind this block, up to the following one.
        position = next.end;
        long to = index + 1 < blocks.size() ? Math.min(end, blocks.get(index + 1).start) : end;
        append(next, StreamSlice.of(data, (int) (position - start), (int) (to - start)));
        position = to;
        mergeWithFollowing(index);
        continue;
      }
      Block fresh = new Block(position);
      blocks.add(index, fresh);
      long to = next == null ? end : Math.min(end, next.start);
      append(fresh, StreamSlice.of(data, (int) (position - start), (int) (to - start)));
      position = to;
      mergeWithFollowing(index);
    }
  }

  private static void append(Block block, Payload piece) {
    if (piece.lengthBytes() > 0) {
      block.pieces.addLast(piece);
      block.end += piece.lengthBytes();
    }
  }

  private void mergeWithFollowing(int index) {
    Block block = blocks.get(index);
    if (index + 1 == blocks.size() || blocks.get(index + 1).start > block.end) {
      return;
    }
    Block following = blocks.remove(index + 1);
    if (block.pieces.size() <= following.pieces.size()) {
      while (!block.pieces.isEmpty()) {
        following.pieces.addFirst(block.pieces.removeLast());
      }
      following.start = block.start;
      blocks.set(index, following);
    } else {
      block.pieces.addAll(following.pieces);
      block.end = following.end;
    }
  }

  private int firstEndingAtOrAfter(long position) {
    int low = 0;
    int high = blocks.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (blocks.get(middle).end >= position) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** The block that holds the byte at a position, or null. */
  @Nullable Block blockAt(long position) {
    int index = firstEndingAtOrAfter(position + 1);
    if (index == blocks.size() || blocks.get(index).start > position) {
      return null;
    }
    return blocks.get(index);
  }

  /** Takes the pieces of the block that starts at the position; empty when there is none. */
  Iterable<Payload> take(long position) {
    if (blocks.isEmpty() || blocks.get(0).start != position) {
      return List.of();
    }
    return blocks.remove(0).pieces;
  }
}
