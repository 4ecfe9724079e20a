package io.sdnsim.slb.manager;

/** What the SLB manager waits for; how long, its driver knows. */
sealed interface ManagerTimer {
  /** The next attempt to open a channel. */
  record Retry(Channel channel) implements ManagerTimer {}

  /** A host agent has been gone for so long that its VMs count as down. */
  record AgentGrace(Channel channel) implements ManagerTimer {}

  /** The processing of a request for SNAT ports takes its time. */
  record SnatProcessing() implements ManagerTimer {}

  /** A VIP has been withdrawn from the Muxes for long enough. */
  record BlackHole(String vip) implements ManagerTimer {}

  /** A manager that has just begun has waited long enough for what the host agents know. */
  record Learning() implements ManagerTimer {}
}
