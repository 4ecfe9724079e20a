package io.sdnsim.core.external;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.node.NodeState;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.transport.CloseReason;
import io.sdnsim.core.transport.TcpHandler;
import io.sdnsim.core.transport.TcpSocket;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One TCP connection with a program outside the simulation, as the node's program sees it. */
final class ExternalSocket implements TcpSocket {
  /** The most bytes that may wait for a peer to read: two full tables of Internet routes. */
  static final long MAXIMUM_WAITING_BYTES = 64L << 20;

  private enum State {
    CONNECTING,
    ESTABLISHED,
    /** Our FIN is on its way. */
    CLOSING,
    GONE
  }

  private final ExternalTransport transport;
  private final int number;
  private final IpAddress local;
  private final IpAddress remote;
  private final int remotePort;
  private final FlowTag tag;
  private final ArrayDeque<ExternalInput.OfConnection> held = new ArrayDeque<>();
  private int localPort;
  private @Nullable TcpHandler handler;
  private State state = State.CONNECTING;
  private long waitingBytes;
  private boolean paused;
  private boolean catchingUp;

  ExternalSocket(
      ExternalTransport transport,
      int number,
      IpAddress local,
      int localPort,
      IpAddress remote,
      int remotePort,
      FlowTag tag,
      @Nullable TcpHandler handler) {
    this.transport = transport;
    this.number = number;
    this.local = local;
    this.localPort = localPort;
    this.remote = remote;
    this.remotePort = remotePort;
    this.tag = tag;
    this.handler = handler;
  }

  int number() {
    return number;
  }

  ExternalTransport transport() {
    return transport;
  }

  /**
   * @param newHandler null when nobody is left who could be told
   */
  void attach(@Nullable TcpHandler newHandler) {
    handler = newHandler;
  }

  /** The program died: the kernel closes the connection. */
  void orphan() {
    handler = null;
    if (state == State.ESTABLISHED) {
      state = State.CLOSING;
      network().close(number);
    } else if (state == State.CONNECTING) {
      state = State.GONE;
      transport.connections().remove(this);
      network().abort(number);
    }
  }

  private ExternalNetwork network() {
    return transport.connections().network();
  }

  // ---------------------------------------------------------------- what the network says

  /** Takes an input in, at once or when the node goes on. */
  void happen(ExternalInput.OfConnection input) {
    if (transport.context().state() == NodeState.OFF) {
      return;
    }
    held.add(input);
    if (transport.context().isRunning()) {
      takeHeld();
    } else if (!catchingUp) {
      catchingUp = true;
      transport.later(
          () -> {
            catchingUp = false;
            takeHeld();
          });
    }
  }

  private void takeHeld() {
    ExternalInput.OfConnection next;
    while ((next = held.peek()) != null) {
      if (next instanceof ExternalInput.Received && paused && state != State.GONE) {
        return;
      }
      held.remove();
      take(next);
    }
  }

  private void take(ExternalInput.OfConnection input) {
    if (state == State.GONE) {
      return;
    }
    if (input instanceof ExternalInput.Connected connected) {
      connected(connected);
    } else if (input instanceof ExternalInput.Received received) {
      received(received.data());
    } else if (input instanceof ExternalInput.Sent sent) {
      sent(sent.bytes());
    } else if (input instanceof ExternalInput.Closed closed) {
      gone(closed.reason());
    } else {
      throw new AssertionError(input);
    }
  }

  private void connected(ExternalInput.Connected connected) {
    if (state != State.CONNECTING) {
      return;
    }
    state = State.ESTABLISHED;
    localPort = connected.localPort();
    if (handler != null) {
      handler.connected(this);
    }
  }

  private void received(Bytes data) {
    network().taken(number, data.lengthBytes());
    if (handler != null && state == State.ESTABLISHED) {
      handler.received(this, data);
    }
  }

  private void sent(int bytes) {
    waitingBytes -= bytes;
    if (waitingBytes == 0 && handler != null) {
      handler.drained(this);
    }
  }

  private void gone(CloseReason reason) {
    state = State.GONE;
    transport.connections().remove(this);
    if (handler != null) {
      handler.closed(this, reason);
    }
  }

  /** Ends without ever having been, or by our own doing: the program is told later. */
  void fail(CloseReason reason) {
    state = State.GONE;
    transport.connections().remove(this);
    transport.later(
        () -> {
          if (handler != null) {
            handler.closed(this, reason);
          }
        });
  }

  // ---------------------------------------------------------------- what the program says

  @Override
  public IpAddress localAddress() {
    return local;
  }

  @Override
  public int localPort() {
    return localPort;
  }

  @Override
  public IpAddress remoteAddress() {
    return remote;
  }

  @Override
  public int remotePort() {
    return remotePort;
  }

  @Override
  public FlowTag tag() {
    return tag;
  }

  /**
   * {@inheritDoc} A peer that reads so slowly that more than {@link #MAXIMUM_WAITING_BYTES} would
   * wait loses the connection.
   */
  @Override
  public void send(Payload data) {
    if (state == State.CLOSING) {
      throw new IllegalStateException("closed already");
    }
    if (state != State.ESTABLISHED) {
      return;
    }
    if (waitingBytes + data.lengthBytes() > MAXIMUM_WAITING_BYTES) {
      abort();
      return;
    }
    waitingBytes += data.lengthBytes();
    network().send(number, bytes(data));
  }

  private static Bytes bytes(Payload data) {
    if (data instanceof Bytes bytes) {
      return bytes;
    }
    if (data instanceof BulkBytes bulk) {
      byte[] filled = new byte[bulk.lengthBytes()];
      bulk.copyTo(filled, 0);
      return Bytes.of(filled);
    }
    throw new IllegalArgumentException("TCP carries bytes: " + data);
  }

  @Override
  public void close() {
    if (state == State.CONNECTING) {
      abort();
    } else if (state == State.ESTABLISHED) {
      state = State.CLOSING;
      network().close(number);
    }
  }

  @Override
  public void abort() {
    if (state != State.GONE) {
      network().abort(number);
      fail(CloseReason.ABORTED);
    }
  }

  @Override
  public void pauseReading() {
    paused = true;
  }

  @Override
  public void resumeReading() {
    paused = false;
    takeHeld();
  }

  @Override
  public long unacknowledgedBytes() {
    return waitingBytes;
  }

  @Override
  public boolean isEstablished() {
    return state == State.ESTABLISHED;
  }
}
