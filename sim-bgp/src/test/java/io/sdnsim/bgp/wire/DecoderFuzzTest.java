package io.sdnsim.bgp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sdnsim.core.packet.Bytes;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * No bytes make the decoder throw anything but its exception, hang, or take more memory than the
 * message allows; and what it leaves for the RIBs can be sent on. The long run takes {@code
 * -Dsdnsim.fuzz.messages=N}, or {@code -Dsdnsim.fuzz.seconds=S} (60), and {@code
 * -Dsdnsim.fuzz.seed=N}.
 */
class DecoderFuzzTest {
  /** What a decoder needs for the shortest message, and for each byte more. */
  private static final int FIXED_BYTES = 8192;

  private static final int BYTES_PER_BYTE = 128;

  /** Far more than any message takes, for the machine may be busy. */
  private static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(5);

  private static final List<Integer> CODES =
      List.of(BgpError.HEADER, BgpError.OPEN, BgpError.UPDATE, BgpError.ROUTE_REFRESH);

  private static final List<AddressFamily> BOTH = List.of(AddressFamily.values());
  private static final List<DecodeContext> CONTEXTS =
      List.of(
          DecodeContext.EBGP,
          DecodeContext.IBGP,
          DecodeContext.EBGP.withFourOctetAs(false),
          DecodeContext.IBGP.withFourOctetAs(false),
          DecodeContext.EBGP.withAddPath(BOTH, BOTH).withExtendedNextHop(true),
          DecodeContext.IBGP.withPeer(PeerType.CONFEDERATION),
          DecodeContext.IBGP.withMaximumBytes(BgpMessage.EXTENDED_MAX_BYTES),
          DecodeContext.ANY.withAddPath(BOTH, BOTH));

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Map<String, Long> outcomes = new TreeMap<>();
  private double mostPerByte;
  private long mostBytes;
  private long longestNs;
  private long messages;
  private long totalBytes;

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void anyBytes_areAMessageOrADecodeException() {
    fuzz(1, 60_000, Long.MAX_VALUE);
    // The generator is worth something only while most of its messages get deep.
    assertThat(outcomes.keySet())
        .contains(
            "ok",
            "attribute-discard",
            "treat-as-withdraw",
            "afi-disable",
            "1/1",
            "1/2",
            "1/3",
            "2/0",
            "2/1",
            "2/4",
            "3/1",
            "3/2",
            "3/9",
            "3/10",
            "7/1");
    assertThat(outcomes.get("ok")).isGreaterThan(5_000);
    assertThat(outcomes.get("treat-as-withdraw")).isGreaterThan(5_000);
  }

  @Test
  @Tag("integration")
  void longRun() {
    long count = Long.getLong("sdnsim.fuzz.messages", Long.MAX_VALUE);
    long seconds =
        Long.getLong("sdnsim.fuzz.seconds", count == Long.MAX_VALUE ? 60 : Long.MAX_VALUE / 2);
    long seed = Long.getLong("sdnsim.fuzz.seed", 2);
    long begun = System.nanoTime();
    fuzz(seed, count, seconds > 1_000_000 ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(seconds));
    System.out.printf(
        Locale.ROOT,
        "fuzzed the BGP decoder: seed %d, %d messages, %d bytes, %.1f s%n"
            + "  most memory %d bytes (%.1f for each byte of its message); longest %.3f ms%n"
            + "  %s%n",
        seed,
        messages,
        totalBytes,
        (System.nanoTime() - begun) / 1e9,
        mostBytes,
        mostPerByte,
        longestNs / 1e6,
        outcomes);
  }

  private void fuzz(long seed, long count, long forNs) {
    MessageMutator mutator = new MessageMutator(seed);
    long begun = System.nanoTime();
    for (long i = 0; i < count; i++) {
      if (i % 1024 == 0 && System.nanoTime() - begun > forNs) {
        break;
      }
      DecodeContext context = CONTEXTS.get((int) (i % CONTEXTS.size()));
      byte[] bytes = mutator.bytes(i, context.maximumBytes());
      try {
        check(i, bytes, context);
      } catch (Throwable e) {
        throw new AssertionError(
            "message " + i + " of seed " + seed + ": " + HexFormat.of().formatHex(bytes), e);
      }
    }
  }

