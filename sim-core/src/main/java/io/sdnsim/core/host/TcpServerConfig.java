package io.sdnsim.core.host;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.transport.TcpConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server that answers the requests of {@link TcpClientApp}s, whatever flow they belong to: the
 * request itself says how long the answer is to be.
 *
 * @param name names the server in messages
 * @param address where it listens; null for all addresses of the node
 * @param serviceTimePs time between a whole request and the beginning of its answer
 * @param maxConnections how many may be open; more are refused with a reset
 * @param maxHeadBytes the longest head of a request; a longer one ends the connection with a reset
 * @param paths what is answered by an empty 200 as well, such as what a health probe asks for
 */
public record TcpServerConfig(
    String name,
    @Nullable IpAddress address,
    List<Integer> ports,
    long serviceTimePs,
    int maxConnections,
    int maxHeadBytes,
    List<String> paths,
    TcpConfig tcp) {
  public static final int DEFAULT_MAX_CONNECTIONS = 100_000;
  public static final int DEFAULT_MAX_HEAD_BYTES = 8_192;

  /**
   * @throws IllegalArgumentException when a value is out of range
   */
  public TcpServerConfig {
    ports = List.copyOf(ports);
    paths = List.copyOf(paths);
    ConfigCheck check = new ConfigCheck(name);
    check.that(!ports.isEmpty(), "ports", ports, "a server needs a port to listen on");
    check.that(
        ports.stream().distinct().count() == ports.size(), "ports", ports, "one is there twice");
    ports.forEach(port -> check.port("port", port));
    check.time("service-time", serviceTimePs);
    check.range("max-connections", maxConnections, 1, 10_000_000);
    check.range("max-head-bytes", maxHeadBytes, 64, 1 << 20);
  }

  /** On all addresses, without service time, with the default limits. */
  public static TcpServerConfig on(String name, TcpConfig tcp, Integer... ports) {
    return new TcpServerConfig(
        name,
        null,
        List.of(ports),
        0,
        DEFAULT_MAX_CONNECTIONS,
        DEFAULT_MAX_HEAD_BYTES,
        List.of(),
        tcp);
  }

  /** With other paths that are answered by an empty 200. */
  public TcpServerConfig withPaths(List<String> newPaths) {
    return new TcpServerConfig(
        name, address, ports, serviceTimePs, maxConnections, maxHeadBytes, newPaths, tcp);
  }
}
