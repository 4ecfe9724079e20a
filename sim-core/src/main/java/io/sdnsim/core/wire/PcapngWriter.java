package io.sdnsim.core.wire;

import io.sdnsim.core.address.MacAddress;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a pcapng file of one section (draft-ietf-opsawg-pcapng): section header, one interface
 * description for each interface, one enhanced packet block for each frame. Byte order is
 * big-endian, time stamps are picoseconds since 1970-01-01, which simulations start at.
 *
 * <p>The bytes depend on what is written only: no host name, tool version or date.
 */
public final class PcapngWriter implements Closeable {
  static final int SECTION_HEADER = 0x0A0D0D0A;
  static final int INTERFACE_DESCRIPTION = 1;
  static final int ENHANCED_PACKET = 6;
  static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;

  static final int OPTION_END = 0;
  static final int OPTION_COMMENT = 1;
  static final int OPTION_IF_NAME = 2;
  static final int OPTION_EPB_FLAGS = 2;
  static final int OPTION_IF_TSRESOL = 9;

  private static final int OPTION_SHB_USERAPPL = 4;
  private static final int OPTION_IF_DESCRIPTION = 3;
  private static final int OPTION_IF_MACADDR = 6;

  /** Time stamps count units of 10 to the power of minus this. */
  private static final int PICOSECONDS = 12;

  private static final int MAX_OPTION_BYTES = 0xFFFF;

  private final OutputStream out;
  private int interfaces;

  /** Begins the file; the stream should be buffered and is closed with the writer. */
  public PcapngWriter(OutputStream out) throws IOException {
    this.out = out;
    ByteWriter body = new ByteWriter(16);
    body.u32(BYTE_ORDER_MAGIC).u16(1).u16(0).fill(0xFF, 8); // version 1.0, length unspecified
    writeBlock(SECTION_HEADER, body.array(), List.of(Option.text(OPTION_SHB_USERAPPL, "sdnsim")));
  }

  /** Describes an interface; the number returned, from 0, is what its frames refer to. */
  public int addInterface(CaptureInterface description) throws IOException {
    ByteWriter body = new ByteWriter(8);
    body.u16(description.linkType().code()).u16(0).u32(0); // no snap length
    List<Option> options = new ArrayList<>();
    options.add(Option.text(OPTION_IF_NAME, description.name()));
    if (!description.description().isEmpty()) {
      options.add(Option.text(OPTION_IF_DESCRIPTION, description.description()));
    }
    MacAddress mac = description.mac();
    if (mac != null) {
      options.add(new Option(OPTION_IF_MACADDR, new ByteWriter(6).mac(mac).array()));
    }
    options.add(new Option(OPTION_IF_TSRESOL, new byte[] {PICOSECONDS}));
    writeBlock(INTERFACE_DESCRIPTION, body.array(), options);
    return interfaces++;
  }

  /**
   * Writes a frame.
   *
   * @param interfaceId as {@link #addInterface} returned it
   * @param frame whole, without frame check sequence
   * @param comment shown by Wireshark as the packet's comment, or null
   */
  public void write(
      int interfaceId,
      long timePs,
      CaptureDirection direction,
      byte[] frame,
      @Nullable String comment)
      throws IOException {
    if (interfaceId < 0 || interfaceId >= interfaces) {
      throw new IllegalArgumentException("no interface " + interfaceId + " of " + interfaces);
    }
    ByteWriter body = new ByteWriter(20 + padded(frame.length));
    body.u32(interfaceId).u32((int) (timePs >>> 32)).u32((int) timePs);
    body.u32(frame.length).u32(frame.length).bytes(frame, 0, frame.length);
    List<Option> options = new ArrayList<>();
    if (comment != null) {
      options.add(Option.text(OPTION_COMMENT, comment));
    }
    if (direction != CaptureDirection.UNKNOWN) {
      byte[] flags = new ByteWriter(4).u32(direction.bits()).array();
      options.add(new Option(OPTION_EPB_FLAGS, flags));
    }
    writeBlock(ENHANCED_PACKET, body.array(), options);
  }

  /** The body's length is a multiple of 4. */
  private void writeBlock(int type, byte[] body, List<Option> options) throws IOException {
    int optionBytes = options.isEmpty() ? 0 : 4;
    for (Option option : options) {
      optionBytes += 4 + padded(option.value().length);
    }
    int totalLength = 12 + body.length + optionBytes;
    ByteWriter block = new ByteWriter(totalLength);
    block.u32(type).u32(totalLength).bytes(body, 0, body.length);
    for (Option option : options) {
      int length = option.value().length;
      block.u16(option.code()).u16(length).bytes(option.value(), 0, length);
      block.fill(0, padded(length) - length);
    }
    if (!options.isEmpty()) {
      block.u16(OPTION_END).u16(0);
    }
    block.u32(totalLength);
    out.write(block.array());
  }

  private static int padded(int length) {
    return (length + 3) & ~3;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private static final class Option {
    private final int code;
    private final byte[] value;

    Option(int code, byte[] value) {
      this.code = code;
      this.value = value;
    }

    /** UTF-8 without a terminator, cut at a character's boundary when it is too long. */
    static Option text(int code, String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      int length = bytes.length;
      if (length > MAX_OPTION_BYTES) {
        length = MAX_OPTION_BYTES;
        while ((bytes[length] & 0xC0) == 0x80) {
          length--;
        }
      }
      return new Option(code, Arrays.copyOf(bytes, length));
    }

    int code() {
      return code;
    }

    byte[] value() {
      return value;
    }
  }
}
