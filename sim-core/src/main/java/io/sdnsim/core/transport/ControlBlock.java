package io.sdnsim.core.transport;

/** The parts of a connection (RFC 9293 3.3.1, transmission control block). */
record ControlBlock(
    TcpConfig config,
    NegotiatedOptions options,
    TcpReceiver receiver,
    TcpOutput output,
    TcpLifecycle life,
    KeepAlive keepAlive) {
  static ControlBlock of(TcpConfig config, TcpSetup setup) {
    NegotiatedOptions options = new NegotiatedOptions(config, setup);
    TcpReceiver receiver = new TcpReceiver(config.receiveBufferBytes());
    TcpOutput output = new TcpOutput(config, setup, options, receiver);
    TcpLifecycle life = new TcpLifecycle(config, receiver, output);
    return new ControlBlock(
        config, options, receiver, output, life, new KeepAlive(config, life, output));
  }
}
