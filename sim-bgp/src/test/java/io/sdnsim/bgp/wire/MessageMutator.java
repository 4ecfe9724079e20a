package io.sdnsim.bgp.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import net.jqwik.api.sessions.JqwikSession;

/**
 * Bytes that are nearly BGP messages, for fuzzing: noise, good messages with changes, attributes
 * made up from their parts, and patterns that fill a field to its limit. Each index of a seed gives
 * the same bytes again.
 */
final class MessageMutator {
  private static final int CORPUS = 3000;
  private static final int[] ODD_NUMBERS = {
    0, 1, 2, 3, 4, 5, 8, 16, 32, 33, 127, 128, 129, 254, 255
  };
  private static final int[] KNOWN_ATTRIBUTES = {
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 14, 15, 16, 17, 18, 32, 35
  };

  private final long seed;
  private final List<byte[]> corpus = new ArrayList<>();

  MessageMutator(long seed) {
    this.seed = seed;
    List<AddressFamily> both = List.of(AddressFamily.values());
    List<DecodeContext> contexts =
        List.of(
            DecodeContext.IBGP,
            DecodeContext.IBGP.withFourOctetAs(false),
            DecodeContext.IBGP.withAddPath(both, both));
    JqwikSession.run(
        () ->
            Messages.any(true).generator(1000, true).stream(new Random(seed))
                .limit(CORPUS)
                .forEach(
                    message ->
                        corpus.add(
                            BgpCodec.encode(
                                message.value(), contexts.get(corpus.size() % contexts.size())))));
  }

  /** The bytes of this index, at most so many. */
  byte[] bytes(long index, int maximum) {
    SplittableRandom random = new SplittableRandom(seed * 0x9E37_79B9_7F4A_7C15L + index);
    byte[] bytes =
        switch (random.nextInt(20)) {
          case 0 -> noise(random, random.nextInt(120));
          case 1 -> framed(random.nextInt(7), noise(random, random.nextInt(200)));
          case 2, 3, 4, 5, 6, 7, 8, 9 -> framed(BgpMessage.UPDATE, update(random));
          case 10 -> filled(random, random.nextInt(20) == 0 ? maximum : 200);
          default -> mutated(random);
        };
    if (bytes.length > maximum) {
      bytes = Arrays.copyOf(bytes, maximum);
    }
    if (random.nextInt(24) > 0) {
      setLength(bytes);
    }
    return bytes;
  }

  private static byte[] noise(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] framed(int type, byte[] body) {
    byte[] message = new byte[BgpMessage.HEADER_BYTES + body.length];
    Arrays.fill(message, 0, 16, (byte) 0xFF);
    message[18] = (byte) type;
    System.arraycopy(body, 0, message, BgpMessage.HEADER_BYTES, body.length);
    return message;
  }

  private static void setLength(byte[] message) {
    if (message.length >= BgpMessage.HEADER_BYTES) {
      message[16] = (byte) (message.length >>> 8);
      message[17] = (byte) message.length;
    }
  }

  /**
   * Attributes with mostly right flags and lengths, in any order and number, around mostly noise.
   */
  private static byte[] update(SplittableRandom random) {
    ByteWriter attributes = new ByteWriter();
    for (int i = random.nextInt(8); i > 0; i--) {
      attribute(random, attributes);
    }
    ByteWriter body = new ByteWriter();
    field(random, body, noise(random, random.nextInt(3) == 0 ? random.nextInt(12) : 0));
    field(random, body, attributes.toArray());
    return body.bytes(prefixes(random)).toArray();
  }

  private static void field(SplittableRandom random, ByteWriter out, byte[] content) {
    int off = random.nextInt(30) == 0 ? random.nextInt(-4, 5) : 0;
    out.u16(content.length + off).bytes(content);
  }

  private static void attribute(SplittableRandom random, ByteWriter out) {
    int type =
        random.nextInt(10) == 0
            ? random.nextInt(256)
            : KNOWN_ATTRIBUTES[random.nextInt(KNOWN_ATTRIBUTES.length)];
    AttributeType known = AttributeType.of(type);
    int flags = known == null || random.nextInt(12) == 0 ? random.nextInt(256) : known.kind();
    byte[] value = value(random, type);
    boolean extended = random.nextInt(6) == 0;
    int off = random.nextInt(40) == 0 ? random.nextInt(-2, 3) : 0;
    out.u8(extended ? flags | 0x10 : flags & ~0x10).u8(type);
    if (extended) {
      out.u16(value.length + off);
    } else {
      out.u8(value.length + off);
    }
    out.bytes(value);
  }

