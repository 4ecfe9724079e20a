package io.sdnsim.core.host;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.transport.TcpSocket;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages to a connection: a head, then bulk bytes, never more ahead of the acknowledgments
 * than a limit. While a message of more than one chunk is on its way it looks at the connection
 * every millisecond, to write on and to see whether anything was acknowledged.
 */
final class MessageSender {
  private static final int CHUNK_BYTES = 1 << 15;
  private static final long MAX_AHEAD_BYTES = 1L << 22;
  private static final long LOOK_PS = SimTime.MILLISECOND;

  private final NodeContext context;
  private final TcpSocket socket;
  private final LongConsumer written;
  private final Runnable progressed;
  private final long stream;
  private long offset;
  private long missing;
  private long unacknowledged;
  private @Nullable Timer look;

  /**
   * @param written is told of bytes given to TCP
   * @param progressed called when a look shows that bytes were acknowledged
   */
  MessageSender(NodeContext context, TcpSocket socket, LongConsumer written, Runnable progressed) {
    this.context = context;
    this.socket = socket;
    this.written = written;
    this.progressed = progressed;
    this.stream = HttpText.streamOf(socket.tag());
  }

  /** Queues a message behind those that are being written. */
  void send(Bytes head, long bodyBytes) {
    if (missing > 0) {
      throw new IllegalStateException("a message is being written");
    }
    give(head);
    missing = bodyBytes;
    write();
    if (bodyBytes > CHUNK_BYTES) {
      unacknowledged = socket.unacknowledgedBytes();
      lookLater();
    }
  }

  private void write() {
    while (missing > 0 && socket.unacknowledgedBytes() < MAX_AHEAD_BYTES) {
      int chunk = (int) Math.min(missing, CHUNK_BYTES);
      give(new BulkBytes(stream, offset, chunk));
      missing -= chunk;
    }
  }

  private void give(Payload data) {
    socket.send(data);
    offset += data.lengthBytes();
    written.accept(data.lengthBytes());
  }

  private void lookLater() {
    if (look == null) {
      look = context.timer(this::look);
    }
    look.setAfter(LOOK_PS);
  }

  private void look() {
    long now = socket.unacknowledgedBytes();
    if (now < unacknowledged) {
      progressed.run();
    }
    write();
    unacknowledged = socket.unacknowledgedBytes();
    if (missing > 0 || unacknowledged > 0) {
      lookLater();
    }
  }

  /** Everything that was written is acknowledged: writes on when there is more. */
  void drained() {
    write();
  }

  /** Whether messages are written whole. */
  boolean isIdle() {
    return missing == 0;
  }

  /** Writes no more of the message. */
  void truncate() {
    missing = 0;
  }

  /** The connection is gone. */
  void discard() {
    missing = 0;
    if (look != null) {
      look.discard();
      look = null;
    }
  }
}
