package io.sdnsim.scenarios.live;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.sdnsim.core.external.ExternalInput;
import io.sdnsim.core.external.ExternalNetwork;
import io.sdnsim.core.external.ExternalPeer;
import io.sdnsim.core.packet.Bytes;
import java.io.Closeable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The real network, by Netty. Its methods are called by the thread of the simulation and only leave
 * work for the one thread of Netty, which does it in the order in which it was left.
 */
@SuppressWarnings("FutureReturnValueIgnored") // The channel's handler is told how it ends.
final class NettyNetwork implements ExternalNetwork, Closeable {
  private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
  private static final long RETRY_MILLIS = 1_000;

  /** Connections get their handler when they stand. */
  private static final ChannelHandler NOTHING =
      new ChannelInitializer<Channel>() {
        @Override
        protected void initChannel(Channel channel) {}
      };

  private final List<LivePeer> peers;
  private final InputQueue queue;
  private final Consumer<String> notices;
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("sdnsim-network", true), NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final Map<Integer, NettyConnection> connections = new ConcurrentHashMap<>();
  private final NettyDatagrams datagrams;

  /** The thread of the simulation alone uses it. */
  private final List<NettyConnection> unflushed = new ArrayList<>();

  /** The thread of Netty alone uses it. */
  private int lastAccepted;

  /**
   * @param notices takes sentences about what people can't see otherwise; from the thread of Netty
   */
  NettyNetwork(
      List<LivePeer> peers, List<LiveVtep> vteps, InputQueue queue, Consumer<String> notices) {
    this.peers = List.copyOf(peers);
    this.queue = queue;
    this.notices = notices;
    this.datagrams = new NettyDatagrams(vteps, queue, notices, loop);
    warmUp();
  }

  /** Loads and prepares what the first connection needs, before time counts. */
  private void warmUp() {
    new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .handler(NOTHING)
        .register()
        .syncUninterruptibly()
        .channel()
        .close()
        .syncUninterruptibly();
  }

  /**
   * Takes the connections of the peers from now on.
   *
   * @return where, with the port that was chosen if 0 was asked for
   * @throws LiveException when the port is taken or forbidden
   */
  InetSocketAddress listen(InetSocketAddress address) {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accept(channel);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    Throwable problem = bound.cause();
    if (problem != null) {
      throw cannotListen(address, problem);
    }
    return (InetSocketAddress) bound.channel().localAddress();
  }

  /** The UDP socket of the real tunnel end points. */
  NettyDatagrams datagrams() {
    return datagrams;
  }

  static LiveException cannotListen(InetSocketAddress address, Throwable problem) {
    return new LiveException(
        "cannot listen at " + Addresses.text(address) + ": " + reason(problem), problem);
  }

  private static String reason(Throwable problem) {
    String message = String.valueOf(problem.getMessage());
    if (message.contains("in use")) {
      return "the port is in use";
    } else if (message.contains("ermission denied")) {
      return "permission denied (ports below 1024 are for the superuser)";
    } else if (message.contains("assign requested address")) {
      return "it is not an address of this machine";
    }
    return message;
  }

  private void accept(SocketChannel channel) {
    InetSocketAddress remote = channel.remoteAddress();
    LivePeer peer = peerAt(remote.getAddress(), channel.localAddress().getAddress());
    if (peer == null) {
      notices.accept(
          "a connection from " + Addresses.text(remote) + " is refused: no --peer is there");
      channel.close();
      return;
    }
    int number = --lastAccepted;
    NettyConnection connection = new NettyConnection(this, number, peer, loop);
    connections.put(number, connection);
    notices.accept(peer.peer() + " connected from " + Addresses.text(remote));
    queue.put(new ExternalInput.Accepted(number, peer.peer(), remote.getPort()));
    connection.use(channel);
  }

