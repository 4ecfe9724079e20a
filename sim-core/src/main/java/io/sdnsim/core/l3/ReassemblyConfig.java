package io.sdnsim.core.l3;

import io.sdnsim.core.engine.SimTime;

/**
 * Limits of reassembly on one node.
 *
 * @param ipv4TimeoutPs after the first fragment to arrive; RFC 791 suggests 15 s, RFC 1122 3.3.2 60
 *     to 120 s, Linux takes 30 s
 * @param ipv6TimeoutPs after the first fragment to arrive; 60 s (RFC 8200 section 4.5)
 * @param maxDatagrams how many datagrams may wait for fragments
 * @param maxFragments how many fragments may be held in all
 */
public record ReassemblyConfig(
    long ipv4TimeoutPs, long ipv6TimeoutPs, int maxDatagrams, int maxFragments) {
  public static final ReassemblyConfig DEFAULT =
      new ReassemblyConfig(30 * SimTime.SECOND, 60 * SimTime.SECOND, 256, 4096);

  /**
   * @throws IllegalArgumentException when a value is not positive
   */
  public ReassemblyConfig {
    if (ipv4TimeoutPs <= 0 || ipv6TimeoutPs <= 0 || maxDatagrams < 1 || maxFragments < 2) {
      throw new IllegalArgumentException(
          "reassembly needs positive timeouts and room for one datagram of two fragments");
    }
  }
}
