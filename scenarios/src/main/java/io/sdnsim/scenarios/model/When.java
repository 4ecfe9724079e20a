package io.sdnsim.scenarios.model;

/**
 * The times at which an expectation must hold. What that means for each family of expectations
 * stands at {@link Expectation}.
 */
public sealed interface When {
  /** No time is given: a state at the end of the run, or the whole run measured. */
  record WholeRun() implements When {}

  /** {@code at: T}. */
  record AtTime(SourceLocation at, long timePs) implements When {}

  /** {@code always: { from, to }}; from defaults to 0, to to the end of the run. */
  record Always(SourceLocation at, long fromPs, long toPs) implements When {}

  /** {@code never: { from, to }}; from defaults to 0, to to the end of the run. */
  record Never(SourceLocation at, long fromPs, long toPs) implements When {}

  /**
   * {@code after: EVENT}, {@code not-before}, {@code within}: times since the event.
   *
   * @param event the id of an event
   * @param notBeforePs default 0
   * @param withinPs {@link io.sdnsim.core.engine.SimTime#NEVER} when not given: up to the end
   */
  record After(SourceLocation at, Located<String> event, long notBeforePs, long withinPs)
      implements When {}
}
