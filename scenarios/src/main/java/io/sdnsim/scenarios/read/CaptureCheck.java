package io.sdnsim.scenarios.read;

import io.sdnsim.core.wire.CaptureFormatException;
import io.sdnsim.core.wire.PcapReader;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a pcap or pcapng file, so that a broken capture is refused before the run
 * and not in its middle. Packets are not looked at.
 */
final class CaptureCheck {
  private static final int MAGIC_BYTES = 4;

  private CaptureCheck() {}

  /** What is wrong with a capture, or null. */
  static @Nullable String complaint(InputStream in) throws IOException {
    try (PcapReader reader = PcapReader.of(in, "")) {
      while (reader.next() != null) {} // Reading a frame checks it.
      return null;
    } catch (CaptureFormatException e) {
      return complaint(e);
    }
  }

  private static String complaint(CaptureFormatException problem) {
    if (problem.isCutShort()) {
      return problem.offset() < MAGIC_BYTES
          ? "a file of " + problem.offset() + " bytes"
          : "a capture that ends in the middle of a record";
    }
    return problem.offset() < MAGIC_BYTES
        ? "a file that is neither pcap nor pcapng"
        : "a capture with " + problem.found() + " at byte " + problem.offset();
  }
}
