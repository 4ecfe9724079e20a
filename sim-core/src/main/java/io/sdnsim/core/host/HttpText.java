package io.sdnsim.core.host;

import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.FlowTag;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The HTTP/1.1 messages (RFC 9112) that clients and servers exchange. The request says how long the
 * answer is to be, so that a server needs to know nothing of flows, and a capture reads as HTTP.
 */
final class HttpText {
  /** The longest message: ten digits of Content-Length. As a request: until the client ends it. */
  static final long MAX_MESSAGE_BYTES = 9_999_999_999L;

  /** Requests up to this size are a head without a body. */
  private static final int MAX_PADDED_HEAD_BYTES = 1_024;

  private static final String POST_HEAD =
      "POST /%d HTTP/1.1\r\nHost: sdnsim\r\nContent-Length: %010d\r\n\r\n";
  private static final String RESPONSE_HEAD = "HTTP/1.1 200 OK\r\nContent-Length: %010d\r\n\r\n";

  private HttpText() {}

  /** The shortest request for an answer of this length. */
  static int minRequestBytes(long responseBytes) {
    return getHead(responseBytes, "").length();
  }

  /** The shortest answer. */
  static int minResponseBytes() {
    return String.format(Locale.ROOT, RESPONSE_HEAD, 0).length();
  }

  private static String getHead(long responseBytes, String padding) {
    return "GET /" + responseBytes + padding + " HTTP/1.1\r\nHost: sdnsim\r\n\r\n";
  }

  /** The head of a request; the rest of {@code requestBytes} is its body. */
  static Bytes requestHead(long requestBytes, long responseBytes) {
    if (requestBytes <= MAX_PADDED_HEAD_BYTES) {
      int missing = (int) requestBytes - minRequestBytes(responseBytes);
      String padding = missing == 0 ? "" : "?" + "x".repeat(missing - 1);
      return bytes(getHead(responseBytes, padding));
    }
    int headBytes = String.format(Locale.ROOT, POST_HEAD, responseBytes, 0L).length();
    return bytes(String.format(Locale.ROOT, POST_HEAD, responseBytes, requestBytes - headBytes));
  }

  /** The head of an answer; the rest of {@code responseBytes} is its body. */
  static Bytes responseHead(long responseBytes) {
    return bytes(String.format(Locale.ROOT, RESPONSE_HEAD, responseBytes - minResponseBytes()));
  }

  private static Bytes bytes(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** The byte stream of one direction of one connection, as bulk bytes name it. */
  static long streamOf(FlowTag tag) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < tag.flow().length(); i++) {
      hash = (hash ^ tag.flow().charAt(i)) * 0x100000001B3L;
    }
    return (hash ^ ((long) tag.connection() << 1 | (tag.reply() ? 1 : 0))) * 0x9E3779B97F4A7C15L;
  }
}
