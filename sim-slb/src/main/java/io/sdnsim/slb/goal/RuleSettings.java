package io.sdnsim.slb.goal;

import io.sdnsim.core.engine.SimTime;

/**
 * How a load-balancing rule treats flows; the same at all Muxes and hosts.
 *
 * @param selection how the backend of a new flow is chosen
 * @param maglevEntries size of the Maglev table, a prime of 2 and more; {@link #AUTOMATIC} leaves
 *     it to the SLB manager
 * @param distribution what of a flow decides about its backend
 * @param idleTimeoutPs when a flow without a packet is forgotten; {@link #AUTOMATIC} leaves that to
 *     the settings of the Mux and the host
 * @param tcpReset whether both ends of an established TCP connection that is forgotten for being
 *     idle get a reset; otherwise they are told nothing
 */
public record RuleSettings(
    SelectionMethod selection,
    int maglevEntries,
    Distribution distribution,
    long idleTimeoutPs,
    boolean tcpReset) {
  /** The receiver of the settings chooses. */
  public static final int AUTOMATIC = 0;

  /** The shortest and the longest idle timeout of Azure's load balancer, 4 and 30 min. */
  public static final long MIN_IDLE_PS = 4 * 60 * SimTime.SECOND;

  public static final long MAX_IDLE_PS = 30 * 60 * SimTime.SECOND;

  /** Beyond this a table of 4-byte entries is larger than 40 MB. */
  public static final int MAX_MAGLEV_ENTRIES = 10_000_019;

  /** What Ananta does: the 5-tuple, and silence about idle flows. */
  public static final RuleSettings DEFAULT =
      new RuleSettings(
          SelectionMethod.ANANTA, AUTOMATIC, Distribution.FIVE_TUPLE, AUTOMATIC, false);

  /**
   * @throws IllegalArgumentException when a value is out of range
   */
  public RuleSettings {
    if (maglevEntries != AUTOMATIC && !isTableSize(maglevEntries)) {
      throw new IllegalArgumentException(
          "a Maglev table has a prime number of entries from 2 to "
              + MAX_MAGLEV_ENTRIES
              + ", not "
              + maglevEntries);
    }
    if (idleTimeoutPs != AUTOMATIC
        && (idleTimeoutPs < MIN_IDLE_PS || idleTimeoutPs > MAX_IDLE_PS)) {
      throw new IllegalArgumentException("an idle timeout is 4 to 30 min");
    }
  }

  /** Whether a Maglev table can have this many entries. */
  public static boolean isTableSize(int entries) {
    return entries <= MAX_MAGLEV_ENTRIES && isPrime(entries);
  }

  private static boolean isPrime(int number) {
    for (int divisor = 2; (long) divisor * divisor <= number; divisor++) {
      if (number % divisor == 0) {
        return false;
      }
    }
    return number >= 2;
  }

  /**
   * The smallest prime above 100 times the number of backends, as the Maglev paper advises; the
   * largest that there may be for more than a hundred thousand.
   */
  public static int tableSizeFor(int backends) {
    int size = (int) Math.min(100L * backends + 1, MAX_MAGLEV_ENTRIES);
    while (!isPrime(size)) {
      size++;
    }
    return size;
  }

  public RuleSettings withSelection(SelectionMethod newSelection) {
    return new RuleSettings(newSelection, maglevEntries, distribution, idleTimeoutPs, tcpReset);
  }

  public RuleSettings withMaglevEntries(int newEntries) {
    return new RuleSettings(selection, newEntries, distribution, idleTimeoutPs, tcpReset);
  }

  public RuleSettings withDistribution(Distribution newDistribution) {
    return new RuleSettings(selection, maglevEntries, newDistribution, idleTimeoutPs, tcpReset);
  }

  public RuleSettings withIdleTimeout(long newIdleTimeoutPs) {
    return new RuleSettings(selection, maglevEntries, distribution, newIdleTimeoutPs, tcpReset);
  }

  public RuleSettings withTcpReset(boolean newTcpReset) {
    return new RuleSettings(selection, maglevEntries, distribution, idleTimeoutPs, newTcpReset);
  }
}
