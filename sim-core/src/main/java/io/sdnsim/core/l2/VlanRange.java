package io.sdnsim.core.l2;

/**
 * VLAN ids from first to last, both inclusive.
 *
 * @param first 1 to 4094; 0 and 4095 are reserved (IEEE 802.1Q table 9-2)
 */
public record VlanRange(int first, int last) {
  public static final int MAX_VLAN = 4094;

  /** Every VLAN. */
  public static final VlanRange ALL = new VlanRange(1, MAX_VLAN);

  /**
   * @throws IllegalArgumentException when an id is out of range or the last lies before the first
   */
  public VlanRange {
    if (first < 1 || last > MAX_VLAN || last < first) {
      throw new IllegalArgumentException(
          "VLAN ids are 1 to " + MAX_VLAN + ", the first before the last: " + first + "-" + last);
    }
  }

  /** A single VLAN. */
  public static VlanRange of(int vlan) {
    return new VlanRange(vlan, vlan);
  }

  /**
   * Parses {@code 10} or {@code 10-20}.
   *
   * @throws IllegalArgumentException with a sentence for people
   */
  public static VlanRange parse(String text) {
    int dash = text.indexOf('-');
    try {
      return dash < 0
          ? of(Integer.parseInt(text))
          : new VlanRange(
              Integer.parseInt(text.substring(0, dash)),
              Integer.parseInt(text.substring(dash + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a VLAN or a range of VLANs, such as 10 or 10-20", e);
    }
  }

  @Override
  public String toString() {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
