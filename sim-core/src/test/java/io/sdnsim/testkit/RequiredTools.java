package io.sdnsim.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.opentest4j.TestAbortedException;

/**
 * Tools outside Java that a test needs. Without the tool the test is skipped, and says so; with
 * {@code -Dsdnsim.require=all} it fails.
 */
public final class RequiredTools {
  private RequiredTools() {}

  /**
   * The tool's program.
   *
   * @param purpose completes "needed to ..."
   */
  public static Path require(String tool, String purpose) {
    Optional<Path> program = find(tool);
    if (program.isPresent()) {
      return program.get();
    }
    throw absent(tool + " is not on PATH", purpose);
  }

  /**
   * Something that is no program.
   *
   * @param absence what to say when it is not there
   * @param purpose completes "needed to ..."
   */
  public static void require(boolean present, String absence, String purpose) {
    if (!present) {
      throw absent(absence, purpose);
    }
  }

  private static TestAbortedException absent(String absence, String purpose) {
    String complaint = "SKIPPED: " + absence + "; it is needed to " + purpose;
    if ("all".equals(System.getProperty("sdnsim.require"))) {
      fail(complaint + " (-Dsdnsim.require=all)");
    }
    System.err.println(complaint);
    return new TestAbortedException(complaint);
  }

  private static Optional<Path> find(String tool) {
    String path = System.getenv("PATH");
    if (path == null) {
      return Optional.empty();
    }
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(path)
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, tool))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
