package io.sdnsim.slb.control;

/** Encodes messages of replicas: a type of 1 byte, a term of 8, flags of 1 byte each. */
public final class ReplicaCodec {
  private static final int VOTE_REQUEST = 1;
  private static final int VOTE = 2;
  private static final int HEARTBEAT = 3;
  private static final int HEARTBEAT_ANSWER = 4;

  private ReplicaCodec() {}

  public static byte[] encode(ReplicaMessage message) {
    ControlWriter out = new ControlWriter();
    if (message instanceof ReplicaMessage.VoteRequest request) {
      head(out, VOTE_REQUEST, message);
      flag(out, request.trial());
    } else if (message instanceof ReplicaMessage.Vote vote) {
      head(out, VOTE, message);
      flag(out, vote.trial());
      flag(out, vote.granted());
    } else if (message instanceof ReplicaMessage.Heartbeat) {
      head(out, HEARTBEAT, message);
    } else if (message instanceof ReplicaMessage.HeartbeatAnswer) {
      head(out, HEARTBEAT_ANSWER, message);
    } else {
      throw new IllegalStateException("unknown message " + message);
    }
    return out.toByteArray();
  }

  private static void head(ControlWriter out, int type, ReplicaMessage message) {
    out.unsigned(type, 1);
    out.unsigned(message.term(), 8);
  }

  private static void flag(ControlWriter out, boolean value) {
    out.unsigned(value ? 1 : 0, 1);
  }

  /**
   * Decodes a datagram's payload.
   *
   * @throws ControlDecodeException when the bytes are no message
   */
  public static ReplicaMessage decode(byte[] bytes) throws ControlDecodeException {
    ControlReader in = new ControlReader(bytes);
    int type = in.octet();
    ReplicaMessage message =
        switch (type) {
          case VOTE_REQUEST -> new ReplicaMessage.VoteRequest(in.unsigned(8), in.flag());
          case VOTE -> new ReplicaMessage.Vote(in.unsigned(8), in.flag(), in.flag());
          case HEARTBEAT -> new ReplicaMessage.Heartbeat(in.unsigned(8));
          case HEARTBEAT_ANSWER -> new ReplicaMessage.HeartbeatAnswer(in.unsigned(8));
          default -> throw in.problem("unknown message type " + type);
        };
    in.end();
    return message;
  }
}
