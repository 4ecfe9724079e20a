package io.sdnsim.scenarios.live;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.sdnsim.core.external.ExternalInput;
import io.sdnsim.core.packet.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The UDP socket that all real tunnel end points share: what comes from one of them goes into the
 * queue, everything else is left alone.
 */
@SuppressWarnings("FutureReturnValueIgnored") // UDP: what doesn't go is lost.
final class NettyDatagrams {
  /** The most datagrams that may lie in the queue; beyond it they are lost, as in a socket. */
  static final int MOST_WAITING = 4096;

  private static final int LARGEST_DATAGRAM = 65_535;

  private final List<LiveVtep> vteps;
  private final InputQueue queue;
  private final Consumer<String> notices;
  private final EventLoop loop;
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile @Nullable Channel channel;

  /** The thread of Netty alone uses these. */
  private final TreeSet<String> strangers = new TreeSet<>();

  private boolean lostSome;

  NettyDatagrams(List<LiveVtep> vteps, InputQueue queue, Consumer<String> notices, EventLoop loop) {
    this.vteps = List.copyOf(vteps);
    this.queue = queue;
    this.notices = notices;
    this.loop = loop;
  }

  /**
   * Takes datagrams from now on.
   *
   * @throws LiveException when the port is taken or forbidden
   */
  InetSocketAddress listen(InetSocketAddress address) {
    ChannelFuture bound =
        new Bootstrap()
            .group(loop)
            .channel(NioDatagramChannel.class)
            .option(
                ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LARGEST_DATAGRAM))
            .handler(new Receiver())
            .bind(address)
            .awaitUninterruptibly();
    Throwable problem = bound.cause();
    if (problem != null) {
      throw NettyNetwork.cannotListen(address, problem);
    }
    channel = bound.channel();
    return (InetSocketAddress) bound.channel().localAddress();
  }

  /** From the thread of the simulation. */
  void send(String node, Bytes data) {
    Channel socket = channel;
    for (LiveVtep vtep : vteps) {
      if (socket != null && vtep.host().equals(node)) {
        socket.writeAndFlush(
            new DatagramPacket(Unpooled.wrappedBuffer(data.toArray()), vtep.address()));
      }
    }
  }

  /** The simulation has taken a datagram out of the queue. */
  void taken() {
    waiting.decrementAndGet();
  }

  private @Nullable LiveVtep vtepAt(InetAddress address) {
    for (LiveVtep vtep : vteps) {
      if (vtep.address().getAddress().equals(address)) {
        return vtep;
      }
    }
    return null;
  }

  private final class Receiver extends SimpleChannelInboundHandler<DatagramPacket> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
      InetSocketAddress sender = datagram.sender();
      LiveVtep vtep = vtepAt(sender.getAddress());
      if (vtep == null) {
        String stranger = sender.getAddress().getHostAddress();
        if (strangers.size() < 10 && strangers.add(stranger)) {
          notices.accept("datagrams from " + stranger + " are ignored: no --vtep is there");
        }
      } else if (waiting.get() >= MOST_WAITING) {
        if (!lostSome) {
          lostSome = true;
          notices.accept(
              "datagrams from " + vtep.host() + " are lost: the simulation does not keep up");
        }
      } else {
        waiting.incrementAndGet();
        queue.put(
            new ExternalInput.Datagram(
                vtep.host(), sender.getPort(), Bytes.of(ByteBufUtil.getBytes(datagram.content()))));
      }
    }

    /** An ICMP error about what was sent, mostly: the end point is not there yet. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // It may come yet, and UDP is lost now and then.
    }
  }
}
