package io.sdnsim.slb.goal;

import org.jspecify.annotations.Nullable;

/**
 * How the health of a rule's backends is found out: their host connects to a port again and again,
 * or asks it for a path by HTTP. Interval and count have no default, as in Microsoft's wrappers.
 *
 * @param port of the VM, 1 to 65535
 * @param path for HTTP, answered by 200 when the VM is well; null: the TCP handshake is enough
 * @param intervalPs from one probe to the next; an answer that takes longer is none
 * @param count of failures in a row after which the VM is down; one success brings it back
 */
public record HealthProbe(int port, @Nullable String path, long intervalPs, int count) {
  /**
   * @throws IllegalArgumentException when a value is out of range
   */
  public HealthProbe {
    if (port < 1 || port > 65_535 || intervalPs <= 0 || count < 1) {
      throw new IllegalArgumentException(
          "a probe of port " + port + " every " + intervalPs + " ps, " + count + " times");
    }
    if (path != null && !path.startsWith("/")) {
      throw new IllegalArgumentException("a path begins with /: " + path);
    }
  }

  /** {@code tcp/443} or {@code http/80/health}, as tables name it. */
  public String title() {
    return path == null ? "tcp/" + port : "http/" + port + path;
  }
}
