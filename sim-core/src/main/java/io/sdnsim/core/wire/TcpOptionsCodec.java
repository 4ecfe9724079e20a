package io.sdnsim.core.wire;

import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.packet.TcpOptions.SackBlock;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * TCP options (RFC 9293 3.2, RFC 7323, RFC 2018). They are written in the order and with the
 * padding of Linux, as far as the header's length has room for it.
 */
final class TcpOptionsCodec {
  private static final int END = 0;
  private static final int NOP = 1;
  private static final int MSS = 2;
  private static final int WINDOW_SCALE = 3;
  private static final int SACK_PERMITTED = 4;
  private static final int SACK = 5;
  private static final int TIMESTAMPS = 8;

  private final ByteReader in;
  private int maximumSegmentSize = TcpOptions.ABSENT;
  private int windowScale = TcpOptions.ABSENT;
  private boolean sackPermitted;
  private boolean hasTimestamps;
  private int timestampValue;
  private int timestampEcho;
  private List<SackBlock> sackBlocks = List.of();
  private final ByteArrayOutputStream other = new ByteArrayOutputStream();

  private TcpOptionsCodec(ByteReader in) {
    this.in = in;
  }

  static void write(ByteWriter out, TcpOptions options) {
    final int end = out.position() + options.lengthBytes();
    boolean onlyNops = isOnlyNops(options.other());
    int nops = options.lengthBytes() - unpaddedBytes(options);
    nops += onlyNops ? options.other().lengthBytes() : 0;
    if (options.maximumSegmentSize() != TcpOptions.ABSENT) {
      out.u8(MSS).u8(4).u16(options.maximumSegmentSize());
    }
    if (options.sackPermitted() != options.hasTimestamps()) {
      nops = pad(out, 2, nops);
    }
    if (options.sackPermitted()) {
      out.u8(SACK_PERMITTED).u8(2);
    }
    if (options.hasTimestamps()) {
      out.u8(TIMESTAMPS).u8(10).u32(options.timestampValue()).u32(options.timestampEcho());
    }
    if (options.windowScale() != TcpOptions.ABSENT) {
      nops = pad(out, 1, nops);
      out.u8(WINDOW_SCALE).u8(3).u8(options.windowScale());
    }
    if (!options.sackBlocks().isEmpty()) {
      nops = pad(out, 2, nops);
      writeSackBlocks(out, options.sackBlocks());
    }
    if (!onlyNops) {
      out.bytes(options.other());
    }
    pad(out, nops, nops);
    if (out.position() != end) {
      throw new IllegalStateException("TCP options disagree about their length: " + options);
    }
  }

  private static void writeSackBlocks(ByteWriter out, List<SackBlock> blocks) {
    out.u8(SACK).u8(2 + 8 * blocks.size());
    for (SackBlock block : blocks) {
      out.u32(block.left()).u32(block.right());
    }
  }

  /** Writes as many of the wanted NOPs as there are to spend; returns what is left of them. */
  private static int pad(ByteWriter out, int wanted, int nops) {
    int count = Math.min(wanted, nops);
    out.fill(NOP, count);
    return nops - count;
  }

  private static boolean isOnlyNops(Bytes bytes) {
    for (int i = 0; i < bytes.lengthBytes(); i++) {
      if (bytes.at(i) != NOP) {
        return false;
      }
    }
    return true;
  }

  private static int unpaddedBytes(TcpOptions options) {
    return (options.maximumSegmentSize() == TcpOptions.ABSENT ? 0 : 4)
        + (options.windowScale() == TcpOptions.ABSENT ? 0 : 3)
        + (options.sackPermitted() ? 2 : 0)
        + (options.hasTimestamps() ? 10 : 0)
        + (options.sackBlocks().isEmpty() ? 0 : 2 + 8 * options.sackBlocks().size())
        + options.other().lengthBytes();
  }

  /**
   * Reads options up to the reader's limit. NOPs beyond those that padding needs are kept as other
   * options, so that the header keeps its length; their places are not.
   */
  static TcpOptions read(ByteReader in) throws DecodeException {
    int lengthBytes = in.remaining();
    if (lengthBytes == 0) {
      return TcpOptions.NONE;
    }
    TcpOptionsCodec codec = new TcpOptionsCodec(in);
    codec.readAll();
    TcpOptions options = codec.toOptions();
    int missing = lengthBytes - options.lengthBytes();
    if (missing == 0) {
      return options;
    }
    for (int i = 0; i < missing; i++) {
      codec.other.write(NOP);
    }
    return codec.toOptions();
  }

  private TcpOptions toOptions() {
    return new TcpOptions(
        maximumSegmentSize,
        windowScale,
        sackPermitted,
        hasTimestamps,
        timestampValue,
        timestampEcho,
        sackBlocks,
        other.size() == 0 ? Ipv4Header.noOptions() : Bytes.of(other.toByteArray()));
  }

  private void readAll() throws DecodeException {
    while (in.remaining() > 0) {
      int at = in.position();
      int kind = in.u8("tcp.option.kind");
      if (kind == END) {
        return;
      }
      if (kind == NOP) {
        continue;
      }
      int length = in.u8("tcp.option.length");
      // RFC 9293 3.2 (MUST-7): an illegal length must not crash the receiver.
      if (length < 2) {
        throw in.fail("tcp.option.length", at + 1, "is " + length + ", at least 2 needed");
      }
      readOption(kind, length, at, in.sub("tcp.option", length - 2));
    }
  }

  private void readOption(int kind, int length, int at, ByteReader value) throws DecodeException {
    if (kind == MSS && maximumSegmentSize == TcpOptions.ABSENT) {
      expectLength(length, 4, at);
      maximumSegmentSize = value.u16("tcp.option.mss");
    } else if (kind == WINDOW_SCALE && windowScale == TcpOptions.ABSENT) {
      expectLength(length, 3, at);
      windowScale = value.u8("tcp.option.windowScale");
    } else if (kind == SACK_PERMITTED && !sackPermitted) {
      expectLength(length, 2, at);
      sackPermitted = true;
    } else if (kind == TIMESTAMPS && !hasTimestamps) {
      expectLength(length, 10, at);
      hasTimestamps = true;
      timestampValue = value.u32("tcp.option.timestampValue");
      timestampEcho = value.u32("tcp.option.timestampEcho");
    } else if (kind == SACK && sackBlocks.isEmpty()) {
      sackBlocks = readSackBlocks(length, at, value);
    } else {
      other.write(in.array(), at, length);
    }
  }

  private List<SackBlock> readSackBlocks(int length, int at, ByteReader value)
      throws DecodeException {
    if (length < 10 || (length - 2) % 8 != 0) {
      throw in.fail("tcp.option.length", at + 1, "is " + length + " for SACK, not 2 + 8 n");
    }
    List<SackBlock> blocks = new ArrayList<>();
    while (value.remaining() > 0) {
      blocks.add(
          new SackBlock(value.u32("tcp.option.sackLeft"), value.u32("tcp.option.sackRight")));
    }
    return List.copyOf(blocks);
  }

  private void expectLength(int length, int expected, int at) throws DecodeException {
    if (length != expected) {
      throw in.fail("tcp.option.length", at + 1, "is " + length + ", expected " + expected);
    }
  }
}
