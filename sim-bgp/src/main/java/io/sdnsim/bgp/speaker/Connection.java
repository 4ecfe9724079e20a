package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.rib.PathSource.Kind;
import io.sdnsim.bgp.session.BgpSession;
import io.sdnsim.bgp.session.Negotiated;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.bgp.wire.MessageFramer;
import io.sdnsim.core.address.IpAddress;
import org.jspecify.annotations.Nullable;

/** A session machine with the TCP connection that it uses, if it has one. */
final class Connection {
  /** Names the machine's timers. */
  final int number;

  final Peer peer;
  final BgpSession machine;

  /** The TCP connection or attempt; 0 for none. */
  int tcp;

  boolean incoming;
  @Nullable IpAddress local;
  MessageFramer framer = new MessageFramer();

  Connection(int number, Peer peer, BgpSession machine) {
    this.number = number;
    this.peer = peer;
    this.machine = machine;
  }

  void attach(int connection, boolean isIncoming) {
    tcp = connection;
    incoming = isIncoming;
    local = null;
    framer = new MessageFramer();
  }

  DecodeContext context() {
    Negotiated negotiated = machine.negotiated();
    if (negotiated == null) {
      return DecodeContext.INITIAL;
    }
    DecodeContext context = negotiated.context();
    // RFC 5065 5: within a confederation LOCAL_PREF is told as to internal peers.
    return peer.kind() == Kind.CONFEDERATION
        ? new DecodeContext(context.fourOctetAs(), true, context.maximumBytes())
        : context;
  }
}
