package io.sdnsim.bgp.sim;

import io.sdnsim.bgp.speaker.SessionView;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.Bytes;

/** Looks on at what a router's BGP process receives; changes nothing. */
public interface BgpMonitor {
  /** Nobody looks on. */
  BgpMonitor NONE =
      new BgpMonitor() {
        @Override
        public void received(
            long nowPs, int connection, IpAddress local, SessionView peer, Bytes data) {}

        @Override
        public void closed(int connection) {}

        @Override
        public void sessionChanged(long nowPs, SessionView view) {}
      };

  /**
   * Bytes came from a peer, as TCP delivered them: messages begin and end anywhere.
   *
   * @param connection numbers the TCP connections of the router
   */
  void received(long nowPs, int connection, IpAddress local, SessionView peer, Bytes data);

  /** A connection has ended. */
  void closed(int connection);

  /** A session's state or figures changed. */
  void sessionChanged(long nowPs, SessionView view);
}
