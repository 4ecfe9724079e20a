package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.rib.PathSource.Kind;
import io.sdnsim.bgp.session.BgpInput;
import io.sdnsim.bgp.session.BgpSession;
import io.sdnsim.bgp.session.Negotiated;
import io.sdnsim.bgp.wire.BgpCodec;
import io.sdnsim.bgp.wire.BgpDecodeException;
import io.sdnsim.bgp.wire.BgpError;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.bgp.wire.MessageFramer;
import io.sdnsim.bgp.wire.PeerType;
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

  /**
   * The next message that has arrived whole, as an event; null for none. What can't be read is an
   * event too.
   */
  @Nullable BgpInput nextMessage() {
    DecodeContext context = context();
    try {
      byte[] bytes = framer.next(context.maximumBytes());
      return bytes == null ? null : event(BgpCodec.decode(bytes, context));
    } catch (BgpDecodeException e) {
      return switch (e.code()) {
        case BgpError.OPEN -> new BgpInput.BgpOpenMsgErr(e);
        case BgpError.UPDATE -> new BgpInput.UpdateMsgErr(e);
        default -> new BgpInput.BgpHeaderErr(e);
      };
    }
  }

  private static BgpInput event(BgpMessage message) {
    if (message instanceof BgpMessage.Update update) {
      return new BgpInput.UpdateMsg(update);
    } else if (message instanceof BgpMessage.Keepalive) {
      return new BgpInput.KeepAliveMsg();
    } else if (message instanceof BgpMessage.Open open) {
      return new BgpInput.BgpOpen(open);
    } else if (message instanceof BgpMessage.Notification notification) {
      return new BgpInput.NotifMsg(notification);
    } else if (message instanceof BgpMessage.RouteRefresh refresh) {
      return new BgpInput.RouteRefreshMsg(refresh);
    }
    throw new AssertionError(message);
  }

  DecodeContext context() {
    Negotiated negotiated = machine.negotiated();
    if (negotiated == null) {
      return DecodeContext.INITIAL;
    }
    DecodeContext context = negotiated.context();
    // RFC 5065 5: within a confederation LOCAL_PREF is told as to internal peers.
    return peer.kind() == Kind.CONFEDERATION ? context.withPeer(PeerType.INTERNAL) : context;
  }
}
