package io.sdnsim.bgp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.wire.Capability.AddPath;
import io.sdnsim.bgp.wire.Capability.AddPath.FamilyMode;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecodeContextTest {
  private static final List<Capability> ALL =
      List.of(
          new Capability.FourOctetAs(64512),
          new Capability.ExtendedMessage(),
          new Capability.ExtendedNextHop(List.of(new Capability.ExtendedNextHop.Entry(1, 1, 2))),
          new AddPath(List.of(FamilyMode.of(AddressFamily.IPV4_UNICAST, true, true))));

  private static DecodeContext agreed(List<Capability> sent, List<Capability> received) {
    return DecodeContext.agreed(PeerType.EXTERNAL, sent, received);
  }

  @Test
  void whatBothOffer_isAgreedOn() {
    List<AddressFamily> ipv4 = List.of(AddressFamily.IPV4_UNICAST);
    assertThat(agreed(ALL, ALL))
        .isEqualTo(new DecodeContext(true, PeerType.EXTERNAL, 65_535, ipv4, ipv4, true));
  }

  @Test
  void whatOneSideOffersAlone_isNot() {
    DecodeContext neither =
        new DecodeContext(false, PeerType.EXTERNAL, 4096, List.of(), List.of(), false);
    assertThat(agreed(ALL, List.of())).isEqualTo(neither);
    assertThat(agreed(List.of(), ALL)).isEqualTo(neither);
  }

  /** RFC 7911 4: a side receives what it offers to receive and the other offers to send. */
  @Test
  void pathIdentifiers_goTheWayThatBothSay() {
    List<Capability> receiver =
        List.of(new AddPath(List.of(FamilyMode.of(AddressFamily.IPV6_UNICAST, true, false))));
    List<Capability> sender =
        List.of(new AddPath(List.of(FamilyMode.of(AddressFamily.IPV6_UNICAST, false, true))));
    assertThat(agreed(receiver, sender).addPathReceived())
        .containsExactly(AddressFamily.IPV6_UNICAST);
    assertThat(agreed(receiver, sender).addPathSent()).isEmpty();
    assertThat(agreed(sender, receiver).addPathSent()).containsExactly(AddressFamily.IPV6_UNICAST);
    assertThat(agreed(sender, receiver).addPathReceived()).isEmpty();
    assertThat(agreed(receiver, receiver).addPathReceived()).isEmpty();
    // A mode that RFC 7911 does not know says nothing.
    assertThat(agreed(List.of(new AddPath(List.of(new FamilyMode(2, 1, 7)))), sender))
        .isEqualTo(agreed(List.of(), List.of()));
  }
}
