package io.sdnsim.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Encapsulated;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.NeighborDiscovery;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.packet.VxlanHeader;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCodecTest {
  /** The IPv4 header whose checksum, 0xB861, many textbooks work out. */
  private static final String TEXTBOOK_HEADER = "45000073000040004011b861c0a80001c0a800c7";

  @Test
  void checksum_ofTheTextbookHeader_isTheTextbooks() {
    byte[] header = hex(TEXTBOOK_HEADER);
    assertThat(InternetChecksum.of(header, 0, 20)).isZero();
    header[10] = 0;
    header[11] = 0;
    assertThat(InternetChecksum.of(header, 0, 20)).isEqualTo(0xB861);
    assertThat(InternetChecksum.of(new byte[] {(byte) 0xFF}, 0, 1)).isEqualTo(0x00FF);
  }

  @ParameterizedTest
  @CsvSource({
    // the options' length, and the whole header's options as Linux writes them
    "020405b40402080ac6e58928000000000103030a", // SYN
    "0101080ac6e589280000000a", // data
    "020405b401030307", // no SACK, no time stamps
    "020405b401010402", // MSS and SACK-permitted
    "0101080a00000001000000020101050a0000000100000002", // time stamps and a SACK block
    "0101050a0000000100000002"
  })
  void optionsOfLinux_areWrittenAsTheyWereRead(String options) throws DecodeException {
    byte[] bytes = hex(options);
    TcpOptions read = TcpOptionsCodec.read(new ByteReader(bytes, 0, bytes.length));
    assertThat(read.lengthBytes()).isEqualTo(bytes.length);
    ByteWriter out = new ByteWriter(bytes.length);
    TcpOptionsCodec.write(out, read);
    assertThat(HexFormat.of().formatHex(out.array())).isEqualTo(options);
  }

  @Test
  void optionsOfWindows_keepTheirLength() throws DecodeException {
    byte[] bytes = hex("020405b40103030801010402"); // MSS, NOP, WS, NOP, NOP, SACK-permitted
    TcpOptions options = TcpOptionsCodec.read(new ByteReader(bytes, 0, bytes.length));
    assertThat(options.maximumSegmentSize()).isEqualTo(1460);
    assertThat(options.windowScale()).isEqualTo(8);
    assertThat(options.sackPermitted()).isTrue();
    assertThat(options.lengthBytes()).isEqualTo(12);
    assertThat(options.other()).isEqualTo(Ipv4Header.noOptions());
  }

  @ParameterizedTest
  @CsvSource({
    "02000000, tcp.option.length, 1", // a length of zero must not hang the reader
    "02010000, tcp.option.length, 1",
    "02060000, tcp.option, 2", // beyond the header
    "02030100, tcp.option.length, 1", // MSS of 3 bytes
    "05030100, tcp.option.length, 1", // SACK without a block
    "01010108, tcp.option.length, 4" // a kind without a length
  })
  void brokenOptions_areRefusedWhereTheyBreak(String options, String field, int offset) {
    byte[] bytes = hex(options);
    DecodeException refusal =
        catchThrowableOfType(
            DecodeException.class,
            () -> TcpOptionsCodec.read(new ByteReader(bytes, 0, bytes.length)));
    assertThat(refusal.field()).isEqualTo(field);
    assertThat(refusal.offset()).isEqualTo(offset);
  }

  @Test
  void refusal_namesFieldOffsetProblemAndBytes() {
    byte[] frame = FrameCodec.encode(TestPackets.udp(Bytes.of(new byte[] {1, 2})));
    frame[14 + 20 + 4] = 1; // the high byte of the UDP length
    DecodeException refusal = refusal(frame, LinkType.ETHERNET);
    assertThat(refusal.field()).isEqualTo("udp.length");
    assertThat(refusal.offset()).isEqualTo(14 + 20 + 6);
    assertThat(refusal.problem()).isEqualTo("needs 260 bytes but only 4 are left");
    assertThat(refusal).hasMessageContaining("udp.length at byte 40: needs 260 bytes");
    assertThat(refusal.hexWindow()).contains("01 0a");
  }

  @Test
  void wrongChecksums_areRefusedOrIgnoredAsAsked() throws DecodeException {
    byte[] frame = FrameCodec.encode(TestPackets.udp(Bytes.of(new byte[] {1, 2})));
    frame[frame.length - 1] = 9;
    assertThat(refusal(frame, LinkType.ETHERNET).field()).isEqualTo("udp.checksum");
    Packet ignored =
        FrameCodec.decode(
            frame, 0, frame.length, LinkType.ETHERNET, TestPackets.TAG, ChecksumPolicy.IGNORE);
    assertThat(ignored.payload()).isEqualTo(Bytes.of(new byte[] {1, 9}));
    byte[] header = hex(TEXTBOOK_HEADER);
    header[8]--;
    byte[] whole = Arrays.copyOf(header, 0x73);
    assertThat(refusal(whole, LinkType.RAW_IP).field()).isEqualTo("ipv4.checksum");
  }

  /** RFC 768: a checksum of zero means none, so a computed zero is sent as all ones. */
  @Test
  void udpChecksumThatComesOutAsZero_isSentAsOnes() throws DecodeException {
    byte[] probe = FrameCodec.encode(TestPackets.udp(Bytes.of(new byte[2])));
    byte[] complement = {probe[40], probe[41]}; // adding the checksum itself makes the sum ones
    Packet packet = TestPackets.udp(Bytes.of(complement));
    byte[] frame = FrameCodec.encode(packet);
    assertThat(HexFormat.of().formatHex(frame, 40, 42)).isEqualTo("ffff");
    assertThat(FrameCodec.decode(frame, LinkType.ETHERNET, TestPackets.TAG)).isEqualTo(packet);
  }

  @Test
  void udpWithoutChecksum_saysSo() throws DecodeException {
    Packet with = TestPackets.udp(Bytes.of(new byte[] {1}));
    Packet without = with.withHeaders(ip(with), new UdpHeader(40000, 7000, false));
    byte[] frame = FrameCodec.encode(without);
    assertThat(HexFormat.of().formatHex(frame, 40, 42)).isEqualTo("0000");
    assertThat(FrameCodec.decode(frame, LinkType.ETHERNET, TestPackets.TAG)).isEqualTo(without);
  }

  @Test
  void ttl_changesTheHeaderChecksumOnly() {
    Packet packet = TestPackets.udp(Bytes.of(new byte[] {1, 2, 3}));
    byte[] before = FrameCodec.encode(packet);
    byte[] after = FrameCodec.encode(packet.withNetwork(ip(packet).withHopLimit(63)));
    assertThat(after[22]).isEqualTo((byte) 63);
    assertThat(InternetChecksum.of(after, 14, 20)).isZero();
    before[22] = after[22];
    before[24] = after[24];
    before[25] = after[25];
    assertThat(after).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0xF7, 0x04})
  void vxlanWithoutTheValidFlag_staysBytes(int flags) throws DecodeException {
    byte[] frame = FrameCodec.encode(vxlan(5001, TestPackets.udp(Payload.EMPTY)));
    frame[42] = (byte) flags;
    assertThatThrownBy(() -> VxlanCodec.decode(Arrays.copyOfRange(frame, 42, frame.length)))
        .isInstanceOfSatisfying(
            DecodeException.class, e -> assertThat(e.field()).isEqualTo("vxlan.flags"));
    Packet packet = FrameCodec.decode(frame, LinkType.ETHERNET, TestPackets.TAG);
    assertThat(packet.payload()).isEqualTo(Bytes.of(Arrays.copyOfRange(frame, 42, frame.length)));
    assertThat(FrameCodec.encode(packet)).isEqualTo(frame);
  }

  @Test
  void wrongUdpChecksum_isRefused_orKept_andGoesBackOnTheWireAsItWas() throws DecodeException {
    byte[] frame = FrameCodec.encode(TestPackets.udp(Bytes.of(new byte[] {1, 2, 3})));
    Packet right = decode(frame, ChecksumPolicy.KEEP);
    assertThat(((UdpHeader) right.transport()).checksumError()).isZero();
    frame[42] ^= 0x40; // the first byte of data
    assertThat(refusal(frame, LinkType.ETHERNET).field()).isEqualTo("udp.checksum");
    Packet kept = decode(frame, ChecksumPolicy.KEEP);
    assertThat(((UdpHeader) kept.transport()).checksumError()).isNotZero();
    assertThat(FrameCodec.encode(kept)).isEqualTo(frame);
    Packet ignored = decode(frame, ChecksumPolicy.IGNORE);
    assertThat(((UdpHeader) ignored.transport()).checksumError()).isZero();
  }

  private static Packet decode(byte[] frame, ChecksumPolicy checksums) throws DecodeException {
    return FrameCodec.decode(frame, 0, frame.length, LinkType.ETHERNET, TestPackets.TAG, checksums);
  }

  @Test
  void vxlanReservedBits_areIgnored() throws DecodeException {
    Packet packet = vxlan(5001, TestPackets.udp(Payload.EMPTY));
    byte[] frame = FrameCodec.encode(packet);
    assertThat(HexFormat.of().formatHex(frame, 42, 50)).isEqualTo("0800000000138900");
    frame[42] = (byte) 0xFF;
    frame[43] = 1;
    frame[49] = 1;
    assertThat(FrameCodec.decode(frame, LinkType.ETHERNET, TestPackets.TAG)).isEqualTo(packet);
  }

  @Test
  void tunnelsDeeperThanTheLimit_stayBytes() throws DecodeException {
    Packet packet = TestPackets.udp(Payload.EMPTY);
    for (int depth = 0; depth <= FrameDecoder.MAX_NESTING; depth++) {
      packet = vxlan(depth, packet);
    }
    byte[] frame = FrameCodec.encode(packet);
    Packet decoded = FrameCodec.decode(frame, LinkType.ETHERNET, TestPackets.TAG);
    assertThat(FrameCodec.encode(decoded)).isEqualTo(frame);
    for (int depth = 0; depth < FrameDecoder.MAX_NESTING; depth++) {
      decoded = ((Encapsulated) decoded.payload()).inner();
    }
    assertThat(decoded.payload()).isInstanceOf(Bytes.class);
  }

  @Test
  void manyNestedTunnels_doNotOverflowTheStack() throws DecodeException {
    Packet packet = TestPackets.udp(Payload.EMPTY);
    for (int depth = 0; depth < 1000; depth++) {
      packet = vxlan(depth, packet);
    }
    byte[] frame = FrameCodec.encode(packet);
    assertThat(FrameCodec.decode(frame, LinkType.ETHERNET, TestPackets.TAG).lengthBytes())
        .isEqualTo(frame.length);
  }

  @Test
  void cutQuote_staysBytesWithTheTtlAsItWas() throws DecodeException {
    Packet original = TestPackets.udp(new BulkBytes(1, 0, 100));
    Packet expired = original.withNetwork(ip(original).withHopLimit(1)).withEthernet(null);
    Packet error =
        Packet.ip(
            Ipv4Header.of(TestPackets.SERVER, TestPackets.CLIENT, 64, IpProtocol.ICMP),
            new IcmpHeader(false, IcmpHeader.V4_TIME_EXCEEDED, 0, 0),
            new Quoted(expired, 28),
            TestPackets.TAG);
    byte[] bytes = FrameCodec.encode(error);
    assertThat(bytes).hasSize(20 + 8 + 28);
    assertThat(Arrays.copyOfRange(bytes, 28, 56))
        .isEqualTo(Arrays.copyOf(FrameCodec.encode(expired), 28));
    assertThat(bytes[28 + 8]).isEqualTo((byte) 1);
    Packet decoded = FrameCodec.decode(bytes, LinkType.RAW_IP, TestPackets.TAG);
    assertThat(decoded.payload()).isEqualTo(Bytes.of(Arrays.copyOfRange(bytes, 28, 56)));
  }

  @Test
  void neighborSolicitationWithANonce_keepsTargetAndAddress() throws DecodeException {
    IpAddress target = IpAddress.parse("fe80::1");
    ByteWriter message = new ByteWriter(40);
    message.u32(135 << 24).u32(0).ip(target);
    message.u8(14).u8(1).fill(7, 6); // a nonce (RFC 3971 5.3.2), which is not read
    message.u8(1).u8(1).mac(TestPackets.CLIENT_MAC);
    Packet raw =
        Packet.ip(
            Ipv6Header.of(target, IpAddress.parse("ff02::1"), 255, IpProtocol.ICMPV6),
            null,
            Bytes.of(message.array()),
            TestPackets.TAG);
    byte[] bytes = FrameCodec.encode(raw);
    Packet decoded =
        FrameCodec.decode(
            bytes, 0, bytes.length, LinkType.RAW_IP, TestPackets.TAG, ChecksumPolicy.IGNORE);
    assertThat(decoded.payload()).isEqualTo(new NeighborDiscovery(target, TestPackets.CLIENT_MAC));
  }

  @Test
  void frameWithALength_losesItsPadding() throws DecodeException {
    Packet bpdu =
        Packet.of(
            EthernetHeader.of(TestPackets.SERVER_MAC, TestPackets.CLIENT_MAC, 3),
            null,
            null,
            Bytes.of(new byte[] {0x42, 0x42, 3}),
            TestPackets.TAG);
    byte[] frame = FrameCodec.encodePadded(bpdu);
    assertThat(frame).hasSize(60);
    assertThat(FrameCodec.decode(frame, LinkType.ETHERNET, TestPackets.TAG)).isEqualTo(bpdu);
    byte[] lying = FrameCodec.encode(bpdu);
    lying[13] = 4;
    assertThat(refusal(lying, LinkType.ETHERNET).field()).isEqualTo("ethernet.length");
  }

  @Test
  void secondVlanTag_isCarriedThrough() throws DecodeException {
    Packet tagged =
        Packet.of(
            new EthernetHeader(
                TestPackets.SERVER_MAC, TestPackets.CLIENT_MAC, 100, EthernetHeader.TYPE_VLAN),
            null,
            null,
            Bytes.of(new byte[] {0, 5, 8, 0, 1, 2, 3}),
            TestPackets.TAG);
    assertThat(FrameCodec.decode(FrameCodec.encode(tagged), LinkType.ETHERNET, TestPackets.TAG))
        .isEqualTo(tagged);
  }

  @Test
  void reservedTcpBits_areNotRead() throws DecodeException {
    Packet packet =
        Packet.ip(
            Ipv4Header.of(TestPackets.CLIENT, TestPackets.SERVER, 64, IpProtocol.TCP),
            new TcpHeader(1, 2, 3, 4, TcpHeader.ACK, 5, 0, TcpOptions.NONE),
            Payload.EMPTY,
            TestPackets.TAG);
    byte[] bytes = FrameCodec.encode(packet);
    bytes[32] = (byte) (bytes[32] | 0x0F);
    assertThat(
            FrameCodec.decode(
                bytes, 0, bytes.length, LinkType.RAW_IP, TestPackets.TAG, ChecksumPolicy.IGNORE))
        .isEqualTo(packet);
  }

  @ParameterizedTest
  @CsvSource({
    "30, ip.version", // neither 4 nor 6
    "44000000, ipv4.headerLength",
    "45000013, ipv4.totalLength", // less than the header
    "4500001500000000, ipv4.totalLength", // more than there is
    "'', ip.version",
    "60000000, ipv6.payloadLength"
  })
  void brokenIpHeaders_areRefused(String bytes, String field) {
    assertThat(refusal(hex(bytes), LinkType.RAW_IP).field()).isEqualTo(field);
  }

  @Test
  void arpOfOtherHardware_isRefused() {
    byte[] frame = new ByteWriter(42).fill(2, 12).u16(0x0806).u16(6).array();
    assertThat(refusal(frame, LinkType.ETHERNET))
        .hasMessageContaining("arp.hardwareType at byte 14: is 6, only 1 is supported");
  }

  @Test
  void whatNoHeaderCanSay_isTheCallersFault() {
    Packet tooBig = TestPackets.udp(new BulkBytes(1, 0, 65_508));
    assertThatThrownBy(() -> FrameCodec.encode(tooBig))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65536 bytes");
    TcpOptions manyOptions =
        new TcpOptions(-1, -1, false, false, 0, 0, List.of(), Bytes.of(new byte[41]));
    Packet wide =
        Packet.ip(
            Ipv4Header.of(TestPackets.CLIENT, TestPackets.SERVER, 64, IpProtocol.TCP),
            new TcpHeader(1, 2, 3, 4, 0, 0, 0, manyOptions),
            Payload.EMPTY,
            TestPackets.TAG);
    assertThatThrownBy(() -> FrameCodec.encode(wide))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a TCP header of 64 bytes");
  }

  private static Ipv4Header ip(Packet packet) {
    return (Ipv4Header) Objects.requireNonNull(packet.ip());
  }

  private static Packet vxlan(int vni, Packet inner) {
    return Packet.of(
        TestPackets.ETHERNET,
        Ipv4Header.of(TestPackets.CLIENT, TestPackets.SERVER, 64, IpProtocol.UDP),
        new UdpHeader(50000, VxlanHeader.UDP_PORT, false),
        new Encapsulated(new VxlanHeader(vni), inner),
        TestPackets.TAG);
  }

  private static DecodeException refusal(byte[] bytes, LinkType linkType) {
    return catchThrowableOfType(
        DecodeException.class, () -> FrameCodec.decode(bytes, linkType, TestPackets.TAG));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
