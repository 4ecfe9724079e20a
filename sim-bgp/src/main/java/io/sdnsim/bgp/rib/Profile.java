package io.sdnsim.bgp.rib;

/**
 * Whose habits a speaker has where the RFCs leave a choice. CONFORMANCE.md lists the differences
 * with their sources.
 */
public enum Profile {
  /** FRRouting 8.4. */
  FRR,
  /** Cisco NX-OS. */
  NX_OS
}
