package io.sdnsim.core.transport;

import static io.sdnsim.core.engine.SimTime.MILLISECOND;
import static io.sdnsim.core.engine.SimTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.engine.RandomStream;
import io.sdnsim.core.link.LinkConfig;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.testkit.Golden;
import io.sdnsim.testkit.Pair;
import io.sdnsim.testkit.RecordingTcpHandler;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** A table of throughput by buffer and loss, so that a change of behaviour shows as a diff. */
final class TcpThroughputTest {
  private static final int[] BUFFERS = {4_096, 16_384, 65_536, 262_144, 1_048_576};
  private static final double[] LOSSES = {0, 0.0001, 0.001, 0.01, 0.05};
  private static final int SECONDS = 20;

  @Test
  void throughputByBufferAndLoss_isAsRecorded() {
    StringBuilder table = new StringBuilder();
    table.append("# Goodput in Mbit/s over 20 s, 100 Mbit/s, 10 ms one way, queue of 100 frames\n");
    for (boolean sack : new boolean[] {true, false}) {
      table.append(sack ? "sack        " : "newreno     ");
      for (double loss : LOSSES) {
        table.append(String.format(Locale.ROOT, "%10.2f%%", loss * 100));
      }
      table.append('\n');
      for (int buffer : BUFFERS) {
        table.append(String.format(Locale.ROOT, "%7d B   ", buffer));
        for (double loss : LOSSES) {
          double mbps = goodputBps(TcpConfig.LINUX.withSack(sack), buffer, loss) / 1e6;
          table.append(String.format(Locale.ROOT, "%11.3f", mbps));
        }
        table.append('\n');
      }
    }
    Golden.check("tcp-throughput.txt", table.toString());
  }

  @Test
  void withoutLoss_throughputIsBufferPerRoundTrip_orTheRate() {
    // 65,536 bytes per 20 ms are 26.2 Mbit/s; delayed acknowledgments and transmission cost some.
    double limited = goodputBps(TcpConfig.LINUX, 65_536, 0);
    assertThat(limited).isBetween(20e6, 26.3e6);
    double full = goodputBps(TcpConfig.LINUX, 1 << 20, 0);
    assertThat(full).isBetween(88e6, 100e6);
  }

  @Test
  void sackRecoversFromASlowStartThatOverfilledTheQueue_newRenoTakesLonger() {
    double sack = goodputBps(TcpConfig.LINUX, 1 << 20, 0);
    double newReno = goodputBps(TcpConfig.LINUX.withSack(false), 1 << 20, 0);
    assertThat(sack).isGreaterThan(newReno * 1.02);
    assertThat(newReno).isGreaterThan(60e6);
  }

  private static double goodputBps(TcpConfig base, int buffer, double loss) {
    LinkConfig link = LinkConfig.ethernet(100_000_000, 10 * MILLISECOND).withQueue(100);
    Pair pair = new Pair(Pair.Options.latency(0).withLink(link));
    TcpConfig config = base.withReceiveBuffer(buffer);
    long[] received = new long[1];
    pair.server()
        .stack()
        .listen(
            config,
            null,
            5001,
            socket ->
                new TcpHandler() {
                  @Override
                  public void received(TcpSocket from, Payload data) {
                    received[0] += data.lengthBytes();
                  }

                  @Override
                  public void closed(TcpSocket gone, CloseReason reason) {}
                });
    TcpSocket socket =
        pair.client()
            .stack()
            .connect(
                config,
                null,
                0,
                pair.server().address(),
                5001,
                new FlowTag("bulk", 0, false),
                new RecordingTcpHandler());
    RandomStream random = pair.client().context().random("loss");
    pair.client()
        .setFault(
            (index, packet) ->
                random.nextDouble() < loss && index > 0 ? Pair.Fate.LOSE : Pair.Fate.PASS);
    socket.send(new BulkBytes(1, 0, 1_000_000_000));
    pair.runUntil(SECONDS * SECOND);
    assertThat(pair.missingPackets()).isZero();
    return received[0] * 8.0 / SECONDS;
  }
}
