package io.sdnsim.core.transport;

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
}
