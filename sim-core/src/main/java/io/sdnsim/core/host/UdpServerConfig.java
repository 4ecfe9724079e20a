package io.sdnsim.core.host;

import io.sdnsim.core.address.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A UDP port that takes datagrams.
 *
 * @param name names the server in messages
 * @param address where it listens; null for all addresses of the node
 * @param echo whether it sends every datagram back (RFC 862), as probes over UDP want
 */
public record UdpServerConfig(
    String name, @Nullable IpAddress address, int port, boolean echo, int hopLimit) {
  /**
   * @throws IllegalArgumentException when a value is out of range
   */
  public UdpServerConfig {
    ConfigCheck check = new ConfigCheck(name);
    check.port("port", port);
    check.hopLimit(hopLimit);
  }

  /** Takes and counts. */
  public static UdpServerConfig sink(String name, int port) {
    return new UdpServerConfig(name, null, port, false, 64);
  }

  /** Takes, counts and sends back. */
  public static UdpServerConfig echo(String name, int port) {
    return new UdpServerConfig(name, null, port, true, 64);
  }
}
