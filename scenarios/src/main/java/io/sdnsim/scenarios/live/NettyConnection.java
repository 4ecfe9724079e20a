package io.sdnsim.scenarios.live;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import io.sdnsim.core.external.ExternalInput;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.transport.CloseReason;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection of the real network. All methods are for the thread of Netty, except those
 * that say otherwise.
 */
@SuppressWarnings("FutureReturnValueIgnored") // The channel's handler is told how it ends.
final class NettyConnection extends ChannelInboundHandlerAdapter {
  /** Reading pauses while the simulation has more than this to take in. */
  private static final long READ_AHEAD_BYTES = 1 << 20;

  /** What is written in one go, and reported when it is done. */
  private static final int WRITE_BYTES = 1 << 16;

  /** How long the peer may take over the end of the connection. */
  private static final long LINGER_MILLIS = 2_000;

  private final NettyNetwork network;
  private final int number;
  private final LivePeer peer;
  private final EventLoop loop;

  /** Received and not yet taken by the simulation; of both threads. */
  private final AtomicLong untaken = new AtomicLong();

  /** Of the thread of the simulation. */
  private final ByteArrayOutputStream outgoing = new ByteArrayOutputStream();

  private @Nullable Channel channel;
  private CloseReason reason = CloseReason.FINISHED;
  private volatile boolean pausedReading;
  private volatile boolean aborted;
  private boolean closing;

  NettyConnection(NettyNetwork network, int number, LivePeer peer, EventLoop loop) {
    this.network = network;
    this.number = number;
    this.peer = peer;
    this.loop = loop;
  }

  int number() {
    return number;
  }

  LivePeer peer() {
    return peer;
  }

  /** From any thread. */
  boolean isAborted() {
    return aborted;
  }

  // ---------------------------------------------------------------- the thread of the simulation

  /** Returns whether these are the first since {@link #takeOutgoing}. */
  boolean addOutgoing(Bytes data) {
    boolean first = outgoing.size() == 0;
    outgoing.writeBytes(data.toArray());
    return first && outgoing.size() > 0;
  }

  byte[] takeOutgoing() {
    byte[] bytes = outgoing.toByteArray();
    outgoing.reset();
    return bytes;
  }

  /** The simulation has taken so many bytes in. */
  void taken(int bytes) {
    if (untaken.addAndGet(-bytes) <= READ_AHEAD_BYTES / 2 && pausedReading) {
      loop.execute(this::resumeReading);
    }
  }

  // ---------------------------------------------------------------- the thread of Netty

  /** The connection stands, on this channel. */
  void use(Channel connected) {
    channel = connected;
    connected.pipeline().addLast(this);
  }

  void write(byte[] bytes) {
    Channel open = channel;
    if (open == null || aborted) {
      return;
    }
    for (int from = 0; from < bytes.length; from += WRITE_BYTES) {
      int length = Math.min(WRITE_BYTES, bytes.length - from);
      open.write(Unpooled.wrappedBuffer(bytes, from, length))
          .addListener(
              done -> {
                if (done.isSuccess()) {
                  network.queue().put(new ExternalInput.Sent(number, length));
                }
              });
    }
    open.flush();
  }

  /** FIN behind what is written; what the peer still sends is read and thrown away. */
  void close() {
    Channel open = channel;
    if (open == null || closing) {
      return;
    }
    closing = true;
    open.config().setAutoRead(true);
    open.writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            done -> {
              if (done.isSuccess() && open instanceof SocketChannel socket) {
                // A close with something unread would reset: the peer might lose the NOTIFICATION.
                socket.shutdownOutput();
              }
            });
    loop.schedule(() -> open.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  void abort() {
    aborted = true;
    Channel open = channel;
    if (open != null) {
      if (open.isActive()) {
        open.config().setOption(ChannelOption.SO_LINGER, 0);
      }
      open.close();
    }
  }

  private void resumeReading() {
    Channel open = channel;
    if (open != null && pausedReading && untaken.get() <= READ_AHEAD_BYTES / 2) {
      pausedReading = false;
      open.config().setAutoRead(true);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (closing || aborted || !(message instanceof ByteBuf buffer)) {
        return;
      }
      byte[] bytes = new byte[buffer.readableBytes()];
      buffer.readBytes(bytes);
      if (untaken.addAndGet(bytes.length) > READ_AHEAD_BYTES && !pausedReading) {
        pausedReading = true;
        context.channel().config().setAutoRead(false);
        resumeReading(); // The simulation may have taken all of it in between.
      }
      network.queue().put(new ExternalInput.Received(number, Bytes.of(bytes)));
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    reason = CloseReason.RESET;
    context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (!aborted) {
      network.ended(this, new ExternalInput.Closed(number, reason));
    }
  }
}
