package io.sdnsim.core.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes small capture files field by field, in either byte order. */
final class CaptureBytes {
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);

  CaptureBytes(ByteOrder order) {
    buffer.order(order);
  }

  CaptureBytes u16(int value) {
    buffer.putShort((short) value);
    return this;
  }

  CaptureBytes u32(long value) {
    buffer.putInt((int) value);
    return this;
  }

  CaptureBytes u64(long value) {
    buffer.putLong(value);
    return this;
  }

  CaptureBytes bytes(int... values) {
    for (int value : values) {
      buffer.put((byte) value);
    }
    return this;
  }

  /** A classic file's header. */
  CaptureBytes pcapHeader(int magic, int linkType) {
    return u32(magic).u16(2).u16(4).u32(0).u32(0).u32(65535).u32(linkType);
  }

  CaptureBytes sectionHeader() {
    return u32(0x0A0D0D0A).u32(28).u32(0x1A2B3C4D).u16(1).u16(0).u64(-1).u32(28);
  }

  /** An interface description whose time stamps have a resolution. */
  CaptureBytes interfaceDescription(int linkType, int tsresol) {
    u32(1).u32(32).u16(linkType).u16(0).u32(0);
    return u16(9).u16(1).bytes(tsresol, 0, 0, 0).u16(0).u16(0).u32(32);
  }

  /** An enhanced packet of four bytes. */
  CaptureBytes enhancedPacket(int interfaceId, long timestamp) {
    u32(6).u32(36).u32(interfaceId).u32(timestamp >>> 32).u32(timestamp);
    return u32(4).u32(4).bytes(1, 2, 3, 4).u32(36);
  }

  byte[] toArray() {
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  List<CapturedFrame> read() throws IOException {
    return read(toArray());
  }

  static List<CapturedFrame> read(byte[] bytes) throws IOException {
    List<CapturedFrame> frames = new ArrayList<>();
    try (PcapReader reader = PcapReader.of(new ByteArrayInputStream(bytes), "test.pcap")) {
      for (CapturedFrame frame = reader.next(); frame != null; frame = reader.next()) {
        frames.add(frame);
      }
    }
    return frames;
  }
}
