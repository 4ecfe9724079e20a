package io.sdnsim.core.l3.acl;

/**
 * TCP or UDP ports from first to last, both inclusive.
 *
 * @param first 0 to 65,535
 * @param last not before the first
 */
public record PortRange(int first, int last) {
  /** Every port. */
  public static final PortRange ALL = new PortRange(0, 65_535);

  /**
   * @throws IllegalArgumentException when a port is out of range or the last lies before the first
   */
  public PortRange {
    if (first < 0 || last > 65_535 || last < first) {
      throw new IllegalArgumentException(
          "a port range is FIRST-LAST within 0-65535, not " + first + "-" + last);
    }
  }

  /** A single port. */
  public static PortRange of(int port) {
    return new PortRange(port, port);
  }

  /**
   * Parses {@code 443} or {@code 1024-65535}.
   *
   * @throws IllegalArgumentException with a sentence for people
   */
  public static PortRange parse(String text) {
    int dash = text.indexOf('-');
    try {
      return dash < 0
          ? of(Integer.parseInt(text))
          : new PortRange(
              Integer.parseInt(text.substring(0, dash)),
              Integer.parseInt(text.substring(dash + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a port or a range of ports, such as 443 or 1024-65535", e);
    }
  }

  public boolean contains(int port) {
    return port >= first && port <= last;
  }

  /** How many ports there are, 1 to 65,536. */
  public int count() {
    return last - first + 1;
  }

  @Override
  public String toString() {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
