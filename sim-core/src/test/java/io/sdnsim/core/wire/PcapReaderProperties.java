package io.sdnsim.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** No file makes the reader throw anything but a complaint about its format. */
class PcapReaderProperties {
  @Provide
  Arbitrary<byte[]> captures() {
    return Arbitraries.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)
        .flatMap(
            order ->
                Arbitraries.of(
                    new CaptureBytes(order)
                        .pcapHeader(0xA1B2C3D4, 1)
                        .u32(5)
                        .u32(6)
                        .u32(4)
                        .u32(4)
                        .bytes(1, 2, 3, 4)
                        .u32(6)
                        .u32(6)
                        .u32(2)
                        .u32(4)
                        .bytes(1, 2)
                        .toArray(),
                    new CaptureBytes(order)
                        .sectionHeader()
                        .interfaceDescription(1, 9)
                        .enhancedPacket(0, 77)
                        .interfaceDescription(101, 12)
                        .enhancedPacket(1, 78)
                        .u32(3)
                        .u32(20)
                        .u32(4)
                        .bytes(1, 2, 3, 4)
                        .u32(20)
                        .toArray()));
  }

  @Property(tries = 20_000)
  void mutatedCaptures_areReadOrRefused(
      @ForAll("captures") byte[] capture,
      @ForAll @Size(min = 1, max = 3) int[] positions,
      @ForAll byte replacement,
      @ForAll boolean cut)
      throws IOException {
    byte[] bytes = capture.clone();
    for (int position : positions) {
      bytes[Math.floorMod(position, bytes.length)] = replacement;
    }
    survives(cut ? Arrays.copyOf(bytes, Math.floorMod(positions[0], bytes.length)) : bytes);
  }

  @Property
  void anyBytes_areReadOrRefused(@ForAll @Size(max = 100) byte[] bytes) throws IOException {
    survives(bytes);
  }

  @Property
  void anyBytesBehindAMagicNumber_areReadOrRefused(
      @ForAll("captures") byte[] capture, @ForAll @Size(max = 100) byte[] bytes)
      throws IOException {
    byte[] file = Arrays.copyOf(capture, 24 + bytes.length);
    System.arraycopy(bytes, 0, file, 24, bytes.length);
    survives(file);
  }

  private static void survives(byte[] bytes) throws IOException {
    try {
      for (CapturedFrame frame : CaptureBytes.read(bytes)) {
        assertThat(frame.bytes().lengthBytes()).isLessThanOrEqualTo(bytes.length);
      }
    } catch (CaptureFormatException e) {
      assertThat(e.offset()).isBetween(0L, (long) bytes.length);
    }
  }
}
