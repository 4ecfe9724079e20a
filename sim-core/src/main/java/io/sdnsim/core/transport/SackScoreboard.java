package io.sdnsim.core.transport;

import java.util.Arrays;

/**
 * What the peer has selectively acknowledged (RFC 6675 2 to 4): disjoint ranges of positions above
 * the cumulative acknowledgment, in ascending order.
 */
final class SackScoreboard {
  /** RFC 6675 2 (DupThresh). */
  private static final int DUPLICATE_THRESHOLD = 3;

  private long[] starts = new long[4];
  private long[] ends = new long[4];
  private int count;
  private long sackedBytes;

  boolean isEmpty() {
    return count == 0;
  }

  /** The position behind the highest byte acknowledged; 0 when there is none. */
  long highest() {
    return count == 0 ? 0 : ends[count - 1];
  }

  void clear() {
    count = 0;
    sackedBytes = 0;
  }

  /**
   * Records a block.
   *
   * @return whether it told anything new
   */
  boolean add(long start, long end) {
    int first = 0;
    while (first < count && ends[first] < start) {
      first++;
    }
    int last = first;
    long newStart = start;
    long newEnd = end;
    long known = 0;
    while (last < count && starts[last] <= end) {
      newStart = Math.min(newStart, starts[last]);
      newEnd = Math.max(newEnd, ends[last]);
      known += ends[last] - starts[last];
      last++;
    }
    long fresh = newEnd - newStart - known;
    if (fresh == 0) {
      return false;
    }
    replace(first, last, newStart, newEnd);
    sackedBytes += fresh;
    return true;
  }

  private void replace(int first, int last, long start, long end) {
    int newCount = count - (last - first) + 1;
    if (newCount > starts.length) {
      starts = Arrays.copyOf(starts, newCount * 2);
      ends = Arrays.copyOf(ends, newCount * 2);
    }
    System.arraycopy(starts, last, starts, first + 1, count - last);
    System.arraycopy(ends, last, ends, first + 1, count - last);
    starts[first] = start;
    ends[first] = end;
    count = newCount;
  }

  /** Forgets what lies before the position: it was acknowledged cumulatively. */
  void releaseBefore(long position) {
    int gone = 0;
    while (gone < count && ends[gone] <= position) {
      sackedBytes -= ends[gone] - starts[gone];
      gone++;
    }
    System.arraycopy(starts, gone, starts, 0, count - gone);
    System.arraycopy(ends, gone, ends, 0, count - gone);
    count -= gone;
    if (count > 0 && starts[0] < position) {
      sackedBytes -= position - starts[0];
      starts[0] = position;
    }
  }

  /** The first position at or after this one that was not acknowledged. */
  long skip(long position) {
    for (int i = 0; i < count && starts[i] <= position; i++) {
      if (position < ends[i]) {
        return ends[i];
      }
    }
    return position;
  }

  /** The start of the first range behind the position, or {@link Long#MAX_VALUE}. */
  long nextStart(long position) {
    for (int i = 0; i < count; i++) {
      if (starts[i] > position) {
        return starts[i];
      }
    }
    return Long.MAX_VALUE;
  }

  /** Whether the byte at a position that was not acknowledged counts as lost (RFC 6675 IsLost). */
  boolean isLost(long position, int segmentBytes) {
    long above = sackedBytes;
    for (int i = 0; i < count; i++) {
      if (starts[i] > position) {
        return isLost(count - i, above, segmentBytes);
      }
      above -= ends[i] - starts[i];
    }
    return false;
  }

  private static boolean isLost(int rangesAbove, long bytesAbove, int segmentBytes) {
    return rangesAbove >= DUPLICATE_THRESHOLD
        || bytesAbove > (long) (DUPLICATE_THRESHOLD - 1) * segmentBytes;
  }

  /**
   * Bytes that are believed to be on the way (RFC 6675 SetPipe).
   *
   * @param from the cumulative acknowledgment
   * @param to the position behind the highest byte sent
   * @param retransmitted the position behind the highest byte retransmitted (HighRxt)
   */
  long pipeBytes(long from, long to, long retransmitted, int segmentBytes) {
    long pipe = 0;
    long gapStart = from;
    long above = sackedBytes;
    for (int i = 0; i <= count; i++) {
      long gapEnd = i < count ? starts[i] : to;
      if (gapEnd > gapStart) {
        if (!isLost(count - i, above, segmentBytes)) {
          pipe += gapEnd - gapStart;
        }
        pipe += Math.max(0, Math.min(gapEnd, retransmitted) - gapStart);
      }
      if (i < count) {
        above -= ends[i] - starts[i];
        gapStart = ends[i];
      }
    }
    return pipe;
  }
}
