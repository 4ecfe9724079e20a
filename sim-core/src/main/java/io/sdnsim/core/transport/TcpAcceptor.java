package io.sdnsim.core.transport;

import io.sdnsim.core.address.IpAddress;
import org.jspecify.annotations.Nullable;

/** Decides about connections that arrive at a listener. */
@FunctionalInterface
public interface TcpAcceptor {
  /**
   * A SYN arrived.
   *
   * @param socket the connection to be; its remote end is known
   * @return the handler of the connection, or null to refuse it with a reset
   */
  @Nullable TcpHandler accept(TcpSocket socket);

  /**
   * The settings of a connection with this peer; asked before {@link #accept}, also for peers that
   * will be refused.
   *
   * @param listener the listener's own settings
   */
  default TcpConfig configFor(IpAddress remote, TcpConfig listener) {
    return listener;
  }
}
