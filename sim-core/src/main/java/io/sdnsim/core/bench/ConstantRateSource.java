package io.sdnsim.core.bench;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.device.NodeProcess;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.l3.IpOutput;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.UdpHeader;

/** Sends a whole UDP datagram every gap, the first at its start, none after its end. */
public final class ConstantRateSource implements NodeProcess, Runnable {
  private static final int PAYLOAD_BYTES = 500;
  private static final int HOP_LIMIT = 64;

  private final NodeContext context;
  private final IpOutput output;
  private final IpAddress from;
  private final IpAddress to;
  private final int flow;
  private final int sourcePort;
  private final FlowTag tag;
  private final long startPs;
  private final long gapPs;
  private final long endPs;
  private final Timer timer;
  private int sent;

  /**
   * @param flow the number of the flow, which its packets are tagged with
   * @param durationPs the last packet leaves at the latest this long after the first
   */
  public ConstantRateSource(
      IpNode node,
      IpAddress from,
      IpAddress to,
      int flow,
      int sourcePort,
      long startPs,
      long gapPs,
      long durationPs) {
    this.context = node.context();
    this.output = node.output();
    this.from = from;
    this.to = to;
    this.flow = flow;
    this.sourcePort = sourcePort;
    this.tag = new FlowTag("line", flow, false);
    this.startPs = startPs;
    this.gapPs = gapPs;
    this.endPs = startPs + durationPs;
    this.timer = context.timer(this);
  }

  /** Datagrams so far. */
  public long sent() {
    return sent;
  }

  @Override
  public void start() {
    timer.setAt(startPs);
  }

  /** Sends one datagram. */
  @Override
  public void run() {
    Packet datagram =
        Packet.ip(
            Ipv4Header.of(from, to, HOP_LIMIT, IpProtocol.UDP),
            new UdpHeader(sourcePort, CountingSink.PORT),
            new BulkBytes(flow, (long) sent * PAYLOAD_BYTES, PAYLOAD_BYTES),
            context.newTag(tag, sent));
    sent++;
    context.created(datagram, "line");
    output.send(datagram);
    if (context.nowPs() + gapPs <= endPs) {
      timer.setAfter(gapPs);
    }
  }

  @Override
  public void shutDown() {
    timer.discard();
  }

  @Override
  public void crash() {
    timer.discard();
  }
}
