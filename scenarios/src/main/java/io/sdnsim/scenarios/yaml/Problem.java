package io.sdnsim.scenarios.yaml;

import io.sdnsim.scenarios.model.SourceLocation;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong at one place of a scenario.
 *
 * @param at line 0 when it is not about a line of a file, such as for {@code --set}
 * @param found what stands there
 * @param expected what should
 * @param suggestion what was probably meant; null when nothing is close
 */
public record Problem(
    SourceLocation at, String found, String expected, @Nullable String suggestion) {
  /** {@code file:line:column: found X; expected Y (did you mean Z?)}. */
  @Override
  public String toString() {
    return (at.line() == 0 ? at.file() : at.toString())
        + ": found "
        + found
        + "; expected "
        + expected
        + (suggestion == null ? "" : " (did you mean " + suggestion + "?)");
  }
}
