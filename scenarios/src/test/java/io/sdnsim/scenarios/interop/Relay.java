package io.sdnsim.scenarios.interop;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Stands between two BGP speakers, passes on what they say, and may change a message. */
final class Relay implements AutoCloseable {
  private static final int HEADER = 19;

  private final ServerSocket listening;
  private final String address;
  private final int port;
  private volatile UnaryOperator<byte[]> towardsUs = UnaryOperator.identity();
  private volatile UnaryOperator<byte[]> towardsThem = UnaryOperator.identity();

  /**
   * @param address where the real router listens
   */
  Relay(String address, int port) {
    this.address = address;
    this.port = port;
    try {
      listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  /** Where we are to connect to. */
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
        Socket ours = listening.accept();
        Socket theirs = new Socket(address, port);
        start(() -> copy(ours, theirs, false));
        start(() -> copy(theirs, ours, true));
      } catch (IOException e) {
        // Whoever wants a connection tries again.
      }
    }
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
