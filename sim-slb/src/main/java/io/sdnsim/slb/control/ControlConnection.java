package io.sdnsim.slb.control;

import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.transport.CloseReason;
import io.sdnsim.core.transport.TcpHandler;
import io.sdnsim.core.transport.TcpSocket;
import org.jspecify.annotations.Nullable;

/** One end of a control channel: messages over a TCP connection. */
public final class ControlConnection implements TcpHandler {
  /** Who uses the channel. */
  public interface User {
    /** The connection is established. */
    default void connected(ControlConnection connection) {}

    /** A message arrived. */
    void received(ControlConnection connection, ControlMessage message);

    /** The connection is gone, or the peer spoke nonsense and was disconnected. */
    void closed(ControlConnection connection, String why);
  }

  private final User user;
  private final ControlFramer framer = new ControlFramer();
  private @Nullable TcpSocket socket;
  private boolean over;

  public ControlConnection(User user) {
    this.user = user;
  }

  /** Takes the connection over: after connect, or in an acceptor. */
  public ControlConnection over(TcpSocket newSocket) {
    socket = newSocket;
    return this;
  }

  /** Sends a message; nothing happens once the connection is gone. */
  public void send(ControlMessage message) {
    if (socket != null && !over) {
      socket.send(Bytes.of(ControlCodec.encode(message)));
    }
  }

  /** Ends the connection; the user is not told. */
  public void close() {
    if (socket != null && !over) {
      over = true;
      socket.close();
    }
  }

  /** Gives the connection up with a reset; the user is not told. */
  public void abort() {
    if (socket != null && !over) {
      over = true;
      socket.abort();
    }
  }

  @Override
  public void connected(TcpSocket established) {
    socket = established;
    if (!over) {
      user.connected(this);
    }
  }

  @Override
  public void received(TcpSocket from, Payload data) {
    if (over) {
      return;
    }
    try {
      for (ControlMessage message : framer.accept(bytesOf(data))) {
        if (!over) {
          user.received(this, message);
        }
      }
    } catch (ControlDecodeException e) {
      abort();
      user.closed(this, String.valueOf(e.getMessage()));
    }
  }

  private static byte[] bytesOf(Payload data) throws ControlDecodeException {
    if (data instanceof Bytes bytes) {
      return bytes.toArray();
    }
    if (data instanceof BulkBytes bulk) {
      byte[] bytes = new byte[bulk.lengthBytes()];
      bulk.copyTo(bytes, 0);
      return bytes;
    }
    throw new ControlDecodeException("no bytes: " + data.getClass().getSimpleName(), 0);
  }

  @Override
  public void closed(TcpSocket closed, CloseReason reason) {
    if (!over) {
      over = true;
      user.closed(this, reason.name());
    }
  }
}
