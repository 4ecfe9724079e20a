package io.sdnsim.scenarios.model;

/**
 * A place in a scenario file.
 *
 * @param file the file as the user named it, or {@code library:NAME} for a built-in scenario
 * @param line from 1
 * @param column from 1
 */
public record SourceLocation(String file, int line, int column)
    implements Comparable<SourceLocation> {
  @Override
  public int compareTo(SourceLocation other) {
    int byFile = file.compareTo(other.file);
    if (byFile != 0) {
      return byFile;
    }
    int byLine = Integer.compare(line, other.line);
    return byLine != 0 ? byLine : Integer.compare(column, other.column);
  }

  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
