package io.sdnsim.slb.control;

import io.sdnsim.core.transport.TcpConfig;
import io.sdnsim.core.transport.Transport;
import java.util.function.Supplier;

/** A TCP port on which control channels are accepted. */
public final class Listener {
  private final AutoCloseable handle;

  private Listener(AutoCloseable handle) {
    this.handle = handle;
  }

  /**
   * Listens on all of the node's addresses.
   *
   * @param connections makes this node's end of each new channel
   */
  public static Listener open(
      Transport transport, TcpConfig tcp, int port, Supplier<ControlConnection> connections) {
    return new Listener(
        transport.listen(tcp, null, port, socket -> connections.get().over(socket)));
  }

  /** Accepts no more; open channels stay. */
  public void close() {
    try {
      handle.close();
    } catch (Exception e) {
      throw new IllegalStateException("a simulated listener can always be closed", e);
    }
  }
}
