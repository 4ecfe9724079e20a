package io.sdnsim.slb.host;

import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.transport.UdpHandler;
import io.sdnsim.core.transport.UdpSocket;
import io.sdnsim.slb.control.ControlDecodeException;
import io.sdnsim.slb.control.RedirectCodec;
import io.sdnsim.slb.control.RedirectMessage;
import io.sdnsim.slb.goal.FastpathState;
import io.sdnsim.slb.mux.SlbDrop;
import io.sdnsim.vxlan.vswitch.Fastpath;
import io.sdnsim.vxlan.vswitch.Shortcut;
import org.jspecify.annotations.Nullable;

/**
 * Takes the Fastpath redirects of Muxes for a host's virtual switch. Whoever could forge one could
 * divert connections: only those of Muxes are believed (Ananta 3.2.4).
 */
final class RedirectReceiver implements UdpHandler {
  private final IpNode node;
  private final NodeContext context;
  private final Fastpath fastpath;
  private @Nullable UdpSocket socket;

  RedirectReceiver(IpNode node, Fastpath fastpath) {
    this.node = node;
    this.context = node.context();
    this.fastpath = fastpath;
  }

  void open() {
    socket = node.transport().bindUdp(null, FastpathState.REDIRECT_PORT, this);
  }

  void close() {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }

  @Override
  public boolean forwards() {
    return true;
  }

  @Override
  public void received(UdpSocket from, Packet datagram) {
    IpHeader ip = datagram.ip();
    if (ip == null || !fastpath.believes(ip.source())) {
      context.drop(
          datagram, SlbDrop.REDIRECT_FROM_STRANGER, ip == null ? "" : ip.source().toString());
      return;
    }
    RedirectMessage.ToHost redirect = decoded(datagram);
    if (redirect == null) {
      context.drop(datagram, SlbDrop.BAD_REDIRECT, "from " + ip.source());
      return;
    }
    RedirectMessage.End own = redirect.own();
    RedirectMessage.End other = redirect.other();
    Shortcut shortcut = new Shortcut(other.providerAddress(), other.vni(), other.mac());
    if (fastpath.redirect(own.vni(), own.mac(), redirect.flow(), shortcut)) {
      context.consumed(datagram, "host agent");
    } else {
      context.drop(datagram, SlbDrop.REDIRECT_WITHOUT_FLOW, redirect.flow().toString());
    }
  }

  private static RedirectMessage.@Nullable ToHost decoded(Packet datagram) {
    try {
      return datagram.payload() instanceof Bytes bytes
              && RedirectCodec.decode(bytes.toArray()) instanceof RedirectMessage.ToHost redirect
          ? redirect
          : null;
    } catch (ControlDecodeException e) {
      return null;
    }
  }
}
