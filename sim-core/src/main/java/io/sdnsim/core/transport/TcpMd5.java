package io.sdnsim.core.transport;

import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.packet.TcpOptions.SackBlock;
import io.sdnsim.core.wire.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signs segments with a shared key and verifies them: the TCP MD5 signature option (RFC 2385). */
final class TcpMd5 {
  /** The most that the option adds to a segment, padding included. */
  static final int OPTION_BYTES = 20;

  private static final int KIND = 19;
  private static final int DIGEST_BYTES = 16;
  private static final int LENGTH_BYTES = 2 + DIGEST_BYTES;
  private static final int MAXIMUM_OPTION_BYTES = 40;
  private static final int NOP = 1;
  private static final int HEADER_BYTES = 20;

  private TcpMd5() {}

  /**
   * The header with the option. SACK blocks that no longer fit go, the oldest first (RFC 2018 3).
   *
   * @param key from the sender to the receiver
   */
  static TcpHeader sign(FlowKey key, TcpHeader header, Payload data, String secret) {
    // The digest covers the header's length, so the option is there before it is known.
    TcpHeader unsigned = withOption(header, new byte[DIGEST_BYTES]);
    return withOption(header, digest(key, unsigned, data, secret));
  }

  /**
   * What is wrong with an arriving segment; null when nothing is.
   *
   * @param key from the sender to the receiver
   * @param secret empty when segments are not to be signed
   */
  static @Nullable String fault(FlowKey key, TcpHeader header, Payload data, String secret) {
    byte[] found = find(header.options().other());
    if (secret.isEmpty()) {
      // RFC 2385 4.1 leaves it open; Linux refuses what it has no key for.
      return found == null ? null : "signed, but no key is configured";
    }
    if (found == null) {
      return "not signed";
    }
    return MessageDigest.isEqual(found, digest(key, header, data, secret)) ? null : "wrong key";
  }

  private static TcpHeader withOption(TcpHeader header, byte[] digest) {
    TcpOptions options = header.options();
    int otherBytes = options.other().lengthBytes();
    byte[] other = new byte[otherBytes + LENGTH_BYTES];
    options.other().copyTo(other, 0);
    other[otherBytes] = KIND;
    other[otherBytes + 1] = LENGTH_BYTES;
    System.arraycopy(digest, 0, other, otherBytes + 2, DIGEST_BYTES);
    List<SackBlock> blocks = options.sackBlocks();
    TcpOptions signed = with(options, blocks, Bytes.of(other));
    while (signed.lengthBytes() > MAXIMUM_OPTION_BYTES && !blocks.isEmpty()) {
      blocks = blocks.subList(0, blocks.size() - 1);
      signed = with(options, blocks, Bytes.of(other));
    }
    return new TcpHeader(
        header.sourcePort(),
        header.destinationPort(),
        header.sequence(),
        header.acknowledgment(),
        header.flags(),
        header.window(),
        header.urgentPointer(),
        signed);
  }

  private static TcpOptions with(TcpOptions options, List<SackBlock> blocks, Bytes other) {
    return new TcpOptions(
        options.maximumSegmentSize(),
        options.windowScale(),
        options.sackPermitted(),
        options.hasTimestamps(),
        options.timestampValue(),
        options.timestampEcho(),
        blocks,
        other);
  }

  private static byte @Nullable [] find(Bytes options) {
    int at = 0;
    while (at + 1 < options.lengthBytes()) {
      int kind = options.at(at) & 0xFF;
      if (kind == NOP) {
        at++;
        continue;
      }
      int length = options.at(at + 1) & 0xFF;
      if (length < 2 || at + length > options.lengthBytes()) {
        return null;
      }
      if (kind == KIND && length == LENGTH_BYTES) {
        return options.slice(at + 2, at + LENGTH_BYTES).toArray();
      }
      at += length;
    }
    return null;
  }

  /** RFC 2385 2: pseudo header, header without options and checksum, data, key. */
  private static byte[] digest(FlowKey key, TcpHeader header, Payload data, String secret) {
    int segmentBytes = header.lengthBytes() + data.lengthBytes();
    boolean ipv6 = key.source().isIpv6();
    ByteWriter out = new ByteWriter((ipv6 ? 40 : 12) + HEADER_BYTES);
    out.ip(key.source()).ip(key.destination());
    if (ipv6) {
      out.u32(segmentBytes).u32(IpProtocol.TCP);
    } else {
      out.u16(IpProtocol.TCP).u16(segmentBytes);
    }
    out.u16(header.sourcePort()).u16(header.destinationPort());
    out.u32(header.sequence()).u32(header.acknowledgment());
    out.u8(header.lengthBytes() >>> 2 << 4).u8(header.flags()).u16(header.window());
    out.u16(0).u16(header.urgentPointer());
    MessageDigest md5 = md5();
    md5.update(out.array());
    md5.update(bytes(data));
    return md5.digest(secret.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bytes(Payload data) {
    byte[] copy = new byte[data.lengthBytes()];
    if (data instanceof Bytes bytes) {
      bytes.copyTo(copy, 0);
    } else if (data instanceof BulkBytes bulk) {
      bulk.copyTo(copy, 0);
    } else if (copy.length > 0) {
      throw new IllegalArgumentException("TCP carries bytes: " + data);
    }
    return copy;
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
