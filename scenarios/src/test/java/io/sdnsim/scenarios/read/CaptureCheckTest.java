package io.sdnsim.scenarios.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CaptureCheckTest {
  private static final int LINK_TYPE_AT = 20;

  private static byte[] tiny() throws IOException {
    return Files.readAllBytes(Path.of("src/test/resources/good/tiny.pcap"));
  }

  private static String complaint(byte[] capture) throws IOException {
    return String.valueOf(CaptureCheck.complaint(new ByteArrayInputStream(capture)));
  }

  @Test
  void wholeCapture_isTaken() throws IOException {
    assertThat(CaptureCheck.complaint(new ByteArrayInputStream(tiny()))).isNull();
  }

  @Test
  void captureWithoutItsMagicNumber_isAFileOfSoManyBytes() throws IOException {
    assertThat(complaint(new byte[0])).isEqualTo("a file of 0 bytes");
    assertThat(complaint(Arrays.copyOf(tiny(), 3))).isEqualTo("a file of 3 bytes");
  }

  @Test
  void captureCutShort_endsInARecord() throws IOException {
    byte[] tiny = tiny();
    for (int length : new int[] {4, 23, 25, tiny.length - 1}) {
      assertThat(complaint(Arrays.copyOf(tiny, length)))
          .as("%d bytes", length)
          .isEqualTo("a capture that ends in the middle of a record");
    }
  }

  @Test
  void somethingElse_isNoCapture() throws IOException {
    assertThat(complaint(new byte[] {1, 2, 3, 4, 5}))
        .isEqualTo("a file that is neither pcap nor pcapng");
  }

  @Test
  void linkTypeThatNobodyReads_isRefusedWithItsPlace() throws IOException {
    byte[] tiny = tiny();
    tiny[LINK_TYPE_AT] = 99; // both bytes: the test file is of either byte order
    tiny[LINK_TYPE_AT + 3] = 99;
    assertThat(complaint(tiny)).startsWith("a capture with link type ").endsWith(" at byte 20");
  }
}
