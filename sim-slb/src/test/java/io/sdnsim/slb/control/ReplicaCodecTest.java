package io.sdnsim.slb.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ReplicaCodecTest {
  private static List<ReplicaMessage> messages(long term) {
    return List.of(
        new ReplicaMessage.VoteRequest(term, true),
        new ReplicaMessage.VoteRequest(term, false),
        new ReplicaMessage.Vote(term, true, false),
        new ReplicaMessage.Vote(term, false, true),
        new ReplicaMessage.Heartbeat(term),
        new ReplicaMessage.HeartbeatAnswer(term));
  }

  @Property(tries = 50)
  void decode_isTheInverseOfEncode(@ForAll @LongRange(min = 0) long term)
      throws ControlDecodeException {
    for (ReplicaMessage message : messages(term)) {
      assertThat(ReplicaCodec.decode(ReplicaCodec.encode(message))).isEqualTo(message);
    }
  }

  @Test
  void everyKindOfMessage_isCovered() {
    assertThat(messages(1).stream().map(Object::getClass).distinct().toList())
        .hasSameElementsAs(List.of(ReplicaMessage.class.getPermittedSubclasses()));
  }

  @Property
  void anyBytes_areDecodedOrRefused(@ForAll byte[] bytes) {
    try {
      assertThat(ReplicaCodec.decode(bytes)).isNotNull();
    } catch (ControlDecodeException e) {
      assertThat(e).hasMessageContaining("at byte");
    }
  }

  @Test
  void term_ofAnEarlierPrimary_isRefused_onceALaterOneWasHeard() {
    Term term = new Term();
    assertThat(term.accepts(Term.firstVersion(1) + 1)).isTrue();
    assertThat(term.accepts(Term.firstVersion(2) + 1)).isTrue();
    assertThat(term.accepts(Term.firstVersion(1) + 99)).isFalse();
    assertThat(term.accepts(Term.firstVersion(2) + 1)).isTrue();
  }
}
