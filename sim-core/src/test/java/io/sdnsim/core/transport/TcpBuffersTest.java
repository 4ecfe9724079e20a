package io.sdnsim.core.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Payload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The data structures of a connection against the simplest thing that could work. */
final class TcpBuffersTest {
  // ------------------------------------------------------------ send buffer

  @Property(tries = 300)
  void sendBuffer_returnsWhatWasAppended_whateverTheCuts(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 1, max = 300) Integer> pieces,
      @ForAll @IntRange(min = 1, max = 500) int limit,
      @ForAll @IntRange(min = 0, max = 100) int releasedPercent) {
    SendBuffer buffer = new SendBuffer();
    byte[] expected = new byte[pieces.stream().mapToInt(Integer::intValue).sum()];
    int filled = 0;
    for (int length : pieces) {
      BulkBytes bulk = new BulkBytes(3, filled, length);
      bulk.copyTo(expected, filled);
      boolean real = length % 3 == 0;
      if (real) {
        byte[] copy = new byte[length];
        bulk.copyTo(copy, 0);
        buffer.append(Bytes.of(copy));
      } else {
        buffer.append(bulk);
      }
      filled += length;
    }
    assertThat(buffer.end()).isEqualTo(1 + filled);
    long position = 1 + (long) filled * releasedPercent / 100;
    buffer.releaseBefore(position);
    while (position < buffer.end()) {
      Payload part = buffer.read(position, limit);
      assertThat(part.lengthBytes()).isBetween(1, limit);
      assertBytes(part, expected, (int) position - 1);
      position += part.lengthBytes();
    }
  }

  private static void assertBytes(Payload part, byte[] expected, int from) {
    byte[] actual = new byte[part.lengthBytes()];
    if (part instanceof BulkBytes bulk) {
      bulk.copyTo(actual, 0);
    } else {
      ((Bytes) part).copyTo(actual, 0);
    }
    assertThat(actual).isEqualTo(Arrays.copyOfRange(expected, from, from + actual.length));
  }

  @Test
  void sendBuffer_outsideOfWhatIsHeld_isAMistake() {
    SendBuffer buffer = new SendBuffer();
    buffer.append(new BulkBytes(1, 0, 10));
    assertThatThrownBy(() -> buffer.read(11, 1)).isInstanceOf(IllegalStateException.class);
    buffer.releaseBefore(11);
    assertThatThrownBy(() -> buffer.read(1, 1)).isInstanceOf(IllegalStateException.class);
  }

  // ------------------------------------------------------------ reassembly

  @Property(tries = 500)
  void reassembly_holdsExactlyWhatArrived(
      @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 199) Integer> starts,
      @ForAll @Size(min = 40, max = 40) List<@IntRange(min = 1, max = 30) Integer> lengths) {
    ReassemblyQueue queue = new ReassemblyQueue();
    BitSet naive = new BitSet();
    for (int i = 0; i < starts.size(); i++) {
      int start = starts.get(i);
      queue.add(start, new BulkBytes(1, start, lengths.get(i)));
      naive.set(start, start + lengths.get(i));
    }
    for (int position = 0; position < 240; position++) {
      ReassemblyQueue.Block block = queue.blockAt(position);
      assertThat(block != null).isEqualTo(naive.get(position));
      if (block != null) {
        assertThat(block.start()).isEqualTo(naive.previousClearBit(position) + 1);
        assertThat(block.end()).isEqualTo(naive.nextClearBit(position));
      }
    }
    for (int position = naive.nextSetBit(0); position >= 0; ) {
      int end = naive.nextClearBit(position);
      for (Payload piece : queue.take(position)) {
        assertThat(((BulkBytes) piece).offset()).isEqualTo(position);
        position += piece.lengthBytes();
      }
      assertThat(position).isEqualTo(end);
      position = naive.nextSetBit(end);
    }
    assertThat(queue.isEmpty()).isTrue();
  }

  // ------------------------------------------------------------ scoreboard

  @Property(tries = 500)
  void scoreboard_equalsTheDefinitionsOctetByOctet(
      @ForAll @Size(max = 20) List<@IntRange(min = 1, max = 190) Integer> starts,
      @ForAll @Size(min = 20, max = 20) List<@IntRange(min = 1, max = 20) Integer> lengths,
      @ForAll @IntRange(min = 1, max = 100) int acknowledged,
      @ForAll @IntRange(min = 1, max = 20) int segment,
      @ForAll @IntRange(min = 0, max = 200) int retransmitted) {
    SackScoreboard board = new SackScoreboard();
    BitSet sacked = new BitSet();
    for (int i = 0; i < starts.size(); i++) {
      int start = starts.get(i);
      int end = start + lengths.get(i);
      boolean isNew = sacked.nextClearBit(start) < end;
      assertThat(board.add(start, end)).isEqualTo(isNew);
      sacked.set(start, end);
    }
    board.releaseBefore(acknowledged);
    sacked.clear(0, acknowledged);
    int to = 220;
    long pipe = 0;
    for (int octet = acknowledged; octet < to; octet++) {
      if (sacked.get(octet)) {
        assertThat(board.skip(octet)).isEqualTo(sacked.nextClearBit(octet));
        continue;
      }
      assertThat(board.skip(octet)).isEqualTo(octet);
      boolean lost = naiveLost(sacked, octet, segment);
      assertThat(board.isLost(octet, segment)).isEqualTo(lost);
      pipe += (lost ? 0 : 1) + (octet < retransmitted ? 1 : 0);
    }
    assertThat(board.pipeBytes(acknowledged, to, retransmitted, segment)).isEqualTo(pipe);
    assertThat(board.highest()).isEqualTo(sacked.length());
  }

  private static boolean naiveLost(BitSet sacked, int octet, int segment) {
    int bytes = 0;
    List<Integer> ranges = new ArrayList<>();
    for (int i = sacked.nextSetBit(octet); i >= 0; i = sacked.nextSetBit(i + 1)) {
      bytes++;
      if (!sacked.get(i - 1)) {
        ranges.add(i);
      }
    }
    return ranges.size() >= 3 || bytes > 2 * segment;
  }
}
