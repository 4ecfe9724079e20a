package io.sdnsim.core.transport;

import static io.sdnsim.core.engine.SimTime.MILLISECOND;
import static io.sdnsim.core.engine.SimTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.testkit.Pair;
import org.junit.jupiter.api.Test;

/** Whole conversations over a link, without and with loss. */
final class TcpStoryTest {
  @Test
  void handshake_takesOneAndAHalfRoundTrips() {
    Conversation conversation = Conversation.start();
    conversation.pair.runUntil(20 * MILLISECOND - 1);
    assertThat(conversation.client.isConnected()).isFalse();
    conversation.pair.runUntil(20 * MILLISECOND);
    assertThat(conversation.client.isConnected()).isTrue();
    assertThat(conversation.server.isConnected()).isFalse();
    conversation.pair.runUntil(30 * MILLISECOND);
    assertThat(conversation.server.isConnected()).isTrue();
  }

  @Test
  void dataBothWays_thenCloseBothWays_finishesOnBothSides() {
    Conversation conversation = Conversation.established();
    conversation.clientSends(100_000);
    conversation.serverSends(50_000);
    conversation.pair.runFor(2 * SECOND);
    conversation.assertAllDelivered();
    conversation.socket.close();
    conversation.pair.runFor(2 * SECOND);
    assertThat(conversation.client.events())
        .containsExactly("connected", "drained", "peerClosed", "closed FINISHED");
    assertThat(conversation.server.events())
        .containsExactly("connected", "drained", "peerClosed", "closed FINISHED");
    assertThat(conversation.pair.missingPackets()).isZero();
    assertThat(conversation.pair.server().stack().connectionCount()).isZero();
    assertThat(conversation.pair.client().stack().connectionCount()).isOne();
    conversation.pair.runFor(TcpConfig.RFC.timeWaitPs());
    assertThat(conversation.pair.client().stack().connectionCount()).isZero();
  }

  @Test
  void anySinglePacketLost_deliversEverythingOnceInOrder() {
    for (TcpConfig config : variants()) {
      for (int side = 0; side < 2; side++) {
        int packets = losing(config, side, -1);
        assertThat(packets).isGreaterThan(20);
        for (int k = 0; k < packets; k++) {
          losing(config, side, k);
        }
      }
    }
  }

  private static TcpConfig[] variants() {
    return new TcpConfig[] {
      TcpConfig.RFC,
      TcpConfig.RFC.withSack(false),
      TcpConfig.RFC.withSack(false).withTimestamps(false).withWindowScaling(false),
      TcpConfig.LINUX.withNagle(true)
    };
  }

  /** The number of packets that the side sent. */
  private static int losing(TcpConfig config, int side, int lost) {
    Conversation conversation = Conversation.start(config);
    Pair.End end = side == 0 ? conversation.pair.client() : conversation.pair.server();
    end.lose(lost);
    conversation.clientSends(60_000);
    conversation.pair.runUntil(40 * SECOND);
    if (conversation.server.isConnected()) {
      conversation.serverSends(40_000);
    }
    conversation.pair.runUntil(80 * SECOND);
    conversation.socket.close();
    conversation.pair.runUntil(120 * SECOND);
    conversation.assertAllDelivered();
    String what = config + " side " + side + " lost " + lost;
    assertThat(conversation.client.closeReason()).as(what).isEqualTo(CloseReason.FINISHED);
    assertThat(conversation.server.closeReason()).as(what).isEqualTo(CloseReason.FINISHED);
    assertThat(conversation.pair.missingPackets()).as(what).isZero();
    return end.sent().size();
  }
}
