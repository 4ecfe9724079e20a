package io.sdnsim.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.packet.NvgreHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NvgreCodecTest {
  private static ByteReader header(int flags, int protocolType) {
    ByteWriter out = new ByteWriter(8);
    out.u16(flags).u16(protocolType).u32(5001 << 8 | 0xA7);
    return new ByteReader(out.array(), 0, 8);
  }

  /** RFC 2784 2.3: bits 6 to 12 are reserved for what may come, and ignored on receipt. */
  @ParameterizedTest
  @ValueSource(ints = {0x2000, 0x2200, 0x2008, 0x23F8})
  void keyAndWhatIsToBeIgnored(int flags) throws DecodeException {
    assertThat(NvgreCodec.read(header(flags, 0x6558))).isEqualTo(new NvgreHeader(5001, 0xA7));
  }

  /**
   * Without a key (RFC 7637 3.2), with a checksum or a sequence number (the same), of another
   * version, with routing, a strict source route or recursion (RFC 2784 2.3, bits 1, 4 and 5).
   */
  @ParameterizedTest
  @ValueSource(ints = {0x0000, 0xA000, 0x3000, 0x2001, 0x6000, 0x2800, 0x2400})
  void otherGre_isRefused(int flags) {
    assertThatThrownBy(() -> NvgreCodec.read(header(flags, 0x6558)))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("gre.flags");
  }

  @Test
  void otherProtocolTypes_areRefused() {
    assertThatThrownBy(() -> NvgreCodec.read(header(0x2000, 0x0800)))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("gre.protocolType");
  }
}
