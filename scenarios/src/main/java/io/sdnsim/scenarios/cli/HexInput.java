package io.sdnsim.scenarios.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes that a user gives in hexadecimal, on the command line or in a file, or raw in a file. */
final class HexInput {
  /** More is no message that somebody looks at; a capture is read piece by piece. */
  private static final int MAXIMUM_BYTES = 1 << 28;

  private HexInput() {}

  /** Bytes in hexadecimal digits, with white space and colons between them. */
  static byte[] parse(String text) {
    byte[] bytes = parseOrNull(text);
    if (bytes != null) {
      return bytes;
    }
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isDigit(c)) {
        digits++;
      } else if (!isBetween(c)) {
        throw new BadInput(
            "'"
                + shortened(text)
                + "': found no such file, and '"
                + c
                + "' at character "
                + (i + 1)
                + " is no hexadecimal digit");
      }
    }
    throw new BadInput(
        digits == 0
            ? "found no bytes: expected messages in hexadecimal, or a file"
            : "found an odd number of hexadecimal digits, " + digits + ": expected two a byte");
  }

  /** As {@link #parse}, but null for what is no hexadecimal. */
  static byte @Nullable [] parseOrNull(String text) {
    byte[] bytes = new byte[text.length() / 2];
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isDigit(c)) {
        int at = digits++ / 2;
        if (at < bytes.length) {
          bytes[at] = (byte) (bytes[at] << 4 | Character.digit(c, 16));
        }
      } else if (!isBetween(c)) {
        return null;
      }
    }
    return digits == 0 || digits % 2 == 1 ? null : Arrays.copyOf(bytes, digits / 2);
  }

  private static boolean isDigit(char c) {
    return c < 128 && Character.digit(c, 16) >= 0;
  }

  private static boolean isBetween(char c) {
    return c == ':' || Character.isWhitespace(c);
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 37) + "...";
  }

  /** What a file holds: hexadecimal where all of it is text of that kind, else the bytes. */
  static byte[] of(byte[] content, String source) {
    if (content.length == 0) {
      throw new BadInput(source + ": found no bytes");
    }
    for (byte b : content) {
      if (b < 0 || !(isDigit((char) b) || isBetween((char) b))) {
        return content;
      }
    }
    try {
      return parse(new String(content, StandardCharsets.US_ASCII));
    } catch (BadInput e) {
      throw new BadInput(source + ": " + e.getMessage(), e);
    }
  }

  static byte[] read(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new BadInput(file + ": found a directory, expected a file");
      }
      try (InputStream in = Files.newInputStream(file)) {
        return limited(in, file.toString());
      }
    } catch (NoSuchFileException e) {
      throw new BadInput(file + ": found no such file", e);
    } catch (IOException e) {
      throw new BadInput(file + ": can't be read: " + e.getMessage(), e);
    }
  }

  static byte[] read(InputStream stdin) {
    try {
      return limited(stdin, "stdin");
    } catch (IOException e) {
      throw new BadInput("stdin: can't be read: " + e.getMessage(), e);
    }
  }

  private static byte[] limited(InputStream in, String source) throws IOException {
    byte[] content = in.readNBytes(MAXIMUM_BYTES + 1);
    if (content.length > MAXIMUM_BYTES) {
      throw new BadInput(source + ": found more than 256 MiB");
    }
    return content;
  }
}
