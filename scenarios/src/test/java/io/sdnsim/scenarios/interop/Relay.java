package io.sdnsim.scenarios.interop;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Stands between two BGP speakers, passes on what they say, and may change a message. */
final class Relay implements AutoCloseable {
  private static final int HEADER = 19;

  private final ServerSocket listening;
  private final InetSocketAddress target;
  private final boolean towardsReal;
  private volatile UnaryOperator<byte[]> towardsUs = UnaryOperator.identity();
  private volatile UnaryOperator<byte[]> towardsThem = UnaryOperator.identity();

  private Relay(InetAddress at, InetSocketAddress target, boolean towardsReal) {
    this.target = target;
    this.towardsReal = towardsReal;
    try {
      listening = new ServerSocket(0, 10, at);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  /** We connect to it, and it to a real router. */
  static Relay toReal(String address, int port) {
    return new Relay(InetAddress.getLoopbackAddress(), new InetSocketAddress(address, port), true);
  }

  /** A real router connects to it at an address of this machine, and it to us on the loopback. */
  static Relay toOurs(String address, int port) throws UnknownHostException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return new Relay(InetAddress.getByName(address), new InetSocketAddress(loopback, port), false);
  }

  /** Where it listens. */
  int port() {
    return listening.getLocalPort();
  }

  /** Gives every message from the real router, header included, to this from now on. */
  void changeTowardsUs(UnaryOperator<byte[]> change) {
    towardsUs = change;
  }

  void changeTowardsThem(UnaryOperator<byte[]> change) {
    towardsThem = change;
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket caller = listening.accept();
        connect(caller);
      } catch (IOException e) {
        // Whoever wants a connection tries again.
      }
    }
  }

  private void connect(Socket caller) throws IOException {
    Socket called = new Socket();
    try {
      called.connect(target);
    } catch (IOException e) {
      caller.close();
      throw e;
    }
    start(() -> copy(caller, called, !towardsReal));
    start(() -> copy(called, caller, towardsReal));
  }

  private void copy(Socket from, Socket to, boolean towardsUs) {
    try (from;
        to) {
      DataInputStream in = new DataInputStream(from.getInputStream());
      OutputStream out = to.getOutputStream();
      while (true) {
        byte[] header = in.readNBytes(HEADER);
        if (header.length < HEADER) {
          throw new EOFException();
        }
        int length = ((header[16] & 0xff) << 8) | (header[17] & 0xff);
        byte[] message = Arrays.copyOf(header, length);
        in.readFully(message, HEADER, length - HEADER);
        out.write((towardsUs ? this.towardsUs : towardsThem).apply(message));
      }
    } catch (IOException e) {
      // One end has closed: so the other end is closed.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
