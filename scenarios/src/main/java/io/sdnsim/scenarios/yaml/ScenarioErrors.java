package io.sdnsim.scenarios.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A scenario that is refused: all its problems, in the order of their lines. Exit code 2. */
public final class ScenarioErrors extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * @param problems at least one, in any order
   */
  public ScenarioErrors(List<Problem> problems) {
    super(sorted(problems).stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = sorted(problems);
  }

  private static List<Problem> sorted(List<Problem> problems) {
    List<Problem> sorted = new ArrayList<>(problems);
    sorted.sort(Comparator.comparing(Problem::at));
    return List.copyOf(sorted);
  }

  public List<Problem> problems() {
    return problems;
  }
}
