package io.sdnsim.core.transport;

import static io.sdnsim.core.engine.SimTime.MILLISECOND;
import static io.sdnsim.core.engine.SimTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.engine.RandomStream;
import io.sdnsim.testkit.Pair;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Whatever the network does to packets, a stream arrives whole, once and in order. */
final class TcpPropertyTest {
  @Property(tries = 300)
  void anyLossReorderingAndDuplication_deliversBothStreamsAndCloses(
      @ForAll @LongRange(min = 1, max = 1_000_000) long seed,
      @ForAll @DoubleRange(min = 0, max = 0.2) double loss,
      @ForAll @DoubleRange(min = 0, max = 0.3) double reordering,
      @ForAll @DoubleRange(min = 0, max = 0.2) double duplication,
      @ForAll @IntRange(min = 1, max = 120_000) int clientBytes,
      @ForAll @IntRange(min = 0, max = 60_000) int serverBytes,
      @ForAll boolean sack,
      @ForAll boolean timestamps,
      @ForAll boolean nagle,
      @ForAll boolean smallBuffer) {
    Pair pair = new Pair(Pair.Options.latency(10 * MILLISECOND).withSeed(seed));
    TcpConfig config =
        TcpConfig.RFC
            .withSack(sack)
            .withTimestamps(timestamps)
            .withNagle(nagle)
            .withReceiveBuffer(smallBuffer ? 3000 : 1 << 20);
    Conversation conversation = new Conversation(pair, config.withSynRetries(20), config);
    disturb(pair.client(), loss, reordering, duplication);
    disturb(pair.server(), loss, reordering, duplication);
    conversation.clientSends(clientBytes);
    conversation.clientSends(clientBytes / 3);
    pair.runUntil(300 * SECOND);
    assertThat(conversation.server.isConnected()).isTrue();
    conversation.serverSends(serverBytes);
    pair.runUntil(4000 * SECOND);
    conversation.socket.close();
    pair.runUntil(8000 * SECOND);
    conversation.assertAllDelivered();
    assertThat(conversation.client.closeReason()).isEqualTo(CloseReason.FINISHED);
    // When the last ACK is lost again and again, TIME-WAIT may end before the peer's FIN is
    // acknowledged; the peer then hears a reset, after both streams are complete.
    assertThat(conversation.server.closeReason()).isNotNull();
    assertThat(pair.missingPackets()).isZero();
    assertThat(pair.client().stack().connectionCount()).isZero();
    assertThat(pair.server().stack().connectionCount()).isZero();
  }

  private static void disturb(Pair.End end, double loss, double reordering, double duplication) {
    RandomStream random = end.context().random("fault");
    end.setFault(
        (index, packet) -> {
          double draw = random.nextDouble();
          if (draw < loss) {
            return Pair.Fate.LOSE;
          }
          if (draw < loss + duplication) {
            return Pair.Fate.DUPLICATE;
          }
          return draw < loss + duplication + reordering ? Pair.Fate.HOLD_BACK : Pair.Fate.PASS;
        });
  }
}
