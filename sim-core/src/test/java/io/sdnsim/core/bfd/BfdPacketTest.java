package io.sdnsim.core.bfd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.wire.DecodeException;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BfdPacketTest {
  /** Version 1, Up, P, multiplier 3, 24 bytes; 300 ms both ways. */
  private static final String UP_POLL = "20e00318 00000001 00000002 000493e0 000493e0 00000000";

  private static Bytes bytes(String hex) {
    return Bytes.of(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private static final BfdPacket PACKET =
      new BfdPacket(
          BfdDiagnostic.NONE,
          BfdState.UP,
          true,
          false,
          false,
          false,
          false,
          3,
          1,
          2,
          300_000,
          300_000,
          0);

  @Test
  void packet_hasTheBytesOfTheRfc() throws DecodeException {
    assertThat(PACKET.encode()).isEqualTo(bytes(UP_POLL));
    assertThat(BfdPacket.decode(bytes(UP_POLL))).isEqualTo(PACKET);
  }

  @Test
  void intervals_areUnsigned() throws DecodeException {
    String hex = UP_POLL.replace("000493e0 00000000", "ffffffff 00000000");
    BfdPacket packet = BfdPacket.decode(bytes(hex));
    assertThat(packet.requiredMinRxMicros()).isEqualTo(0xFFFF_FFFFL);
    assertThat(packet.encode()).isEqualTo(bytes(hex));
  }

  /** RFC 5880 6.8.6, check by check. */
  @Test
  void packetsToBeDiscarded_areRefusedByTheirField() {
    assertRefused(UP_POLL.replace("20e0", "40e0"), "bfd.version");
    assertRefused(UP_POLL.replace("0318", "0317"), "bfd.length");
    assertRefused(UP_POLL.replace("0318", "0319"), "bfd.length");
    assertRefused(UP_POLL.replace("20e00318", "20e40318"), "bfd.length");
    assertRefused(UP_POLL.replace("0318", "0018"), "bfd.multiplier");
    assertRefused(UP_POLL.replace("20e0", "20e1"), "bfd.multipoint");
    assertRefused(UP_POLL.replace("00000001", "00000000"), "bfd.myDiscriminator");
    assertRefused(UP_POLL.replace("00000002", "00000000"), "bfd.yourDiscriminator");
  }

  private static void assertRefused(String hex, String field) {
    assertThatThrownBy(() -> BfdPacket.decode(bytes(hex)))
        .isInstanceOfSatisfying(DecodeException.class, e -> assertThat(e.field()).isEqualTo(field));
  }

  @Test
  void unknownDiagnostic_isReserved() throws DecodeException {
    assertThat(BfdPacket.decode(bytes(UP_POLL.replace("20e0", "3fe0"))).diagnostic())
        .isEqualTo(BfdDiagnostic.RESERVED);
  }

  @Property(tries = 5000)
  void anyBytes_areReadOrRefused(@ForAll @Size(max = 60) byte[] raw) {
    try {
      BfdPacket packet = BfdPacket.decode(Bytes.of(raw.clone()));
      assertThat(packet.multiplier()).isBetween(1, 255);
      assertThat(packet.myDiscriminator()).isNotZero();
    } catch (DecodeException e) {
      assertThat(e.field()).startsWith("bfd.");
    }
  }
}
