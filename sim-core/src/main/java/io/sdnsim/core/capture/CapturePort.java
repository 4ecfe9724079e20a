package io.sdnsim.core.capture;

import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.link.Port;
import org.jspecify.annotations.Nullable;

/**
 * A port to capture at.
 *
 * @param description what the port is connected to, or the empty string
 * @param mac the port's address, or null
 */
public record CapturePort(String node, String port, String description, @Nullable MacAddress mac) {
  /** The port, described by its peer. */
  public static CapturePort of(Port port) {
    Port peer = port.peer();
    return new CapturePort(
        port.owner().name(),
        port.name(),
        peer == null ? "" : "link to " + peer.fullName(),
        port.mac());
  }

  /** {@code node:port}, as scenarios write it. */
  public String fullName() {
    return node + ":" + port;
  }
}
