package io.sdnsim.scenarios.export;

import java.util.ArrayList;
import java.util.List;

/** A configuration file that grows line by line, and what could not be written into it. */
final class ConfigText {
  private final StringBuilder text = new StringBuilder();
  private final List<String> notes = new ArrayList<>();
  private final String comment;

  /**
   * @param comment what begins a comment
   */
  ConfigText(String comment) {
    this.comment = comment;
  }

  void line(String line) {
    text.append(line).append('\n');
  }

  void comment(String line) {
    line(comment + " " + line);
  }

  /** Names what is left out, in the file and for whoever exports. */
  void leaveOut(String what) {
    notes.add(what);
    comment("Not exported: " + what);
  }

  String text() {
    return text.toString();
  }

  List<String> notes() {
    return List.copyOf(notes);
  }
}
