package io.sdnsim.core.host;

import java.util.List;
import java.util.SortedMap;

/**
 * What became of a replay.
 *
 * @param capturedFrames frames in the capture
 * @param replayedFrames those that are replayed
 * @param skipped those that are not, by reason
 * @param clientToServer what went from the client to the server
 * @param serverToClient what went back
 * @param conversations in the order of the capture
 * @param flow the figures that every flow has
 */
public record ReplayResult(
    int capturedFrames,
    int replayedFrames,
    SortedMap<String, Integer> skipped,
    Direction clientToServer,
    Direction serverToClient,
    List<ConversationResult> conversations,
    FlowResult flow) {
  public ReplayResult {
    conversations = List.copyOf(conversations);
  }

  /**
   * One direction of a replay.
   *
   * @param packets packets to send
   * @param notSent of those, how many were not: they depend on one that never came, or their time
   *     has not come
   * @param lost sent and not arrived
   * @param duplicates arrived again
   * @param altered arrived with another payload
   * @param unexpected packets of the flow that are none of the capture's
   * @param sentOutOfOrder sent after a later one of the capture: only after a stall
   * @param sentPastMissing sent although one of another conversation, which the sender had received
   *     before in the capture, had not come within the loss tolerance
   * @param receivedOutOfOrder overtaken on the way
   * @param streamBytes application bytes, retransmissions counted once
   * @param streamBytesDelivered of those, how many arrived
   */
  public record Direction(
      int packets,
      int sent,
      int notSent,
      int received,
      int lost,
      int duplicates,
      int altered,
      int unexpected,
      int sentOutOfOrder,
      int sentPastMissing,
      int receivedOutOfOrder,
      long streamBytes,
      long streamBytesDelivered) {}

  /**
   * One conversation.
   *
   * @param complete whether every packet was sent and arrived
   */
  public record ConversationResult(
      ReplayPlan.Conversation conversation,
      boolean complete,
      StreamResult clientToServer,
      StreamResult serverToClient) {
    /** Whether every byte arrived as captured, both ways. */
    public boolean isIntact() {
      return clientToServer.isIntact() && serverToClient.isIntact();
    }
  }

  /**
   * The byte stream of one direction of a conversation.
   *
   * @param bytes in the capture
   * @param bytesDelivered that arrived
   * @param sha256 of the stream in the capture, in hexadecimal
   * @param sha256Delivered of what arrived, in the order of the stream
   */
  public record StreamResult(
      long bytes, long bytesDelivered, String sha256, String sha256Delivered) {
    public boolean isIntact() {
      return bytes == bytesDelivered && sha256.equals(sha256Delivered);
    }
  }

  /** Whether every frame was sent in order and arrived, and every byte as captured. */
  public boolean isFaithful() {
    return isFaithful(clientToServer)
        && isFaithful(serverToClient)
        && conversations.stream().allMatch(ConversationResult::isIntact);
  }

  private static boolean isFaithful(Direction direction) {
    return direction.received == direction.packets
        && direction.altered == 0
        && direction.unexpected == 0
        && direction.sentOutOfOrder == 0
        && direction.sentPastMissing == 0;
  }
}
