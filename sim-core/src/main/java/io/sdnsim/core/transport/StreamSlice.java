package io.sdnsim.core.transport;

import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Payload;

/** Cuts the two kinds of payload that a byte stream can carry. */
final class StreamSlice {
  private StreamSlice() {}

  /** Bytes from (inclusive) to to (exclusive), without a copy. */
  static Payload of(Payload payload, int from, int to) {
    if (from == 0 && to == payload.lengthBytes()) {
      return payload;
    }
    if (payload instanceof BulkBytes bulk) {
      return bulk.slice(from, to);
    }
    return bytes(payload).slice(from, to);
  }

  static Bytes bytes(Payload payload) {
    if (payload instanceof Bytes bytes) {
      return bytes;
    }
    throw new IllegalArgumentException(
        "a byte stream carries Bytes or BulkBytes, not " + payload.getClass().getSimpleName());
  }
}