  /** The peer at an address; of several the one to which our end has this address. */
  private @Nullable LivePeer peerAt(InetAddress remote, InetAddress local) {
    LivePeer found = null;
    for (LivePeer each : peers) {
      if (remote.equals(each.address().getAddress())) {
        if (local.equals(each.source())) {
          return each;
        }
        if (each.source() == null && found == null) {
          found = each;
        }
      }
    }
    return found;
  }

  private LivePeer live(ExternalPeer peer) {
    for (LivePeer each : peers) {
      if (each.peer().equals(peer)) {
        return each;
      }
    }
    throw new IllegalArgumentException("no peer " + peer);
  }

  // ---------------------------------------------------------------- what the simulation wants

  @Override
  public void connect(int number, ExternalPeer peer) {
    NettyConnection connection = new NettyConnection(this, number, live(peer), loop);
    connections.put(number, connection);
    loop.execute(() -> attempt(connection, true));
  }

  @Override
  public void send(int number, Bytes data) {
    NettyConnection connection = connections.get(number);
    if (connection != null && connection.addOutgoing(data)) {
      unflushed.add(connection);
    }
  }

  @Override
  public void taken(int number, int bytes) {
    NettyConnection connection = connections.get(number);
    if (connection != null) {
      connection.taken(bytes);
    }
  }

  @Override
  public void close(int number) {
    NettyConnection connection = connections.get(number);
    if (connection != null) {
      flush();
      loop.execute(connection::close);
    }
  }

  @Override
  public void abort(int number) {
    NettyConnection connection = connections.remove(number);
    if (connection != null) {
      loop.execute(connection::abort);
    }
  }

  @Override
  public void sendDatagram(String node, Bytes data) {
    datagrams.send(node, data);
  }

  /** Lets what was sent since the last time go. */
  void flush() {
    for (NettyConnection connection : unflushed) {
      byte[] bytes = connection.takeOutgoing();
      loop.execute(() -> connection.write(bytes));
    }
    unflushed.clear();
  }

  /** Whether there is no connection left, nor an attempt at one. */
  boolean isIdle() {
    return connections.isEmpty();
  }

  /** Ends everything at once. */
  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  // ---------------------------------------------------------------- the thread of Netty

  private void attempt(NettyConnection connection, boolean first) {
    if (connection.isAborted()) {
      return;
    }
    LivePeer peer = connection.peer();
    InetAddress source = peer.source();
    new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
        .option(ChannelOption.AUTO_READ, false)
        .handler(NOTHING)
        .connect(peer.address(), source == null ? null : new InetSocketAddress(source, 0))
        .addListener((ChannelFuture done) -> attempted(connection, first, done));
  }

  private void attempted(NettyConnection connection, boolean first, ChannelFuture done) {
    LivePeer peer = connection.peer();
    if (done.isSuccess()) {
      Channel channel = done.channel();
      if (connection.isAborted()) {
        channel.close();
        return;
      }
      InetSocketAddress local = (InetSocketAddress) channel.localAddress();
      notices.accept(
          peer.peer()
              + " is connected: "
              + Addresses.text(local)
              + " to "
              + Addresses.text(peer.address()));
      queue.put(new ExternalInput.Connected(connection.number(), local.getPort()));
      connection.use(channel);
      channel.config().setAutoRead(true);
      return;
    }
    if (first && !connection.isAborted()) {
      notices.accept(
          peer.peer()
              + ": "
              + Addresses.text(peer.address())
              + " does not answer ("
              + why(done.cause())
              + "); trying again every second");
    }
    loop.schedule(() -> attempt(connection, false), RETRY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static String why(Throwable problem) {
    String message = String.valueOf(problem.getMessage());
    int colon = message.indexOf(": ");
    return (colon < 0 ? message : message.substring(0, colon)).toLowerCase(java.util.Locale.ROOT);
  }

  /** The connection is over. */
  void ended(NettyConnection connection, ExternalInput.Closed how) {
    connections.remove(connection.number());
    queue.put(how);
  }

  InputQueue queue() {
    return queue;
  }
}
