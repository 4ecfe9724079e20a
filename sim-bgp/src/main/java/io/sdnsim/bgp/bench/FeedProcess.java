package io.sdnsim.bgp.bench;

import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.BgpCodec;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.Capability;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.device.NodeProcess;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.transport.CloseReason;
import io.sdnsim.core.transport.TcpHandler;
import io.sdnsim.core.transport.TcpSocket;
import java.util.List;

/** A peer that has no RIB: it opens a session without timers and announces a full table. */
final class FeedProcess implements NodeProcess, TcpHandler {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final IpNode node;
  private final Config config;
  private final FullTable table;
  private final Timer begin;
  private boolean open;

  /**
   * @param local its own address, and BGP identifier
   * @param asn below 65536
   * @param beginPs when to connect
   */
  record Config(IpAddress local, IpAddress remote, long asn, long beginPs) {}

  FeedProcess(IpNode node, Config config, FullTable table) {
    this.node = node;
    this.config = config;
    this.table = table;
    this.begin = node.context().timer(this::connect);
  }

  @Override
  public void start() {
    begin.setAfter(config.beginPs);
  }

  private void connect() {
    node.transport()
        .connect(
            node.transport().defaults(),
            config.local,
            0,
            config.remote,
            BgpMessage.PORT,
            new FlowTag("feed:" + node.context().name(), 0, false),
            this);
  }

  @Override
  public void connected(TcpSocket socket) {
    send(
        socket,
        new BgpMessage.Open(
            4,
            (int) config.asn,
            0,
            config.local,
            List.of(
                new Capability.Multiprotocol(
                    AddressFamily.IPV4_UNICAST.afi(), AddressFamily.IPV4_UNICAST.safi()),
                new Capability.FourOctetAs(config.asn))));
  }

  private static void send(TcpSocket socket, BgpMessage message) {
    socket.send(Bytes.of(BgpCodec.encode(message, DecodeContext.EBGP)));
  }

  @Override
  public void received(TcpSocket socket, Payload data) {
    if (!open) {
      // The first to come is the router's OPEN; what it announces is of no interest.
      open = true;
      send(socket, new BgpMessage.Keepalive());
    }
  }

  /** Keeps one piece under way, so that the table is never in memory. */
  @Override
  public void drained(TcpSocket socket) {
    if (!open || !table.hasMore()) {
      return;
    }
    byte[] chunk = new byte[CHUNK_BYTES + BgpMessage.MAX_BYTES];
    int size = 0;
    while (table.hasMore() && size < CHUNK_BYTES) {
      byte[] update = table.next().encoded();
      System.arraycopy(update, 0, chunk, size, update.length);
      size += update.length;
    }
    socket.send(Bytes.of(chunk).slice(0, size));
  }

  @Override
  public void closed(TcpSocket socket, CloseReason reason) {
    throw new IllegalStateException(node.context().name() + " lost its session: " + reason);
  }

  @Override
  public void shutDown() {
    begin.discard();
  }

  @Override
  public void crash() {
    begin.discard();
  }
}
