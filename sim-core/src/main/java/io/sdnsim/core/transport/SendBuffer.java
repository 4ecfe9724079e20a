package io.sdnsim.core.transport;

import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Payload;
import java.util.Arrays;

/**
 * What a connection has yet to send, and what it may have to send again: ranges of a byte stream,
 * kept as the pieces that the user handed over.
 *
 * <p>Positions count from the initial sequence number, which the SYN occupies: the first byte is at
 * position 1.
 */
final class SendBuffer {
  private static final Payload[] NO_PIECES = {};
  private static final long[] NO_STARTS = {};
  private static final int FIRST_CAPACITY = 4;

  private Payload[] pieces = NO_PIECES;
  private long[] starts = NO_STARTS;
  private int head;
  private int tail;
  private long end = 1;

  /** The position behind the last byte. */
  long end() {
    return end;
  }

  void append(Payload data) {
    int length = data.lengthBytes();
    if (length == 0 || continuesLast(data)) {
      return;
    }
    if (!(data instanceof BulkBytes)) {
      StreamSlice.bytes(data);
    }
    makeRoom();
    pieces[tail] = data;
    starts[tail++] = end;
    end += length;
  }

  /** Lengthens the last piece when the data is what follows it in the same stream of bulk bytes. */
  private boolean continuesLast(Payload data) {
    if (tail == head
        || !(data instanceof BulkBytes more)
        || !(pieces[tail - 1] instanceof BulkBytes last)) {
      return false;
    }
    boolean contiguous =
        last.stream() == more.stream()
            && last.offset() + last.lengthBytes() == more.offset()
            && last.lengthBytes() <= Integer.MAX_VALUE - more.lengthBytes();
    if (contiguous) {
      pieces[tail - 1] =
          new BulkBytes(last.stream(), last.offset(), last.lengthBytes() + more.lengthBytes());
      end += more.lengthBytes();
    }
    return contiguous;
  }

  private void makeRoom() {
    if (tail < pieces.length) {
      return;
    }
    int count = tail - head;
    int capacity = 2 * count >= pieces.length ? Math.max(FIRST_CAPACITY, 2 * count) : pieces.length;
    Payload[] newPieces = new Payload[capacity];
    long[] newStarts = new long[capacity];
    System.arraycopy(pieces, head, newPieces, 0, count);
    System.arraycopy(starts, head, newStarts, 0, count);
    pieces = newPieces;
    starts = newStarts;
    head = 0;
    tail = count;
  }

  /** Forgets what lies before the position: it was acknowledged. */
  void releaseBefore(long position) {
    while (head < tail && starts[head] + pieces[head].lengthBytes() <= position) {
      head++;
    }
    if (head == tail) {
      pieces = NO_PIECES;
      starts = NO_STARTS;
      head = 0;
      tail = 0;
    }
  }

  /**
   * The bytes from a position on, for one segment. Bulk bytes and real bytes do not mix: the
   * segment ends where the kind or the stream changes.
   *
   * @param from a position that is held
   * @param limitBytes the most to return, at least 1
   */
  Payload read(long from, int limitBytes) {
    int index = pieceAt(from);
    Payload piece = pieces[index];
    int skip = (int) (from - starts[index]);
    int take = Math.min(limitBytes, piece.lengthBytes() - skip);
    boolean mayGoOn =
        take < limitBytes
            && piece instanceof Bytes
            && index + 1 < tail
            && pieces[index + 1] instanceof Bytes;
    return mayGoOn ? gather(index, skip, limitBytes) : StreamSlice.of(piece, skip, skip + take);
  }

  private Payload gather(int first, int skip, int limitBytes) {
    long available = starts[first] + pieces[first].lengthBytes();
    int last = first + 1;
    long from = starts[first] + skip;
    while (last < tail && pieces[last] instanceof Bytes && available - from < limitBytes) {
      available += pieces[last++].lengthBytes();
    }
    byte[] array = new byte[(int) Math.min(limitBytes, available - from)];
    int filled = 0;
    for (int i = first; i < last; i++) {
      int start = i == first ? skip : 0;
      int take = Math.min(array.length - filled, pieces[i].lengthBytes() - start);
      StreamSlice.bytes(pieces[i]).slice(start, start + take).copyTo(array, filled);
      filled += take;
    }
    return Bytes.of(array);
  }

  private int pieceAt(long position) {
    int found = Arrays.binarySearch(starts, head, tail, position);
    int index = found >= 0 ? found : -found - 2;
    if (index < head || position >= starts[index] + pieces[index].lengthBytes()) {
      throw new IllegalStateException("position " + position + " is not in the send buffer");
    }
    return index;
  }
}
