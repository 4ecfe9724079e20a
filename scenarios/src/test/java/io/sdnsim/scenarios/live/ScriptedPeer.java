package io.sdnsim.scenarios.live;

import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.BgpCodec;
import io.sdnsim.bgp.wire.BgpDecodeException;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.Capability;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.bgp.wire.MessageFramer;
import io.sdnsim.bgp.wire.Origin;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.bgp.wire.UpdatePacker;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.packet.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A BGP speaker on a plain socket that does what the test says, right or wrong. */
final class ScriptedPeer implements Closeable {
  static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int PATIENCE_MILLIS = 20_000;

  private final ServerSocket server;
  private final MessageFramer framer = new MessageFramer();
  private @Nullable Socket socket;

  /** Listens at a free port of the loopback interface. */
  ScriptedPeer() throws IOException {
    server = new ServerSocket(0, 5, LOOPBACK);
    server.setSoTimeout(PATIENCE_MILLIS);
  }

  /** A port at which nobody listens. */
  static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return server.getLocalPort();
  }

  /** What {@code --peer} says of it. */
  String as(String nodeAndNeighbor) {
    return nodeAndNeighbor + "=127.0.0.1:" + port();
  }

  ScriptedPeer accept() throws IOException {
    socket = server.accept();
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    return this;
  }

  ScriptedPeer connect(InetSocketAddress to) throws IOException {
    socket = new Socket();
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(to, PATIENCE_MILLIS);
    return this;
  }

  Socket socket() {
    if (socket == null) {
      throw new AssertionError("not connected");
    }
    return socket;
  }

  static byte[] open(long asn, int holdTimeSeconds) {
    BgpMessage.Open open =
        new BgpMessage.Open(
            4,
            (int) asn,
            holdTimeSeconds,
            IpAddress.parse("10.255.0." + asn % 250),
            List.of(
                Capability.Multiprotocol.of(AddressFamily.IPV4_UNICAST),
                new Capability.FourOctetAs(asn)));
    return BgpCodec.encode(open, DecodeContext.INITIAL);
  }

  static byte[] keepalive() {
    return BgpCodec.encode(new BgpMessage.Keepalive(), DecodeContext.INITIAL);
  }

  /** UPDATEs with so many /24s from 20.0.0.0 on. */
  static byte[] routes(long asn, String nextHop, int count) {
    PathAttributes attributes =
        PathAttributes.EMPTY
            .withOrigin(Origin.IGP)
            .withAsPath(AsPath.sequence(asn))
            .withNextHop(IpAddress.parse(nextHop));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (BgpMessage.Update update :
        UpdatePacker.announce(attributes, prefixes(count), DecodeContext.EBGP)) {
      bytes.writeBytes(BgpCodec.encode(update, DecodeContext.EBGP));
    }
    return bytes.toByteArray();
  }

  static List<Prefix> prefixes(int count) {
    List<Prefix> prefixes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      prefixes.add(Prefix.parse("20." + (i >> 8) + "." + (i & 0xFF) + ".0/24"));
    }
    return prefixes;
  }

  void send(byte[]... parts) throws IOException {
    for (byte[] part : parts) {
      socket().getOutputStream().write(part);
    }
    socket().getOutputStream().flush();
  }

  /** Every byte in a segment of its own. */
  void sendByteByByte(byte[] bytes) throws IOException {
    for (byte each : bytes) {
      socket().getOutputStream().write(each);
      socket().getOutputStream().flush();
    }
  }

  /** The next message, or null at the end of the stream. */
  @Nullable BgpMessage next() throws IOException {
    try {
      byte[] message;
      while ((message = framer.next(BgpMessage.MAX_BYTES)) == null) {
        byte[] buffer = new byte[4096];
        int length = socket().getInputStream().read(buffer);
        if (length < 0) {
          return null;
        }
        framer.append(Bytes.of(Arrays.copyOf(buffer, length)));
      }
      return BgpCodec.decode(message, DecodeContext.EBGP);
    } catch (BgpDecodeException e) {
      throw new AssertionError("the router sent something malformed", e);
    }
  }

  /** OPENs and KEEPALIVEs, until the session is up for both. */
  ScriptedPeer establish(long asn, int holdTimeSeconds) throws IOException {
    send(open(asn, holdTimeSeconds));
    BgpMessage first = next();
    if (!(first instanceof BgpMessage.Open)) {
      throw new AssertionError("expected an OPEN: " + first);
    }
    send(keepalive());
    BgpMessage second = next();
    if (!(second instanceof BgpMessage.Keepalive)) {
      throw new AssertionError("expected a KEEPALIVE: " + second);
    }
    return this;
  }

  /** Reads until so many prefixes have been announced. */
  List<Prefix> readRoutes(int count) throws IOException {
    List<Prefix> prefixes = new ArrayList<>();
    while (prefixes.size() < count) {
      BgpMessage message = next();
      if (message == null || message instanceof BgpMessage.Notification) {
        throw new AssertionError("after " + prefixes.size() + " routes: " + message);
      }
      if (message instanceof BgpMessage.Update update) {
        prefixes.addAll(update.nlri());
      }
    }
    return prefixes;
  }

  /** Reads until a NOTIFICATION comes. */
  BgpMessage.Notification readNotification() throws IOException {
    while (true) {
      BgpMessage message = next();
      if (message == null) {
        throw new AssertionError("closed without a NOTIFICATION");
      }
      if (message instanceof BgpMessage.Notification notification) {
        return notification;
      }
    }
  }

  /** Ends the connection, whatever is on its way. */
  void hangUp() throws IOException {
    socket().close();
  }

  @Override
  public void close() throws IOException {
    if (socket != null) {
      socket.close();
    }
    server.close();
  }
}
