package io.sdnsim.core.wire;

import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import java.util.Arrays;

/**
 * Packets to bytes and back: the bytes that a real network would carry, with every checksum.
 *
 * <p>{@code decode(encode(p))} equals p for whole datagrams whose payload is {@link
 * io.sdnsim.core.packet.Bytes}, a tunnel, neighbor discovery or a whole quote. The rest comes back
 * as the same bytes in another shape: bulk data, fragments and cut quotes as {@code Bytes}.
 */
public final class FrameCodec {
  private FrameCodec() {}

  /**
   * The packet from its first header on; an Ethernet frame has neither padding nor frame check
   * sequence.
   *
   * @throws IllegalArgumentException when a header can't be encoded: a datagram beyond 65,535
   *     bytes, more than 40 bytes of options
   */
  public static byte[] encode(Packet packet) {
    return FrameEncoder.encode(packet);
  }

  /** As {@link #encode}, an Ethernet frame padded with zeros to the least size, 60 bytes. */
  public static byte[] encodePadded(Packet packet) {
    byte[] frame = encode(packet);
    return packet.ethernet() == null || frame.length >= EthernetCodec.MIN_FRAME_BYTES
        ? frame
        : Arrays.copyOf(frame, EthernetCodec.MIN_FRAME_BYTES);
  }

  /** {@link #decode(byte[], int, int, LinkType, PacketTag, ChecksumPolicy)} of a whole array. */
  public static Packet decode(byte[] bytes, LinkType linkType, PacketTag tag)
      throws DecodeException {
    return decode(bytes, 0, bytes.length, linkType, tag, ChecksumPolicy.VERIFY);
  }

  /**
   * The packet that the bytes are. Ethernet padding is dropped. Protocols and options that the
   * simulator doesn't know are carried through as bytes; the bytes are copied.
   *
   * @param tag the identity to give to the packet and to all packets in it
   * @throws DecodeException when the bytes are not a whole, well-formed packet; nothing else is
   *     thrown whatever the bytes
   * @throws IndexOutOfBoundsException when offset and length are not within the array
   */
  public static Packet decode(
      byte[] bytes,
      int offset,
      int length,
      LinkType linkType,
      PacketTag tag,
      ChecksumPolicy checksums)
      throws DecodeException {
    return new FrameDecoder(tag, checksums).decode(new ByteReader(bytes, offset, length), linkType);
  }
}
