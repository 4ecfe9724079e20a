package io.sdnsim.scenarios.cli;

import io.sdnsim.scenarios.report.Style;
import java.io.Console;

/** What the process is talking to. */
final class Terminal {
  private static final boolean PRESENT = find();

  private Terminal() {}

  /** Whether a person watches. */
  static boolean isPresent() {
    return PRESENT;
  }

  /** Colour for people who did not ask to be spared, see no-color.org. */
  static Style style() {
    String noColour = System.getenv("NO_COLOR");
    boolean plain =
        !PRESENT
            || (noColour != null && !noColour.isEmpty())
            || "dumb".equals(System.getenv("TERM"));
    return plain ? Style.PLAIN : Style.COLOUR;
  }

  /** Since JDK 22 there is a console even where there is no terminal; it says so itself. */
  @SuppressWarnings("SystemConsoleNull") // The JDK 17 that we build for still returns null.
  private static boolean find() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
