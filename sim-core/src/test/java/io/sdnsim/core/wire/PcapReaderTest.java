package io.sdnsim.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.packet.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PcapReaderTest {
  private static final int MICROSECONDS = 0xA1B2C3D4;
  private static final int NANOSECONDS = 0xA1B23C4D;

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void classicFile_inEitherByteOrderAndResolution_isRead(boolean bigEndian, boolean nanoseconds)
      throws IOException {
    List<CapturedFrame> frames =
        new CaptureBytes(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
            .pcapHeader(nanoseconds ? NANOSECONDS : MICROSECONDS, 1)
            .u32(1_700_000_000)
            .u32(999_999)
            .u32(2)
            .u32(60)
            .bytes(0xAB, 0xCD)
            .u32(1_700_000_001)
            .u32(17)
            .u32(1)
            .u32(1)
            .bytes(0xEF)
            .read();
    long unitPs = nanoseconds ? 1_000 : 1_000_000;
    assertThat(frames).hasSize(2);
    CapturedFrame first = frames.get(0);
    assertThat(first.number()).isEqualTo(1);
    assertThat(first.timestampPs()).isZero();
    assertThat(first.epochSecond()).isEqualTo(1_700_000_000);
    assertThat(first.picosecondOfSecond()).isEqualTo(999_999 * unitPs);
    assertThat(first.linkType()).isEqualTo(LinkType.ETHERNET);
    assertThat(first.bytes()).isEqualTo(Bytes.of(new byte[] {(byte) 0xAB, (byte) 0xCD}));
    assertThat(first.originalLengthBytes()).isEqualTo(60);
    assertThat(first.isCut()).isTrue();
    assertThat(frames.get(1).isCut()).isFalse();
    assertThat(frames.get(1).timestampPs()).isEqualTo(1_000_000_000_000L - 999_982 * unitPs);
  }

  @Test
  void frameBeforeTheFirst_hasANegativeTime() throws IOException {
    List<CapturedFrame> frames =
        new CaptureBytes(ByteOrder.BIG_ENDIAN)
            .pcapHeader(MICROSECONDS, 101)
            .u32(10)
            .u32(0)
            .u32(0)
            .u32(0)
            .u32(9)
            .u32(999_999)
            .u32(0)
            .u32(0)
            .read();
    assertThat(frames.get(1).timestampPs()).isEqualTo(-1_000_000);
  }

  @ParameterizedTest
  @CsvSource({
    "true, 6, 1500000, 1, 500000000000",
    "false, 9, 1500000000, 1, 500000000000",
    "false, 12, 1500000000001, 1, 500000000001",
    "true, 15, 1500000000001999, 1, 500000000001",
    "true, 0, 7, 7, 0",
    "true, 138, 1536, 1, 500000000000", // 0x80 | 10: units of 1/1024 s
    "true, 19, -1, 1, 844674407370", // 18446744073709551615 units of 10^-19 s
    "true, 127, -1, 0, 0"
  })
  void pcapngTimeStamps_ofEveryResolution_areRead(
      boolean bigEndian, int tsresol, long units, long second, long picosecond) throws IOException {
    List<CapturedFrame> frames =
        new CaptureBytes(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
            .sectionHeader()
            .interfaceDescription(1, tsresol)
            .enhancedPacket(0, units)
            .read();
    assertThat(frames.get(0).epochSecond()).isEqualTo(second);
    assertThat(frames.get(0).picosecondOfSecond()).isEqualTo(picosecond);
    assertThat(frames.get(0).bytes().lengthBytes()).isEqualTo(4);
  }

  @Test
  void pcapngBlocks_ofAllKinds_areReadOrSkipped() throws IOException {
    List<CapturedFrame> frames =
        new CaptureBytes(ByteOrder.LITTLE_ENDIAN)
            .sectionHeader()
            // an interface of raw IP: name "x", time stamps a day late
            .u32(1)
            .u32(44)
            .u16(101)
            .u16(0)
            .u32(3)
            .u16(2)
            .u16(1)
            .bytes('x', 0, 0, 0)
            .u16(14)
            .u16(8)
            .u64(86_400)
            .u16(0)
            .u16(0)
            .u32(44)
            // a block of an unknown kind
            .u32(0xBAD)
            .u32(16)
            .u32(1)
            .u32(16)
            // an obsolete packet, with its direction
            .u32(2)
            .u32(52)
            .u16(0)
            .u16(0xFFFF)
            .u32(0)
            .u32(5_000_000)
            .u32(3)
            .u32(9)
            .bytes(7, 8, 9, 0)
            .u16(2)
            .u16(4)
            .u32(2)
            .u16(0)
            .u16(0)
            .u32(0)
            .u32(52)
            // a simple packet, cut by the interface's snap length of 3
            .u32(3)
            .u32(20)
            .u32(8)
            .bytes(4, 5, 6, 0)
            .u32(20)
            // another section in the other byte order, with an interface of its own
            .bytes(0x0A, 0x0D, 0x0D, 0x0A, 0, 0, 0, 28, 0x1A, 0x2B, 0x3C, 0x4D)
            .bytes(0, 1, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 28)
            .bytes(0, 0, 0, 1, 0, 0, 0, 20, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20)
            .bytes(0, 0, 0, 6, 0, 0, 0, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
            .bytes(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32)
            .read();
    assertThat(frames).hasSize(3);
    CapturedFrame obsolete = frames.get(0);
    assertThat(obsolete.linkType()).isEqualTo(LinkType.RAW_IP);
    assertThat(obsolete.interfaceName()).isEqualTo("x");
    assertThat(obsolete.epochSecond()).isEqualTo(86_405);
    assertThat(obsolete.bytes()).isEqualTo(Bytes.of(new byte[] {7, 8, 9}));
    assertThat(obsolete.originalLengthBytes()).isEqualTo(9);
    assertThat(obsolete.direction()).isEqualTo(CaptureDirection.OUTBOUND);
    CapturedFrame simple = frames.get(1);
    assertThat(simple.bytes()).isEqualTo(Bytes.of(new byte[] {4, 5, 6}));
    assertThat(simple.originalLengthBytes()).isEqualTo(8);
    assertThat(simple.timestampPs()).isZero();
    assertThat(frames.get(2).linkType()).isEqualTo(LinkType.ETHERNET);
    assertThat(frames.get(2).interfaceName()).isNull();
  }

  @Test
  void ourOwnFile_isReadAsItWasWritten(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("own.pcapng");
    try (PcapngWriter writer = new PcapngWriter(Files.newOutputStream(file))) {
      writer.addInterface(new CaptureInterface("a:eth0", "x", LinkType.ETHERNET, null));
      writer.addInterface(new CaptureInterface("a:eth1", "", LinkType.RAW_IP, null));
      writer.write(1, 7_000_000_000_001L, CaptureDirection.INBOUND, new byte[] {1}, "é; b");
      writer.write(0, 7_000_000_000_004L, CaptureDirection.OUTBOUND, new byte[5], null);
      writer.write(0, 7_000_000_000_004L, CaptureDirection.UNKNOWN, new byte[0], "");
    }
    List<CapturedFrame> frames = PcapReader.readAll(file);
    assertThat(frames)
        .containsExactly(
            new CapturedFrame(
                1,
                0,
                7,
                1,
                1,
                "a:eth1",
                LinkType.RAW_IP,
                CaptureDirection.INBOUND,
                1,
                Bytes.of(new byte[] {1}),
                "é; b"),
            new CapturedFrame(
                2,
                3,
                7,
                4,
                0,
                "a:eth0",
                LinkType.ETHERNET,
                CaptureDirection.OUTBOUND,
                5,
                Bytes.of(new byte[5]),
                null),
            new CapturedFrame(
                3,
                3,
                7,
                4,
                0,
                "a:eth0",
                LinkType.ETHERNET,
                CaptureDirection.UNKNOWN,
                0,
                Bytes.of(new byte[0]),
                ""));
  }

  @Test
  void longComment_isCutBetweenCharacters() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (PcapngWriter writer = new PcapngWriter(file)) {
      writer.addInterface(new CaptureInterface("a", "", LinkType.ETHERNET, null));
      writer.write(0, 0, CaptureDirection.UNKNOWN, new byte[1], "x" + "é".repeat(40_000));
    }
    String comment = CaptureBytes.read(file.toByteArray()).get(0).comment();
    assertThat(comment).isEqualTo("x" + "é".repeat(32_767));
  }

  @Test
  void cookedFrames_decodeToTheirDatagram() throws Exception {
    var packet = TestPackets.udp(Bytes.of(new byte[] {1, 2, 3}));
    byte[] datagram = FrameCodec.encode(packet.withEthernet(null));
    byte[] sll =
        new ByteWriter(16 + datagram.length)
            .fill(0, 14)
            .u16(0x0800)
            .bytes(datagram, 0, datagram.length)
            .array();
    byte[] sll2 =
        new ByteWriter(20 + datagram.length)
            .u16(0x0800)
            .fill(0, 18)
            .bytes(datagram, 0, datagram.length)
            .array();
    assertThat(FrameCodec.decode(sll, LinkType.LINUX_SLL, TestPackets.TAG))
        .isEqualTo(packet.withEthernet(null));
    assertThat(FrameCodec.decode(sll2, LinkType.LINUX_SLL2, TestPackets.TAG))
        .isEqualTo(packet.withEthernet(null));
  }

  @Test
  void cutFile_isRefusedAtItsEndBehindItsWholeFrames() {
    byte[] whole =
        new CaptureBytes(ByteOrder.LITTLE_ENDIAN)
            .pcapHeader(MICROSECONDS, 1)
            .u32(0)
            .u32(0)
            .u32(4)
            .u32(4)
            .bytes(1, 2, 3, 4)
            .toArray();
    assertRefused(Arrays.copyOf(whole, 42), "byte 42", "the end of the file", "2 more bytes of");
    assertRefused(Arrays.copyOf(whole, 30), "byte 30", "the end of the file", "a record header");
    assertRefused(Arrays.copyOf(whole, 9), "byte 9", "the end of the file", "the file header");
    assertRefused(new byte[0], "byte 0", "the end of the file", "magic number");
  }

  @Test
  void whatIsNoCapture_isRefusedWithWhatItIs() {
    assertRefused(new byte[] {0x1F, (byte) 0x8B, 8, 0}, "byte 0", "a gzip file", "uncompressed");
    assertRefused(
        "name: x".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        "byte 0",
        "0x6E616D65",
        "pcap or pcapng");
    assertRefused(
        new CaptureBytes(ByteOrder.LITTLE_ENDIAN).pcapHeader(MICROSECONDS, 105).toArray(),
        "byte 20",
        "link type 105",
        "Ethernet");
    assertRefused(
        new CaptureBytes(ByteOrder.LITTLE_ENDIAN)
            .pcapHeader(MICROSECONDS, 1)
            .u32(0)
            .u32(0)
            .u32(0x7FFFFFFF)
            .u32(0)
            .toArray(),
        "byte 32",
        "a frame of 2147483647 bytes",
        "at most 262144");
    assertRefused(
        new CaptureBytes(ByteOrder.LITTLE_ENDIAN)
            .pcapHeader(MICROSECONDS, 1)
            .u32(0)
            .u32(1_000_000)
            .u32(0)
            .u32(0)
            .toArray(),
        "byte 28",
        "1000000",
        "less than a second");
  }

  @Test
  void brokenPcapng_isRefusedWhereItIsBroken() {
    assertRefused(
        new CaptureBytes(ByteOrder.BIG_ENDIAN).sectionHeader().enhancedPacket(0, 0).toArray(),
        "byte 36",
        "a packet of interface 0",
        "0 interfaces described");
    assertRefused(
        new CaptureBytes(ByteOrder.BIG_ENDIAN)
            .sectionHeader()
            .interfaceDescription(147, 6)
            .enhancedPacket(0, 0)
            .toArray(),
        "byte 36",
        "link type 147",
        "Ethernet");
    byte[] trailer =
        new CaptureBytes(ByteOrder.BIG_ENDIAN).sectionHeader().interfaceDescription(1, 6).toArray();
    trailer[trailer.length - 1] = 99;
    assertRefused(trailer, "byte 56", "trailing block length of 99", "32");
    byte[] length = new CaptureBytes(ByteOrder.BIG_ENDIAN).sectionHeader().toArray();
    length[7] = 27;
    assertRefused(length, "byte 4", "a block length of 27", "a multiple of 4");
    byte[] magic = new CaptureBytes(ByteOrder.BIG_ENDIAN).sectionHeader().toArray();
    magic[8] = 0;
    assertRefused(magic, "byte 8", "0x002B3C4D", "byte-order magic");
  }

  @Test
  void framesMoreThan106DaysApart_areRefused() {
    assertRefused(
        new CaptureBytes(ByteOrder.LITTLE_ENDIAN)
            .pcapHeader(MICROSECONDS, 1)
            .u32(0)
            .u32(0)
            .u32(0)
            .u32(0)
            .u32(20_000_000)
            .u32(0)
            .u32(0)
            .u32(0)
            .toArray(),
        "byte 40",
        "20000000 s",
        "106 days");
  }

  private static void assertRefused(byte[] bytes, String... parts) {
    assertThatThrownBy(() -> CaptureBytes.read(bytes))
        .isInstanceOf(CaptureFormatException.class)
        .hasMessageStartingWith("test.pcap: ")
        .hasMessageContainingAll(parts);
  }
}
