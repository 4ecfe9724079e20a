package io.sdnsim.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HttpTextTest {
  @Property
  void reader_findsEveryRequest_howeverTheStreamIsCut(
      @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 5_000) Integer> extraBytes,
      @ForAll @LongRange(max = 99_999) long responseBytes,
      @ForAll @IntRange(min = 1, max = 1_500) int segmentBytes) {
    byte[] stream = new byte[0];
    for (int extra : extraBytes) {
      int requestBytes = HttpText.minRequestBytes(responseBytes) + extra;
      Bytes head = HttpText.requestHead(requestBytes, responseBytes);
      byte[] request = new byte[requestBytes];
      head.copyTo(request, 0);
      new BulkBytes(7, head.lengthBytes(), requestBytes - head.lengthBytes())
          .copyTo(request, head.lengthBytes());
      byte[] longer = java.util.Arrays.copyOf(stream, stream.length + requestBytes);
      System.arraycopy(request, 0, longer, stream.length, requestBytes);
      stream = longer;
    }
    HttpRequestReader reader = new HttpRequestReader(2_000, List.of());
    List<Long> found = new ArrayList<>();
    Bytes whole = Bytes.of(stream);
    for (int from = 0; from < stream.length; from += segmentBytes) {
      Payload segment = whole.slice(from, Math.min(stream.length, from + segmentBytes));
      assertThat(reader.accept(segment, found::add)).isTrue();
    }
    assertThat(found).hasSize(extraBytes.size()).containsOnly(responseBytes);
  }

  @Property
  void requestHead_neverExceedsTheRequest_andResponseHeadIsAsLongAsItSays(
      @ForAll @LongRange(max = 9_999_999_999L) long responseBytes,
      @ForAll @IntRange(max = 100_000) int extra) {
    long requestBytes = (long) HttpText.minRequestBytes(responseBytes) + extra;
    Bytes head = HttpText.requestHead(requestBytes, responseBytes);
    assertThat((long) head.lengthBytes()).isLessThanOrEqualTo(requestBytes);
    assertThat(text(head)).endsWith("\r\n\r\n");
    if (text(head).startsWith("GET")) {
      assertThat((long) head.lengthBytes()).isEqualTo(requestBytes);
    } else {
      assertThat(text(head))
          .contains(String.format("Content-Length: %010d", requestBytes - head.lengthBytes()));
    }
  }

  @Test
  void reader_knownPath_isARequestForAnEmptyAnswer_anyOtherIsNone() {
    List<Long> found = new ArrayList<>();
    String head = " HTTP/1.1\r\nHost: 10.0.0.4\r\n\r\n";
    HttpRequestReader reader = new HttpRequestReader(100, List.of("/health"));
    assertThat(reader.accept(ascii("GET /health" + head), found::add)).isTrue();
    assertThat(found).containsExactly((long) HttpText.minResponseBytes());
    assertThat(reader.accept(ascii("GET /healthy" + head), found::add)).isFalse();
  }

  private static Bytes ascii(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void reader_endlessHead_isRefusedAtTheLimit() {
    HttpRequestReader reader = new HttpRequestReader(100, List.of("/health"));
    Bytes junk = Bytes.of("GET /1 HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
    assertThat(reader.accept(junk, size -> {})).isTrue();
    assertThat(reader.accept(Bytes.of(new byte[100]), size -> {})).isFalse();
  }

  private static String text(Bytes bytes) {
    return new String(bytes.toArray(), StandardCharsets.US_ASCII);
  }
}
