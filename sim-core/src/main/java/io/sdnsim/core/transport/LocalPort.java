package io.sdnsim.core.transport;

import io.sdnsim.core.address.IpAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a socket is bound.
 *
 * @param address null for all of the node's
 */
record LocalPort(@Nullable IpAddress address, int port) {
  static final int MAX = 65_535;

  /** RFC 6335 6: the dynamic ports. */
  static final int FIRST_DYNAMIC = 49_152;

  static final int DYNAMIC_COUNT = MAX - FIRST_DYNAMIC + 1;

  /**
   * @throws IllegalArgumentException when it is no port that something can be bound to
   */
  static int check(int port) {
    if (port < 1 || port > MAX) {
      throw new IllegalArgumentException("a port is 1 to " + MAX + ", not " + port);
    }
    return port;
  }

  /** Written out: the language leaves open how a record's own hash is made of its components. */
  @Override
  public int hashCode() {
    return (address == null ? 0 : address.hashCode()) * 31 + port;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LocalPort that
        && that.port == port
        && Objects.equals(that.address, address);
  }

  @Override
  public String toString() {
    return (address == null ? "*" : address.toString()) + ":" + port;
  }
}
