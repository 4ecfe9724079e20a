package io.sdnsim.scenarios.read;

import io.sdnsim.scenarios.model.InputFile;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.yaml.Problem;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import io.sdnsim.scenarios.yaml.Spelling;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The built-in scenarios, which are resources of this program. */
public final class Library {
  private static final String FOLDER = "/io/sdnsim/scenarios/library/";
  private static final String SCHEMA = "/io/sdnsim/scenarios/schema/scenario.schema.json";
  private static final String SCHEMA_FILE = "scenario.schema.json";

  private Library() {}

  /**
   * A built-in scenario.
   *
   * @param summary the first sentence of its description
   */
  public record Entry(String name, String summary) {}

  /** Names, in the order of the index. */
  public static List<String> names() {
    return new String(required(FOLDER + "index.txt"), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
  }

  public static boolean has(String name) {
    return names().contains(name);
  }

  /** All scenarios with their summaries. */
  public static List<Entry> list() {
    return names().stream().map(name -> new Entry(name, summary(name))).toList();
  }

  private static String summary(String name) {
    try {
      String description = read(name, Map.of()).description().replace('\n', ' ').trim();
      int end = description.indexOf(". ");
      return end < 0 ? description : description.substring(0, end + 1);
    } catch (ScenarioErrors e) {
      throw new IllegalStateException("the built-in scenario " + name + " is not valid", e);
    }
  }

  /** Reads a built-in scenario; locations say {@code library:NAME}. */
  public static Scenario read(String name, Map<String, String> sets) throws ScenarioErrors {
    if (!has(name)) {
      throw new ScenarioErrors(List.of(unknown(name)));
    }
    return ScenarioReader.parse(
        "library:" + name, required(FOLDER + name + ".yaml"), sets, Library::locate);
  }

  private static Problem unknown(String name) {
    return new Problem(
        new SourceLocation(name, 0, 0),
        "no built-in scenario of this name",
        "one of " + String.join(", ", names()),
        Spelling.closest(name, names()));
  }

  static URI locate(String file) {
    URL url = file.contains("..") ? null : Library.class.getResource(FOLDER + file);
    try {
      return url == null ? URI.create("file:///nonexistent") : url.toURI();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a resource without a proper address: " + url, e);
    }
  }

  /**
   * Copies a scenario, the files that it reads and the JSON Schema for editors. Writes all or
   * nothing, and never over an existing file; a schema that is there already stays.
   *
   * @param folder made when it does not exist
   * @return the files written, the scenario first
   * @throws FileAlreadyExistsException when a file is in the way
   */
  public static List<Path> copy(String name, Path folder) throws ScenarioErrors, IOException {
    Scenario scenario = read(name, Map.of());
    Map<Path, byte[]> files = new LinkedHashMap<>();
    files.put(folder.resolve(name + ".yaml"), forCopying(name));
    for (InputFile file : scenario.inputFiles()) {
      files.put(folder.resolve(file.name()), required(FOLDER + file.name()));
    }
    for (Path file : files.keySet()) {
      if (Files.exists(file)) {
        throw new FileAlreadyExistsException(file.toString());
      }
    }
    Path schema = folder.resolve(SCHEMA_FILE);
    if (!Files.exists(schema)) {
      files.put(schema, required(SCHEMA));
    }
    writeAll(folder, files);
    return List.copyOf(files.keySet());
  }

  private static byte[] forCopying(String name) {
    return new String(required(FOLDER + name + ".yaml"), StandardCharsets.UTF_8)
        .replaceFirst("\\$schema=\\S*", "\\$schema=" + SCHEMA_FILE)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Under other names first, so that a full disk leaves nothing half-written behind. */
  private static void writeAll(Path folder, Map<Path, byte[]> files) throws IOException {
    Files.createDirectories(folder);
    Map<Path, Path> parts = new LinkedHashMap<>();
    List<Path> moved = new ArrayList<>();
    try {
      for (Map.Entry<Path, byte[]> file : files.entrySet()) {
        Path part = Files.createTempFile(folder, ".sdnsim", ".part");
        parts.put(part, file.getKey());
        Files.write(part, file.getValue());
      }
      for (Map.Entry<Path, Path> part : parts.entrySet()) {
        Files.createLink(
            part.getValue(), part.getKey()); // Fails where a file exists; move may not.
        moved.add(part.getValue());
      }
    } catch (IOException | UnsupportedOperationException e) {
      for (Path file : moved) {
        Files.deleteIfExists(file);
      }
      throw e;
    } finally {
      for (Path part : parts.keySet()) {
        Files.deleteIfExists(part);
      }
    }
  }

  private static byte[] required(String resource) {
    try (@Nullable InputStream in = Library.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("this build lacks its resource " + resource);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