  private void check(long index, byte[] bytes, DecodeContext context) throws BgpDecodeException {
    long allocated = threads.getCurrentThreadAllocatedBytes();
    long began = System.nanoTime();
    BgpMessage message = null;
    BgpDecodeException error = null;
    try {
      message = BgpCodec.decode(bytes, context);
    } catch (BgpDecodeException e) {
      error = e;
    }
    long tookNs = System.nanoTime() - began;
    long took = threads.getCurrentThreadAllocatedBytes() - allocated;
    messages++;
    totalBytes += bytes.length;
    longestNs = Math.max(longestNs, tookNs);
    holds(tookNs < LONGEST_NS, "it took too long, ns", tookNs);
    // The first messages load classes, which counts.
    if (index > 2000) {
      mostBytes = Math.max(mostBytes, took);
      mostPerByte = Math.max(mostPerByte, (took - FIXED_BYTES) / (double) (bytes.length + 1));
      long limit = FIXED_BYTES + (long) BYTES_PER_BYTE * bytes.length;
      holds(took < limit, "it took too much memory, bytes", took);
    }
    outcomes.merge(outcome(message, error), 1L, Long::sum);
    if (message != null && context.fourOctetAs()) {
      checkSentOn(message, context);
    }
    if (index % 16 == 0) {
      List<String> lines = BgpSummary.lines(bytes);
      holds(lines.isEmpty() == (bytes.length == 0), "a summary says something", lines);
      checkFramed(bytes, context);
    }
  }

  /** As an assertion does, for millions of them: AssertJ's objects take longer than the decoder. */
  private static void holds(boolean condition, String what, Object found) {
    if (!condition) {
      throw new AssertionError(what + ": " + found);
    }
  }

  private static String outcome(BgpMessage message, BgpDecodeException error) {
    if (error != null) {
      holds(CODES.contains(error.code()), "error code", error.code());
      return error.code() + "/" + error.subcode();
    }
    return message instanceof BgpMessage.Update u && u.strongestError() != null
        ? u.strongestError().action().text()
        : "ok";
  }

  /** What is left for the RIBs is a value like any other: written and read, it is the same. */
  private static void checkSentOn(BgpMessage message, DecodeContext context)
      throws BgpDecodeException {
    BgpMessage left = message;
    if (message instanceof BgpMessage.Update update) {
      BgpMessage.Update u = update.afterErrors();
      left =
          new BgpMessage.Update(
              u.withdrawn(),
              u.attributes(),
              u.nlri(),
              u.reach(),
              u.unreach(),
              u.withdrawnIds(),
              u.nlriIds(),
              u.otherFamilies(),
              List.of());
    }
    DecodeContext roomy = context.withMaximumBytes(BgpMessage.EXTENDED_MAX_BYTES);
    BgpMessage again = BgpCodec.decode(BgpCodec.encode(left, roomy), roomy);
    holds(again.equals(left), "read again it is", again);
  }

  /** A stream of any bytes ends in messages, in an error, or waits for less than one message. */
  private static void checkFramed(byte[] bytes, DecodeContext context) {
    MessageFramer framer = new MessageFramer();
    int framed = 0;
    try {
      for (byte each : bytes) {
        framer.append(Bytes.of(new byte[] {each}));
        byte[] message = framer.next(context.maximumBytes());
        framed += message == null ? 0 : message.length;
      }
      holds(framer.isMidMessage() == framed < bytes.length, "bytes that waited", framed);
    } catch (BgpDecodeException e) {
      holds(e.code() == BgpError.HEADER, "error code", e.code());
    }
  }
}
