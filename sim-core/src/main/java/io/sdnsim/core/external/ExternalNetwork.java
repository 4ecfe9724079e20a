package io.sdnsim.core.external;

import io.sdnsim.core.packet.Bytes;

/**
 * What the simulated world wants of the real network. Called by the thread of the simulation, which
 * must not wait; what comes of it is told as an {@link ExternalInput} later.
 *
 * <p>Connections are numbered: those that a node opens from 1 upwards, by the simulation; those
 * that a peer opens from -1 downwards, by the network.
 */
public interface ExternalNetwork {
  /** Nobody: what happened is known already, and told from a record. */
  ExternalNetwork NONE =
      new ExternalNetwork() {
        @Override
        public void connect(int connection, ExternalPeer peer) {}

        @Override
        public void send(int connection, Bytes data) {}

        @Override
        public void taken(int connection, int bytes) {}

        @Override
        public void close(int connection) {}

        @Override
        public void abort(int connection) {}

        @Override
        public void sendDatagram(String node, Bytes data) {}
      };

  /** Opens a connection; {@link ExternalInput.Connected} or Closed follows. */
  void connect(int connection, ExternalPeer peer);

  /** Sends behind what was sent before; {@link ExternalInput.Sent} follows in parts. */
  void send(int connection, Bytes data);

  /** The node has taken in so many of the bytes received, so that as many more may come. */
  void taken(int connection, int bytes);

  /** FIN behind what was sent; {@link ExternalInput.Closed} follows. */
  void close(int connection);

  /** Gives the connection up with a reset; nothing follows. */
  void abort(int connection);

  /** Sends a UDP datagram to the endpoint of a node, or loses it; nothing follows. */
  void sendDatagram(String node, Bytes data);
}
