package io.sdnsim.core.transport;

import io.sdnsim.core.engine.Outbox;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TcpOptions.SackBlock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a connection: puts data in order, offers the window and says when an
 * acknowledgment is due (RFC 9293 3.8, RFC 2018).
 *
 * <p>Positions count from the peer's initial sequence number: its SYN has 0, its first byte 1.
 */
final class TcpReceiver {
  /** When an acknowledgment has to go out. */
  enum AckNeed {
    NONE,
    DELAYED,
    NOW
  }

  private static final int MAX_SACK_BLOCKS = 4;
  private static final int FULL_SEGMENTS_PER_ACK = 2;

  private final int bufferBytes;

  /** RCV.NXT. */
  private long next = 1;

  /** The position behind the window offered; it never goes back. */
  private long edge = 1;

  private @Nullable ReassemblyQueue queue;
  private @Nullable ArrayDeque<Payload> unread;
  private int unreadBytes;
  private boolean paused;

  private AckNeed ackNeed = AckNeed.NONE;
  private long acknowledged = 1;
  private int largestSegmentBytes = 1;

  /** A position in each of the blocks that changed last, the newest first. */
  private final long[] recentBlocks = new long[MAX_SACK_BLOCKS];

  private int recentCount;

  TcpReceiver(int bufferBytes) {
    this.bufferBytes = bufferBytes;
  }

  /** RCV.NXT. */
  long next() {
    return next;
  }

  /** RCV.WND: what was offered and is not used up. */
  long windowBytes() {
    return edge - next;
  }

  /** The last acknowledgment sent. */
  long acknowledged() {
    return acknowledged;
  }

  AckNeed ackNeed() {
    return ackNeed;
  }

  void requestAck() {
    ackNeed = AckNeed.NOW;
  }

  /** Whether data is missing in front of what was received. */
  boolean hasGaps() {
    return queue != null;
  }

  /** Bytes that the user has not taken. */
  int unreadBytes() {
    return unreadBytes;
  }

  /**
   * Offers as much as there is room for, unless the step is too small to be worth telling (RFC 9293
   * 3.8.6.2.2, silly window avoidance).
   *
   * @return the window to be told
   */
  long offerWindow(int segmentBytes) {
    long room = bufferBytes - unreadBytes;
    if (room - windowBytes() >= Math.min(bufferBytes / 2, segmentBytes)) {
      edge = next + room;
    }
    return windowBytes();
  }

  /** An acknowledgment of all that was received went out. */
  void acknowledgmentSent() {
    acknowledged = next;
    ackNeed = AckNeed.NONE;
  }

  /**
   * Data arrived that lies at least in part inside the window.
   *
   * @param start the position of its first byte
   */
  void receive(long start, Payload data, Outbox<TcpEffect> out) {
    long from = Math.max(start, next);
    long to = Math.min(start + data.lengthBytes(), edge);
    if (from >= to) {
      requestAck();
      return;
    }
    largestSegmentBytes = Math.max(largestSegmentBytes, data.lengthBytes());
    Payload part = StreamSlice.of(data, (int) (from - start), (int) (to - start));
    boolean trimmed = part.lengthBytes() < data.lengthBytes();
    if (from == next && (queue == null || queue.isEmpty())) {
      next = to;
      hand(part, out);
      inOrder(trimmed);
    } else {
      receiveAroundGaps(from, part, out);
    }
  }

  private void inOrder(boolean trimmed) {
    // RFC 5681 4.2: at least every second full-sized segment is acknowledged at once.
    boolean due = next - acknowledged >= (long) FULL_SEGMENTS_PER_ACK * largestSegmentBytes;
    if (due || trimmed) {
      ackNeed = AckNeed.NOW;
    } else if (ackNeed == AckNeed.NONE) {
      ackNeed = AckNeed.DELAYED;
    }
  }

  private void receiveAroundGaps(long from, Payload part, Outbox<TcpEffect> out) {
    // RFC 5681 4.2: out of order, or filling a gap: acknowledge at once.
    ackNeed = AckNeed.NOW;
    if (queue == null) {
      queue = new ReassemblyQueue();
    }
    queue.add(from, part);
    for (Payload piece : queue.take(next)) {
      next += piece.lengthBytes();
      hand(piece, out);
    }
    if (queue.isEmpty()) {
      queue = null;
      recentCount = 0;
    } else if (from > next) {
      remember(from);
    }
  }

  /** RFC 2018 4: the block with the newest segment comes first. */
  private void remember(long position) {
    int kept = Math.min(recentCount, MAX_SACK_BLOCKS - 1);
    ReassemblyQueue.Block newest = queue == null ? null : queue.blockAt(position);
    int count = 1;
    long[] old = recentBlocks.clone();
    recentBlocks[0] = position;
    for (int i = 0; i < kept; i++) {
      boolean same = newest != null && newest.start() <= old[i] && old[i] < newest.end();
      if (!same && old[i] > next) {
        recentBlocks[count++] = old[i];
      }
    }
    recentCount = count;
  }

  /**
   * The SACK option for an acknowledgment that is sent now; empty when nothing is missing.
   *
   * @param limit how many blocks fit
   * @param sequenceBase the peer's initial sequence number
   */
  List<SackBlock> sackBlocks(int limit, int sequenceBase) {
    if (queue == null || recentCount == 0) {
      return List.of();
    }
    List<SackBlock> blocks = new ArrayList<>(limit);
    for (int i = 0; i < recentCount && blocks.size() < limit; i++) {
      ReassemblyQueue.Block block = queue.blockAt(recentBlocks[i]);
      if (block != null) {
        SackBlock told =
            new SackBlock(sequenceBase + (int) block.start(), sequenceBase + (int) block.end());
        if (!blocks.contains(told)) {
          blocks.add(told);
        }
      }
    }
    return List.copyOf(blocks);
  }

  /** The peer's FIN is next in order. */
  void receiveFin() {
    next++;
    edge = Math.max(edge, next);
    ackNeed = AckNeed.NOW;
  }

  private void hand(Payload data, Outbox<TcpEffect> out) {
    if (!paused) {
      out.add(new TcpEffect.Received(data));
      return;
    }
    if (unread == null) {
      unread = new ArrayDeque<>();
    }
    unread.addLast(data);
    unreadBytes += data.lengthBytes();
  }

  void pause() {
    paused = true;
  }

  /**
   * Hands over what was held.
   *
   * @return whether the window opened so far that the peer is to be told
   */
  boolean resume(int segmentBytes, Outbox<TcpEffect> out) {
    paused = false;
    if (unread == null) {
      return false;
    }
    for (Payload piece : unread) {
      out.add(new TcpEffect.Received(piece));
    }
    unread = null;
    unreadBytes = 0;
    return bufferBytes - windowBytes() >= Math.min(bufferBytes / 2, segmentBytes);
  }
}
