package io.sdnsim.scenarios.model;

/** TCP or UDP ports from {@code first} to {@code last}, both included. */
public record PortRange(int first, int last) {
  /** 0 to 65535: matches every port. */
  public static final PortRange ANY = new PortRange(0, 65_535);

  public boolean contains(int port) {
    return port >= first && port <= last;
  }

  public boolean overlaps(PortRange other) {
    return first <= other.last && other.first <= last;
  }

  @Override
  public String toString() {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
