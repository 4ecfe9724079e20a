package io.sdnsim.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.FragmentPayload;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.testkit.PacketArbitraries;
import java.util.Arrays;
import java.util.Objects;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class FrameCodecPropertiesTest {
  @Provide
  Arbitrary<Packet> packets() {
    return PacketArbitraries.packets();
  }

  @Provide
  Arbitrary<Packet> datagrams() {
    return PacketArbitraries.datagrams();
  }

  @Property
  void decode_undoesEncode(@ForAll("packets") Packet packet) throws DecodeException {
    byte[] frame = FrameCodec.encode(packet);
    assertThat(frame).hasSize(packet.lengthBytes());
    Packet decoded = FrameCodec.decode(frame, linkType(packet), PacketArbitraries.TAG);
    assertThat(decoded).isEqualTo(packet);
    assertThat(decoded.lengthBytes()).isEqualTo(packet.lengthBytes());
    assertThat(FrameCodec.encode(decoded)).isEqualTo(frame);
  }

  @Property
  void decode_dropsEthernetPaddingAndReadsWithinAnArray(
      @ForAll("packets") Packet packet, @ForAll @IntRange(max = 40) int offset)
      throws DecodeException {
    byte[] frame = FrameCodec.encodePadded(packet);
    byte[] larger = new byte[offset + frame.length + 3];
    System.arraycopy(frame, 0, larger, offset, frame.length);
    // Fragments and unknown protocols are whatever the IP length says: padding never counts.
    assertThat(
            FrameCodec.decode(
                larger,
                offset,
                frame.length,
                linkType(packet),
                PacketArbitraries.TAG,
                ChecksumPolicy.VERIFY))
        .isEqualTo(packet);
  }

  @Property
  void fragments_putTogether_areTheWholeDatagram(
      @ForAll("datagrams") Packet datagram, @ForAll @IntRange(min = 1, max = 20) int units)
      throws DecodeException {
    byte[] whole = FrameCodec.encode(datagram);
    int headerBytes = Objects.requireNonNull(datagram.network()).lengthBytes();
    int payloadBytes = whole.length - headerBytes;
    byte[] collected = new byte[payloadBytes];
    for (int from = 0; from < payloadBytes; from += units * 8) {
      int length = Math.min(units * 8, payloadBytes - from);
      Packet fragment = fragment(datagram, from, length, from + length < payloadBytes);
      byte[] bytes = FrameCodec.encode(fragment);
      assertThat(bytes).hasSize(fragment.lengthBytes());
      System.arraycopy(bytes, bytes.length - length, collected, from, length);
      if (datagram.network() instanceof Ipv4Header && length < payloadBytes) {
        Packet decoded = FrameCodec.decode(bytes, LinkType.RAW_IP, PacketArbitraries.TAG);
        assertThat(decoded.network()).isEqualTo(fragment.network());
        assertThat(decoded.transport()).isNull();
        assertThat(decoded.payload()).isInstanceOf(Bytes.class);
      }
    }
    assertThat(collected).containsExactly(copy(whole, headerBytes));
  }

  private static Packet fragment(Packet datagram, int from, int length, boolean more) {
    Packet bare = datagram.withEthernet(null);
    if (datagram.network() instanceof Ipv4Header ipv4) {
      return Packet.ip(
          ipv4.withFragment(99, false, more, from),
          null,
          new FragmentPayload(bare, from, length),
          datagram.tag());
    }
    return Packet.ip(
        Objects.requireNonNull(datagram.ip()),
        null,
        new FragmentPayload(bare, from, length),
        datagram.tag());
  }

  private static byte[] copy(byte[] bytes, int from) {
    return Arrays.copyOfRange(bytes, from, bytes.length);
  }

  @Property
  void bulkBytes_areTheBytesOfTheirStream(
      @ForAll long stream,
      @ForAll @IntRange(max = 1_000_000) int offset,
      @ForAll @IntRange(min = 1, max = 1400) int length) {
    Packet udp = TestPackets.udp(new BulkBytes(stream, offset, length));
    byte[] frame = FrameCodec.encode(udp);
    assertThat(frame[frame.length - 1])
        .isEqualTo(BulkBytes.byteAt(stream, (long) offset + length - 1));
    assertThat(frame[frame.length - length]).isEqualTo(BulkBytes.byteAt(stream, offset));
  }

  @Property(tries = 5000)
  void anyBytes_areDecodedOrRefused(
      @ForAll @Size(max = 120) byte[] bytes, @ForAll LinkType linkType) {
    survives(bytes, linkType);
  }

  /** Random bytes rarely get past the first header; mutated packets do. */
  @Property(tries = 5000)
  void mutatedPackets_areDecodedOrRefused(
      @ForAll("packets") Packet packet,
      @ForAll @Size(min = 1, max = 4) int[] positions,
      @ForAll byte replacement,
      @ForAll boolean cut) {
    byte[] bytes = FrameCodec.encode(packet);
    for (int position : positions) {
      bytes[Math.floorMod(position, bytes.length)] = replacement;
    }
    if (cut) {
      bytes = Arrays.copyOf(bytes, Math.floorMod(positions[0], bytes.length));
    }
    survives(bytes, linkType(packet));
  }

  /** What is decoded can be encoded, and then decodes to the same. */
  private static void survives(byte[] bytes, LinkType linkType) {
    for (ChecksumPolicy policy : ChecksumPolicy.values()) {
      Packet packet;
      try {
        packet = FrameCodec.decode(bytes, 0, bytes.length, linkType, PacketArbitraries.TAG, policy);
      } catch (DecodeException e) {
        assertThat(e.offset()).isBetween(0, bytes.length);
        assertThat(e.field()).isNotEmpty();
        continue;
      }
      if (packet.ethernet() == null && packet.network() == null) {
        continue; // a cooked frame of an unknown protocol has no encoding of its own
      }
      byte[] again = FrameCodec.encode(packet);
      try {
        // What kept a wrong checksum has it still.
        ChecksumPolicy then =
            policy == ChecksumPolicy.KEEP ? ChecksumPolicy.KEEP : ChecksumPolicy.VERIFY;
        Packet second =
            FrameCodec.decode(
                again, 0, again.length, linkType(packet), PacketArbitraries.TAG, then);
        assertThat(FrameCodec.encode(second)).isEqualTo(again);
      } catch (DecodeException e) {
        throw new AssertionError("not decodable once encoded: " + packet, e);
      }
    }
  }

  /** Behind the version, which decides how the rest is read, no flipped bit goes unnoticed. */
  @Property
  void flippedBit_inTcpOverIpv4_isRefused(@ForAll("tcp") Packet packet, @ForAll int bit) {
    byte[] bytes = FrameCodec.encode(packet);
    int position = 8 + Math.floorMod(bit, (bytes.length - 1) * 8);
    bytes[position >>> 3] ^= (byte) (1 << (position & 7));
    try {
      FrameCodec.decode(bytes, LinkType.RAW_IP, PacketArbitraries.TAG);
      throw new AssertionError("accepted with bit " + position + " flipped: " + packet);
    } catch (DecodeException e) {
      assertThat(e.problem()).isNotEmpty();
    }
  }

  @Provide
  Arbitrary<Packet> tcp() {
    return PacketArbitraries.tcpDatagrams(false);
  }

  private static LinkType linkType(Packet packet) {
    return packet.ethernet() == null ? LinkType.RAW_IP : LinkType.ETHERNET;
  }
}
