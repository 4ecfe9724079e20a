package io.sdnsim.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares a text to the file in the module's {@code src/test/golden} that holds what it was when
 * somebody last looked at it. {@code -Dsdnsim.update} rewrites the files; the diff is to be
 * reviewed.
 */
public final class Golden {
  private static final Path DIRECTORY = Path.of("src", "test", "golden");

  private Golden() {}

  public static void check(String fileName, String actual) {
    Path file = DIRECTORY.resolve(fileName);
    try {
      if (System.getProperty("sdnsim.update") != null) {
        Files.createDirectories(DIRECTORY);
        Files.writeString(file, actual, StandardCharsets.UTF_8);
        return;
      }
      assertThat(file).as("golden file; -Dsdnsim.update writes it").exists();
      assertThat(actual)
          .as("%s; -Dsdnsim.update rewrites it", file)
          .isEqualTo(Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
