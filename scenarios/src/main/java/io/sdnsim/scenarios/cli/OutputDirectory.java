package io.sdnsim.scenarios.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A directory that a command writes: it appears whole or not at all. */
final class OutputDirectory {
  private OutputDirectory() {}

  /**
   * Writes the files under another name beside the directory's place, and moves them there.
   *
   * @param files text by relative path
   * @throws BadInput when the directory is there and not empty, or can't be written
   */
  static void write(Path directory, Map<String, String> files) {
    Path target = directory.toAbsolutePath().normalize();
    if (Files.exists(target) && !Files.isDirectory(target)) {
      throw new BadInput("cannot write into " + directory + ": it is not a directory");
    }
    try {
      if (Files.exists(target) && !isEmpty(target)) {
        throw new BadInput(directory + " is not empty: nothing was written");
      }
      Path parent = target.getParent();
      if (parent == null) {
        throw new BadInput("cannot write into " + directory);
      }
      Files.createDirectories(parent);
      Path partial = Files.createTempDirectory(parent, "." + target.getFileName() + ".partial");
      try {
        fill(partial, files);
        Files.setPosixFilePermissions(
            partial, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        // Onto an empty directory a move replaces it; onto nothing it is a plain rename.
        Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        delete(partial);
      }
    } catch (IOException e) {
      throw OutputFile.unwritable(e);
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    }
  }

  private static void fill(Path directory, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = directory.resolve(file.getKey());
      Path folder = path.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(path, file.getValue());
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> tree = Files.walk(directory)) {
      all = tree.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
