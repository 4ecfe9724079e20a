package io.sdnsim.scenarios.report;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns: numbers to the right, text to the left. */
public final class TextTable {
  private static final String GAP = "  ";

  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();

  public TextTable(String... headings) {
    this.headings = List.of(headings);
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException unless there is a cell for each heading
   */
  public TextTable row(List<String> cells) {
    if (cells.size() != headings.size()) {
      throw new IllegalArgumentException(cells.size() + " cells for " + headings.size());
    }
    rows.add(List.copyOf(cells));
    return this;
  }

  /** The table, each line indented by this many spaces and ended with a newline. */
  public String text(int indent) {
    StringBuilder text = new StringBuilder();
    appendLine(text, indent, headings);
    for (List<String> row : rows) {
      appendLine(text, indent, row);
    }
    return text.toString();
  }

  private void appendLine(StringBuilder text, int indent, List<String> cells) {
    StringBuilder line = new StringBuilder(" ".repeat(indent));
    for (int column = 0; column < cells.size(); column++) {
      String cell = cells.get(column);
      String padding = " ".repeat(width(column) - cell.length());
      line.append(column == 0 ? "" : GAP);
      line.append(isNumeric(column) ? padding + cell : cell + padding);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  private int width(int column) {
    int width = headings.get(column).length();
    for (List<String> row : rows) {
      width = Math.max(width, row.get(column).length());
    }
    return width;
  }

  private boolean isNumeric(int column) {
    return !rows.isEmpty()
        && rows.stream()
            .allMatch(row -> row.get(column).matches("-|[0-9][0-9.,]*( ?[a-z%]{1,2})?"));
  }
}
