package io.sdnsim.core.host;

import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TcpHeader;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts the payloads of one direction of a conversation into a stream: TCP by sequence number, bytes
 * that were there before counted once; other protocols one behind the other.
 */
final class StreamDigest {
  private final TreeMap<Long, Payload> parts = new TreeMap<>();
  private long appended;
  private long length;
  private @Nullable Integer firstSequence;

  /**
   * Adds a packet.
   *
   * @param payload what it carries here, as sent or as arrived
   */
  void add(ReplayFrame frame, Payload payload) {
    if (frame.packet().transport() instanceof TcpHeader tcp) {
      if (firstSequence == null) {
        firstSequence = tcp.sequence();
      }
      int syn = tcp.has(TcpHeader.SYN) ? 1 : 0;
      // RFC 9293 3.4: sequence numbers are compared modulo 2^32.
      put(unwrap(tcp.sequence() + syn - firstSequence), payload);
    } else {
      put(appended, payload);
      appended += payload.lengthBytes();
    }
  }

  /** The offset nearest to what was seen last whose lower 32 bits are these. */
  private long unwrap(int offset) {
    return length + (offset - (int) length);
  }

  private void put(long offset, Payload payload) {
    int bytes = payload.lengthBytes();
    if (bytes == 0) {
      return;
    }
    Payload known = parts.get(offset);
    if (known == null || known.lengthBytes() < bytes) {
      parts.put(offset, payload);
    }
    length = Math.max(length, offset + bytes);
  }

  /** The bytes so far, and their SHA-256; gaps are left out. */
  Result result() {
    MessageDigest digest = sha256();
    long end = Long.MIN_VALUE;
    long bytes = 0;
    for (var part : parts.entrySet()) {
      byte[] array = toArray(part.getValue());
      long from = Math.max(part.getKey(), end);
      int skip = (int) Math.min(array.length, from - part.getKey());
      digest.update(array, skip, array.length - skip);
      bytes += array.length - skip;
      end = Math.max(end, part.getKey() + array.length);
    }
    return new Result(bytes, HexFormat.of().formatHex(digest.digest()));
  }

  record Result(long bytes, String sha256) {}

  private static byte[] toArray(Payload payload) {
    if (payload instanceof Bytes bytes) {
      return bytes.toArray();
    }
    if (payload instanceof BulkBytes bulk) {
      byte[] array = new byte[bulk.lengthBytes()];
      bulk.copyTo(array, 0);
      return array;
    }
    throw new IllegalArgumentException("a replayed packet carries bytes, not " + payload);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
