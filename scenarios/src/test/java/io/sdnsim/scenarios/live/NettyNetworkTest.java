package io.sdnsim.scenarios.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.external.ExternalInput;
import io.sdnsim.core.external.ExternalPeer;
import io.sdnsim.core.packet.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NettyNetworkTest {
  private static final int MEGABYTE = 1 << 20;
  private static final ExternalPeer ONE =
      new ExternalPeer("tor", IpAddress.parse("10.0.0.1"), 179, null);
  private static final ExternalPeer TWO =
      new ExternalPeer("tor", IpAddress.parse("10.0.0.2"), 179, null);

  private final InputQueue queue = new InputQueue();
  private final List<ExternalInput> seen = new ArrayList<>();
  private ServerSocket serverOne;
  private ServerSocket serverTwo;
  private NettyNetwork network;

  @BeforeEach
  void open() throws IOException {
    serverOne = new ServerSocket(0, 5, ScriptedPeer.LOOPBACK);
    serverTwo = new ServerSocket(0, 5, ScriptedPeer.LOOPBACK);
    network =
        new NettyNetwork(
            List.of(live(ONE, serverOne.getLocalPort()), live(TWO, serverTwo.getLocalPort())),
            List.of(),
            queue,
            notice -> {});
  }

  @AfterEach
  void close() throws IOException {
    network.close();
    serverOne.close();
    serverTwo.close();
  }

  private static LivePeer live(ExternalPeer peer, int port) {
    return new LivePeer(peer, new InetSocketAddress(ScriptedPeer.LOOPBACK, port), null);
  }

  /** The next input that is not about sending; null when none comes for a while. */
  private <T extends ExternalInput.OfConnection> T next(Class<T> kind, int connection)
      throws InterruptedException {
    for (int patience = 0; patience < 100; patience++) {
      for (ExternalInput each : seen) {
        if (kind.isInstance(each) && kind.cast(each).connection() == connection) {
          seen.remove(each);
          return kind.cast(each);
        }
      }
      queue.drainTo(seen, 50_000_000);
    }
    throw new AssertionError("no " + kind.getSimpleName() + " of " + connection + ": " + seen);
  }

  private long sentBytes(int connection) throws InterruptedException {
    queue.drainTo(seen, 200_000_000);
    long sum = 0;
    for (ExternalInput each : seen) {
      if (each instanceof ExternalInput.Sent sent && sent.connection() == connection) {
        sum += sent.bytes();
      }
    }
    return sum;
  }

  private static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ((i * 31) >>> 7);
    }
    return bytes;
  }

  @Test
  void aPeerThatStopsReading_holdsUpNobodyElse_andLosesNothing() throws Exception {
    network.connect(1, ONE);
    network.connect(2, TWO);
    try (Socket sleepy = serverOne.accept();
        Socket brisk = serverTwo.accept()) {
      next(ExternalInput.Connected.class, 1);
      next(ExternalInput.Connected.class, 2);
      byte[] much = pattern(32 * MEGABYTE);
      network.send(1, Bytes.of(much));
      network.flush();
      network.send(2, Bytes.of(pattern(1000)));
      network.flush();

      assertThat(brisk.getInputStream().readNBytes(1000)).isEqualTo(pattern(1000));
      long taken = sentBytes(1);
      assertThat(taken).isLessThan(much.length); // The rest waits, and is known to wait.
      assertThat(sleepy.getInputStream().readNBytes(much.length)).isEqualTo(much);
      while (sentBytes(1) < much.length) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void aWorldThatTakesNothingIn_isNotFlooded() throws Exception {
    network.connect(1, ONE);
    try (Socket peer = serverOne.accept()) {
      next(ExternalInput.Connected.class, 1);
      byte[] much = pattern(32 * MEGABYTE);
      Thread sender =
          new Thread(
              () -> {
                try {
                  peer.getOutputStream().write(much);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      sender.start();
      sender.join(1000);
      assertThat(sender.isAlive()).as("the peer is held up").isTrue();
      queue.drainTo(seen, 0);
      long waiting = 0;
      for (ExternalInput each : seen) {
        waiting += ((ExternalInput.Received) each).data().lengthBytes();
      }
      assertThat(waiting).isBetween((long) MEGABYTE, 2L * MEGABYTE);

      byte[] all = new byte[much.length];
      int length = 0;
      while (length < all.length) {
        Bytes data = next(ExternalInput.Received.class, 1).data();
        data.copyTo(all, length);
        length += data.lengthBytes();
        network.taken(1, data.lengthBytes());
      }
      assertThat(Arrays.equals(all, much)).isTrue();
    }
  }

  @Test
  void close_letsWhatWasSentGoFirst_evenWhenThePeerSendsOn() throws Exception {
    network.connect(1, ONE);
    try (Socket peer = serverOne.accept()) {
      next(ExternalInput.Connected.class, 1);
      peer.getOutputStream().write(pattern(MEGABYTE)); // Unread when we close.
      network.send(1, Bytes.of(pattern(500)));
      network.close(1);
      assertThat(peer.getInputStream().readAllBytes()).isEqualTo(pattern(500));
      peer.shutdownOutput();
      next(ExternalInput.Closed.class, 1);
      assertThat(network.isIdle()).isTrue();
    }
  }

  @Test
  void abort_resets() throws Exception {
    network.connect(1, ONE);
    try (Socket peer = serverOne.accept()) {
      next(ExternalInput.Connected.class, 1);
      network.abort(1);
      assertThatThrownBy(() -> peer.getInputStream().read()).hasMessageContaining("reset");
      assertThat(network.isIdle()).isTrue();
    }
  }

  @Test
  void anAttemptIsRepeatedUntilSomebodyAnswers() throws Exception {
    int port = serverOne.getLocalPort();
    serverOne.close();
    network.connect(1, ONE);
    queue.drainTo(seen, 300_000_000);
    assertThat(seen).isEmpty();
    try (ServerSocket late = new ServerSocket(port, 5, ScriptedPeer.LOOPBACK);
        Socket peer = late.accept()) {
      assertThat(next(ExternalInput.Connected.class, 1).localPort()).isEqualTo(peer.getPort());
    }
  }

  @Test
  void aTakenPort_isExplained() {
    InetSocketAddress taken = (InetSocketAddress) serverOne.getLocalSocketAddress();
    assertThatThrownBy(() -> network.listen(taken))
        .isInstanceOf(LiveException.class)
        .hasMessage("cannot listen at 127.0.0.1:" + taken.getPort() + ": the port is in use");
    assertThatThrownBy(() -> network.listen(new InetSocketAddress("203.0.113.7", 0)))
        .hasMessage("cannot listen at 203.0.113.7:0: it is not an address of this machine");
  }
}
