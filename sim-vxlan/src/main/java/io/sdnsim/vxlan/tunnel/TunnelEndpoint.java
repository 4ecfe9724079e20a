package io.sdnsim.vxlan.tunnel;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.device.LocalDeliveryHook;
import io.sdnsim.core.l3.IcmpErrorPackets;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.transport.UdpHandler;
import io.sdnsim.core.transport.UdpSocket;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Vtep} at work on a node: takes what comes to the VXLAN port and by GRE, hands inner
 * frames to its owner, and sends what the owner gives it through the node's routes.
 */
public final class TunnelEndpoint {
  /** Gets what comes out of the tunnel. */
  @FunctionalInterface
  public interface Handler {
    /**
     * A frame left the tunnel; it is now the handler's to forward, consume or drop.
     *
     * @param outerSource who encapsulated it
     */
    void received(int vni, Packet frame, IpAddress outerSource);
  }

  /** What {@link #send} returns when the sender of the frame need not be told anything. */
  public static final int NOTHING_TO_REPORT = 0;

  private final IpNode node;
  private final NodeContext context;
  private final VtepConfig config;
  private final Vtep vtep;
  private final Handler handler;
  private final LocalDeliveryHook greHook = this::takeGre;
  private @Nullable UdpSocket socket;

  public TunnelEndpoint(IpNode node, VtepConfig config, Handler handler) {
    this.node = node;
    this.context = node.context();
    this.config = config;
    this.vtep = new Vtep(config);
    this.handler = handler;
  }

  /** Binds the port, and takes GRE, on all of the node's addresses. */
  public void open() {
    node.addLocalDeliveryHook(greHook);
    socket =
        node.transport()
            .bindUdp(
                null,
                config.udpPort(),
                new UdpHandler() {
                  @Override
                  public void received(UdpSocket from, Packet datagram) {
                    receive(datagram);
                  }

                  @Override
                  public boolean forwards() {
                    return true;
                  }

                  @Override
                  public boolean takesZeroChecksum() {
                    return true;
                  }
                });
  }

  public void close() {
    node.removeLocalDeliveryHook(greHook);
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }

  /**
   * Encapsulates a frame and sends it, or drops it where the path's MTU is too small.
   *
   * @return {@link #NOTHING_TO_REPORT}, or the largest inner IP packet in bytes that would have
   *     fitted, when the frame was dropped and its sender is to get an ICMP error about it
   */
  public int send(Packet frame, Tunnel to) {
    IpAddress destination = to.destination();
    Packet outer = vtep.encapsulate(frame, to);
    int mtuBytes = node.output().pathMtuBytes(destination);
    // RFC 7348 4.3: a VTEP MUST NOT fragment. Without a route the output has the better reason.
    if (outer.networkLengthBytes() > mtuBytes && node.output().sourceFor(destination) != null) {
      context.drop(frame, VxlanDrop.TUNNEL_TOO_BIG, "path MTU " + mtuBytes);
      return config.reportTooBig() && IcmpErrorPackets.mayReportTooBig(sent(frame))
          ? to.encapsulation().innerMtuBytes(mtuBytes, destination)
          : NOTHING_TO_REPORT;
    }
    if (context.isTracing()) {
      context.step(outer, new Step.Encapsulated(to.title(), FlowKey.of(0, outer).toString()));
    }
    node.output().send(outer);
    return NOTHING_TO_REPORT;
  }

  /** What its sender sent: with a second choice the frame is a tunnel packet itself. */
  private static Packet sent(Packet frame) {
    SecondChoice choice = SecondChoice.of(frame);
    return choice == null ? frame : choice.frame();
  }

  private boolean takeGre(Packet datagram) {
    if (datagram.ip() == null || datagram.ip().protocol() != IpProtocol.GRE) {
      return false;
    }
    receive(datagram);
    return true;
  }

  private void receive(Packet datagram) {
    Decapsulation tunnel = Decapsulation.of(datagram);
    if (tunnel instanceof Decapsulation.Refused refused) {
      context.drop(datagram, refused.reason(), refused.detail());
    } else if (tunnel instanceof Decapsulation.Frame inner && datagram.ip() != null) {
      if (context.isTracing()) {
        context.step(
            inner.frame(), new Step.Decapsulated(inner.encapsulation().title(inner.vni())));
      }
      handler.received(inner.vni(), inner.frame(), datagram.ip().source());
    }
  }
}
