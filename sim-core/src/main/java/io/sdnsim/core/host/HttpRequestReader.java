package io.sdnsim.core.host;

import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Payload;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the requests in the byte stream of a connection. Heads are read, bodies are only counted.
 */
final class HttpRequestReader {
  private static final Pattern REQUEST_LINE =
      Pattern.compile("(?:GET|POST) /([0-9]{1,10})(?:\\?\\S*)? HTTP/1\\.1");
  private static final Pattern PATH = Pattern.compile("GET (/\\S*) HTTP/1\\.1");
  private static final Pattern CONTENT_LENGTH =
      Pattern.compile("\r\nContent-Length: ([0-9]{1,10})\r\n", Pattern.CASE_INSENSITIVE);
  private static final String HEAD_END = "\r\n\r\n";

  /** Is told of every request that is complete. */
  @FunctionalInterface
  interface Sink {
    void requested(long responseBytes);
  }

  private final int maxHeadBytes;
  private final List<String> paths;
  private final StringBuilder head = new StringBuilder();
  private boolean inBody;
  private long bodyMissing;
  private long responseBytes;

  /**
   * @param paths are requests for an empty answer
   */
  HttpRequestReader(int maxHeadBytes, List<String> paths) {
    this.maxHeadBytes = maxHeadBytes;
    this.paths = paths;
  }

  /**
   * Takes the next bytes of the stream.
   *
   * @return whether they were requests; after false the stream can't be read on
   */
  boolean accept(Payload data, Sink sink) {
    int position = 0;
    while (position < data.lengthBytes()) {
      if (inBody) {
        position += skipBody(data.lengthBytes() - position);
      } else {
        head.append((char) byteAt(data, position++));
        if (!endHead()) {
          return false;
        }
      }
      if (inBody && bodyMissing == 0) {
        inBody = false;
        sink.requested(responseBytes);
      }
    }
    return true;
  }

  private int skipBody(int available) {
    int taken = (int) Math.min(bodyMissing, available);
    bodyMissing -= taken;
    return taken;
  }

  /** Reads the head when it is complete; returns false when it is none or longer than allowed. */
  private boolean endHead() {
    if (head.length() < HEAD_END.length()
        || head.charAt(head.length() - 1) != '\n'
        || head.indexOf(HEAD_END, head.length() - HEAD_END.length()) < 0) {
      return head.length() < maxHeadBytes;
    }
    String text = head.toString();
    head.setLength(0);
    String line = text.substring(0, text.indexOf("\r\n"));
    Matcher request = REQUEST_LINE.matcher(line);
    Matcher path = PATH.matcher(line);
    if (path.matches() && paths.contains(path.group(1))) {
      responseBytes = HttpText.minResponseBytes();
    } else if (request.matches()) {
      responseBytes = Long.parseLong(request.group(1));
    } else {
      return false;
    }
    Matcher length = CONTENT_LENGTH.matcher(text);
    bodyMissing = length.find() ? Long.parseLong(length.group(1)) : 0;
    inBody = true;
    return true;
  }

  private static byte byteAt(Payload data, int index) {
    if (data instanceof Bytes bytes) {
      return bytes.at(index);
    }
    if (data instanceof BulkBytes bulk) {
      return BulkBytes.byteAt(bulk.stream(), bulk.offset() + index);
    }
    throw new IllegalArgumentException(
        "TCP delivers bytes, not " + data.getClass().getSimpleName());
  }
}
