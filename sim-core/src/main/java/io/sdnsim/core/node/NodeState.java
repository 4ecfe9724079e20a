package io.sdnsim.core.node;

/** Whether a node takes part in the world. */
public enum NodeState {
  /** Normal. */
  RUNNING,
  /** Hangs: carrier stays, frames that arrive are lost, timers wait until the node thaws. */
  FROZEN,
  /** Without power: no carrier, no memory. */
  OFF
}
