package io.sdnsim.scenarios.cli;

import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.scenarios.report.BgpMessageJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a TCP connection in a capture: puts its segments in order, and cuts BGP messages
 * out of them. A capture that begins within the connection is read from the next marker on.
 */
final class TcpDirection {
  /** Segments beyond a gap are kept up to this; then the gap is taken as one of the capture. */
  private static final int MAXIMUM_WAITING_BYTES = 1 << 20;

  private static final int MARKER_BYTES = 16;

  final String from;
  final String to;
  String time = "";

  /** The last one that came this way, or null. */
  BgpMessage.@Nullable Open open;

  /** By distance from the first byte, so that sequence numbers may wrap. */
  private final TreeMap<Long, Bytes> waiting = new TreeMap<>();

  private int waitingBytes;
  private boolean begun;
  private int firstSequence;
  private long next;
  private byte[] buffer = new byte[256];
  private int start;
  private int end;

  TcpDirection(String from, String to) {
    this.from = from;
    this.to = to;
  }

  BgpMessageJson.Place place() {
    return new BgpMessageJson.Place(time, from, to);
  }

  /** A new connection, whose first byte has this sequence number. */
  void begin(int sequence) {
    if (begun && sequence == firstSequence) {
      return; // The same SYN once more.
    }
    begun = true;
    firstSequence = sequence;
    next = 0;
    waiting.clear();
    waitingBytes = 0;
    start = 0;
    end = 0;
  }

  void take(int sequence, Bytes data) {
    if (data.lengthBytes() == 0) {
      return;
    }
    if (!begun) {
      begin(sequence);
    }
    // The number nearest to what is expected: 32 bits go round within 4 GiB.
    long at = next + (int) (sequence - (firstSequence + next));
    if (at > next) {
      Bytes before = waiting.put(at, data);
      waitingBytes += data.lengthBytes() - (before == null ? 0 : before.lengthBytes());
    } else {
      append(at, data);
    }
    appendWaiting();
  }

  private void appendWaiting() {
    Map.Entry<Long, Bytes> first = waiting.firstEntry();
    while (first != null && first.getKey() <= next) {
      waiting.remove(first.getKey());
      waitingBytes -= first.getValue().lengthBytes();
      append(first.getKey(), first.getValue());
      first = waiting.firstEntry();
    }
  }

  /** Takes what is new of it: a retransmission is not. */
  private void append(long at, Bytes data) {
    long known = next - at;
    if (known >= data.lengthBytes()) {
      return;
    }
    Bytes fresh = data.slice((int) known, data.lengthBytes());
    int length = fresh.lengthBytes();
    if (end + length > buffer.length) {
      byte[] target = new byte[Math.max(2 * (end - start), end - start + length)];
      System.arraycopy(buffer, start, target, 0, end - start);
      buffer = target;
      end -= start;
      start = 0;
    }
    fresh.copyTo(buffer, end);
    end += length;
    next += length;
  }

  boolean isWaitingForTooMuch() {
    return waitingBytes > MAXIMUM_WAITING_BYTES;
  }

  /** Goes on behind bytes that the capture lacks; false when none are waited for. */
  boolean skipGap() {
    if (waiting.isEmpty()) {
      return false;
    }
    start = end;
    next = waiting.firstKey();
    appendWaiting();
    return true;
  }

  /** The messages that are whole now; bytes that are no message are left out. */
  List<byte[]> messages() {
    List<byte[]> messages = new ArrayList<>();
    while (findMarker() && end - start >= BgpMessage.HEADER_BYTES) {
      int length = (buffer[start + MARKER_BYTES] & 0xFF) << 8 | (buffer[start + 17] & 0xFF);
      // One that is shorter than its header is shown, and then searched on from.
      int used = Math.max(length, BgpMessage.HEADER_BYTES);
      if (end - start < used) {
        break;
      }
      messages.add(Arrays.copyOfRange(buffer, start, start + used));
      start += used;
    }
    return messages;
  }

  /** Moves on to a whole marker, or to where one may begin. */
  private boolean findMarker() {
    int run = 0;
    for (int i = start; i < end && run < MARKER_BYTES; i++) {
      if (buffer[i] == (byte) 0xFF) {
        run++;
      } else {
        run = 0;
        start = i + 1;
      }
    }
    return run == MARKER_BYTES;
  }
}
