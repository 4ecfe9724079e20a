package io.sdnsim.core.transport;

/** A listening TCP socket. */
final class TcpListener {
  private final TcpConfig config;
  private final TcpAcceptor acceptor;
  private int halfOpen;

  TcpListener(TcpConfig config, TcpAcceptor acceptor) {
    this.config = config;
    this.acceptor = acceptor;
  }

  TcpConfig config() {
    return config;
  }

  TcpAcceptor acceptor() {
    return acceptor;
  }

  /** Connections whose handshake is not complete. */
  int halfOpen() {
    return halfOpen;
  }

  void halfOpenBegan() {
    halfOpen++;
  }

  void halfOpenEnded() {
    halfOpen--;
  }
}
