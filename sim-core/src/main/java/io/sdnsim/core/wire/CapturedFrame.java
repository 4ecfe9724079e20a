package io.sdnsim.core.wire;

import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import org.jspecify.annotations.Nullable;

/**
 * A frame read from a capture file.
 *
 * @param number the frame's number in the file, from 1 as Wireshark counts
 * @param timestampPs picoseconds since the file's first frame; negative when frames are out of
 *     order. (Picoseconds since 1970 don't fit a long.)
 * @param epochSecond whole seconds since 1970-01-01, and with {@code picosecondOfSecond} the
 *     absolute time
 * @param interfaceId number of the interface within its section, 0 in classic files
 * @param interfaceName null when the file doesn't name it
 * @param originalLengthBytes the frame's length on the wire; more than there are bytes when the
 *     capture was cut
 * @param comment null without one; several are joined with line ends
 */
public record CapturedFrame(
    int number,
    long timestampPs,
    long epochSecond,
    long picosecondOfSecond,
    int interfaceId,
    @Nullable String interfaceName,
    LinkType linkType,
    CaptureDirection direction,
    int originalLengthBytes,
    Bytes bytes,
    @Nullable String comment) {

  /** Whether the capture holds only the first part of the frame. */
  public boolean isCut() {
    return bytes.lengthBytes() < originalLengthBytes;
  }

  /** The packet that the frame is. */
  public Packet decode(PacketTag tag, ChecksumPolicy checksums) throws DecodeException {
    return FrameCodec.decode(bytes.toArray(), 0, bytes.lengthBytes(), linkType, tag, checksums);
  }
}
