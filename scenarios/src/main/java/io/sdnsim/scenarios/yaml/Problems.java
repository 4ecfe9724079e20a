package io.sdnsim.scenarios.yaml;

import io.sdnsim.scenarios.model.SourceLocation;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with one scenario. */
public final class Problems {
  private static final int LISTED = 12;

  private final Set<Problem> problems = new LinkedHashSet<>();

  public void add(SourceLocation at, String found, String expected) {
    problems.add(new Problem(at, found, expected, null));
  }

  public void add(SourceLocation at, String found, String expected, @Nullable String suggestion) {
    problems.add(new Problem(at, found, expected, suggestion));
  }

  /**
   * A name that is none of the known ones.
   *
   * @param what the name stands for, such as {@code node}
   */
  public void unknown(SourceLocation at, String what, String name, Collection<String> known) {
    add(
        at,
        "the " + what + " '" + name + "', which does not exist",
        known.isEmpty()
            ? "a " + what + ", but the scenario has none"
            : known.size() > LISTED
                ? "the name of a " + what
                : "one of " + String.join(", ", known),
        Spelling.closest(name, known));
  }

  public boolean isEmpty() {
    return problems.isEmpty();
  }

  public List<Problem> all() {
    return List.copyOf(problems);
  }

  /** Refuses the scenario if anything was added. */
  public void throwIfAny() throws ScenarioErrors {
    if (!problems.isEmpty()) {
      throw new ScenarioErrors(all());
    }
  }
}
