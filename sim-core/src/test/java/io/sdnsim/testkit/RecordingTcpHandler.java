package io.sdnsim.testkit;

import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.transport.CloseReason;
import io.sdnsim.core.transport.TcpHandler;
import io.sdnsim.core.transport.TcpSocket;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what the user of a connection is told. */
public class RecordingTcpHandler implements TcpHandler {
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final List<String> events = new ArrayList<>();
  private long receivedBytes;
  private @Nullable CloseReason closeReason;
  private @Nullable TcpSocket socket;

  @Override
  public void connected(TcpSocket connected) {
    socket = connected;
    events.add("connected");
  }

  @Override
  public void received(TcpSocket from, Payload data) {
    byte[] bytes = new byte[data.lengthBytes()];
    if (data instanceof BulkBytes bulk) {
      bulk.copyTo(bytes, 0);
    } else {
      ((Bytes) data).copyTo(bytes, 0);
    }
    received.writeBytes(bytes);
    receivedBytes += bytes.length;
  }

  @Override
  public void peerClosed(TcpSocket by) {
    events.add("peerClosed");
    by.close();
  }

  @Override
  public void drained(TcpSocket drained) {
    events.add("drained");
  }

  @Override
  public void closed(TcpSocket gone, CloseReason reason) {
    events.add("closed " + reason);
    if (closeReason != null) {
      throw new AssertionError("closed twice: " + closeReason + " and " + reason);
    }
    closeReason = reason;
  }

  /** Every call but the data, in order. */
  public List<String> events() {
    return events;
  }

  public byte[] receivedArray() {
    return received.toByteArray();
  }

  public long receivedBytes() {
    return receivedBytes;
  }

  public @Nullable CloseReason closeReason() {
    return closeReason;
  }

  /** The socket of the connection, once it is established. */
  public TcpSocket socket() {
    if (socket == null) {
      throw new AssertionError("not connected: " + events);
    }
    return socket;
  }

  public boolean isConnected() {
    return socket != null;
  }
}
