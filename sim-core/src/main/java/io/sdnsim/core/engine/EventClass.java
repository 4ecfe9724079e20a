package io.sdnsim.core.engine;

/** The order of events that fall on the same picosecond. */
public enum EventClass {
  /** What the scenario does to the world: faults, repairs, configuration. */
  SCENARIO,
  /** A frame arrives. */
  FRAME,
  /** A timer of a node expires. */
  TIMER,
  /** Looking only: expectations, samples. Sees all that happened at its time. */
  OBSERVATION
}