  private static byte[] value(SplittableRandom random, int type) {
    ByteWriter value = new ByteWriter();
    switch (type) {
      case PathAttribute.AS_PATH, PathAttribute.AS4_PATH -> {
        for (int i = random.nextInt(4); i > 0; i--) {
          int count = random.nextInt(5);
          value.u8(random.nextInt(6)).u8(random.nextInt(10) == 0 ? odd(random) : count);
          value.bytes(noise(random, count * (random.nextBoolean() ? 2 : 4)));
        }
      }
      case PathAttribute.MP_REACH_NLRI -> {
        int hop = random.nextInt(10) == 0 ? odd(random) : random.nextInt(4) * 16;
        value.u16(random.nextInt(3)).u8(random.nextInt(3)).u8(hop);
        value.bytes(noise(random, random.nextInt(10) == 0 ? 7 : hop)).u8(0);
        value.bytes(prefixes(random));
      }
      case PathAttribute.MP_UNREACH_NLRI ->
          value.u16(random.nextInt(3)).u8(random.nextInt(3)).bytes(prefixes(random));
      default -> value.bytes(noise(random, random.nextInt(4) == 0 ? odd(random) : length(type)));
    }
    return value.toArray();
  }

  private static int length(int type) {
    return switch (type) {
      case PathAttribute.ORIGIN -> 1;
      case PathAttribute.ATOMIC_AGGREGATE -> 0;
      case PathAttribute.AGGREGATOR, PathAttribute.AS4_AGGREGATOR -> 8;
      case PathAttribute.EXTENDED_COMMUNITIES -> 16;
      case PathAttribute.LARGE_COMMUNITIES -> 24;
      default -> 4;
    };
  }

  private static byte[] prefixes(SplittableRandom random) {
    ByteWriter prefixes = new ByteWriter();
    for (int i = random.nextInt(5); i > 0; i--) {
      int length = random.nextInt(20) == 0 ? odd(random) : random.nextInt(33);
      prefixes.u8(length).bytes(noise(random, (length + 7) / 8));
    }
    return prefixes.toArray();
  }

  private static int odd(SplittableRandom random) {
    return ODD_NUMBERS[random.nextInt(ODD_NUMBERS.length)];
  }

  /** One field, as long as there is room, with a few bytes over and over: the worst for memory. */
  private byte[] filled(SplittableRandom random, int maximum) {
    byte[] pattern = noise(random, 1 + random.nextInt(13));
    for (int i = 0; i < pattern.length; i++) {
      if (random.nextInt(3) > 0) {
        pattern[i] = (byte) odd(random);
      }
    }
    int type = random.nextInt(4) == 0 ? BgpMessage.OPEN : BgpMessage.UPDATE;
    int room = Math.min(maximum, type == BgpMessage.OPEN ? BgpMessage.MAX_BYTES : maximum) - 40;
    byte[] content = new byte[room];
    for (int i = 0; i < room; i++) {
      content[i] = pattern[i % pattern.length];
    }
    ByteWriter body = new ByteWriter();
    if (type == BgpMessage.OPEN) {
      body.u8(4).u16(64512).u16(90).u32(0x0A00_0001).u8(255).u8(255).u16(room + 3);
      return framed(type, body.u8(2).u16(room).bytes(content).toArray());
    }
    switch (random.nextInt(4)) {
      case 0 -> body.u16(0).u16(0).bytes(content);
      case 1 -> body.u16(room).bytes(content).u16(0);
      case 2 -> body.u16(0).u16(room).bytes(content);
      default -> {
        int attribute = KNOWN_ATTRIBUTES[random.nextInt(KNOWN_ATTRIBUTES.length)];
        AttributeType known = AttributeType.of(attribute);
        body.u16(0).u16(room + 4).u8(known.kind() | 0x10).u8(attribute).u16(room).bytes(content);
      }
    }
    return framed(type, body.toArray());
  }

  private byte[] mutated(SplittableRandom random) {
    byte[] bytes = corpus.get(random.nextInt(corpus.size())).clone();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      bytes = change(random, bytes);
    }
    return bytes;
  }

  private byte[] change(SplittableRandom random, byte[] bytes) {
    // The header is worth less than what is behind it.
    int start = random.nextInt(20) == 0 ? 0 : BgpMessage.HEADER_BYTES;
    if (bytes.length <= start) {
      return bytes;
    }
    int at = random.nextInt(start, bytes.length);
    switch (random.nextInt(7)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) odd(random);
      case 2 -> bytes[at] += (byte) random.nextInt(-2, 3);
      case 3 -> {
        // A length of two octets, such as the message's own or one beyond it.
        int length = random.nextBoolean() ? bytes.length - at : random.nextInt(0x1_0000);
        bytes[at] = (byte) (length >>> 8);
        bytes[Math.min(at + 1, bytes.length - 1)] = (byte) length;
      }
      case 4 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 5 -> {
        return spliced(bytes, at, noise(random, 1 + random.nextInt(8)), 0);
      }
      default -> {
        byte[] other = corpus.get(random.nextInt(corpus.size()));
        return spliced(bytes, at, other, random.nextInt(other.length));
      }
    }
    return bytes;
  }

  /** Bytes up to a place, others from a place on, and the rest. */
  private static byte[] spliced(byte[] bytes, int at, byte[] other, int from) {
    byte[] all = new byte[bytes.length + other.length - from];
    System.arraycopy(bytes, 0, all, 0, at);
    System.arraycopy(other, from, all, at, other.length - from);
    System.arraycopy(bytes, at, all, at + other.length - from, bytes.length - at);
    return all;
  }
}
