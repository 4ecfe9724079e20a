package io.sdnsim.core.host;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.device.NodeProcess;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.host.TracerouteResult.End;
import io.sdnsim.core.host.TracerouteResult.Probe;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TransportHeader;
import io.sdnsim.core.transport.EchoHandler;
import io.sdnsim.core.transport.EchoSocket;
import io.sdnsim.core.transport.UdpHandler;
import io.sdnsim.core.transport.UdpSocket;
import org.jspecify.annotations.Nullable;

/**
 * Traceroute: one probe at a time, with a hop limit of 1 first. A router answers with "time
 * exceeded", the destination with "port unreachable" or an echo reply.
 */
public final class TracerouteApp implements NodeProcess, UdpHandler, EchoHandler {
  private static final int STREAM = 0;

  private final IpNode node;
  private final NodeContext context;
  private final TracerouteConfig config;
  private final FlowStats stats;
  private final TracerouteResult result;
  private final FlowTag tag;
  private final Timer timer;
  private @Nullable UdpSocket udp;
  private @Nullable EchoSocket echo;
  private int sent;
  private int number;
  private long sentPs;
  private boolean waiting;
  private boolean lastHop;
  private int silentProbes;

  public TracerouteApp(
      IpNode node, TracerouteConfig config, FlowStats stats, TracerouteResult result) {
    this.node = node;
    this.context = node.context();
    this.config = config;
    this.stats = stats;
    this.result = result;
    this.tag = new FlowTag(config.flow(), STREAM, false);
    this.timer = context.timer(this::act);
  }

  @Override
  public void start() {
    if (result.end() != End.RUNNING || !result.probes().isEmpty()) {
      result.ended(End.STOPPED);
      return;
    }
    timer.setAt(Math.max(context.nowPs(), config.startPs()));
  }

  private void act() {
    if (waiting) {
      stats.stream(STREAM).failed(number, context.nowPs());
      silentProbes++;
      decided(null, "*");
    } else {
      sendProbe();
    }
  }

  private int hopLimit() {
    return sent / config.probesPerHop() + 1;
  }

  private void sendProbe() {
    sentPs = context.nowPs();
    waiting = true;
    number = stats.packetSent(STREAM, sentPs, config.payloadBytes());
    timer.setAfter(config.timeoutPs());
    if (config.icmp()) {
      if (echo == null) {
        echo = node.transport().openEcho(this);
      }
      echo.sendRequest(config.target(), sent, config.payloadBytes(), tag, hopLimit());
      return;
    }
    if (udp == null) {
      udp = node.transport().bindUdp(null, 0, this);
    }
    long offset = (long) sent * config.payloadBytes();
    BulkBytes payload = new BulkBytes(HttpText.streamOf(tag), offset, config.payloadBytes());
    udp.send(config.target(), config.basePort() + sent, payload, tag, number, hopLimit());
  }

  @Override
  public void failed(UdpSocket socket, Packet error) {
    TransportHeader about = quoted(error);
    if (about != null && about.destinationPort() == config.basePort() + sent) {
      answeredWithError(error);
    }
  }

  @Override
  public void failed(EchoSocket socket, Packet error) {
    if (quoted(error) instanceof IcmpHeader about && about.echoSequence() == sent) {
      answeredWithError(error);
    }
  }

  private static @Nullable TransportHeader quoted(Packet error) {
    return error.payload() instanceof Quoted quoted ? quoted.original().transport() : null;
  }

  private void answeredWithError(Packet error) {
    if (!waiting || !(error.transport() instanceof IcmpHeader icmp)) {
      return;
    }
    if (!IcmpText.isTimeExceeded(icmp)) {
      lastHop = true;
      result.ended(IcmpText.isPortUnreachable(icmp) ? End.REACHED : End.UNREACHABLE);
    }
    String text = IcmpText.describe(error);
    int from = text.indexOf(" from ");
    answered(error, from < 0 ? text : text.substring(0, from));
  }

  @Override
  public void replied(EchoSocket socket, Packet reply) {
    if (waiting && reply.transport() instanceof IcmpHeader icmp && icmp.echoSequence() == sent) {
      lastHop = true;
      result.ended(End.REACHED);
      answered(reply, "echo reply");
    }
  }

  /** A service that answers on a high port is the destination, too. */
  @Override
  public void received(UdpSocket socket, Packet datagram) {
    if (waiting && datagram.tag().number() == number) {
      lastHop = true;
      result.ended(End.REACHED);
      answered(datagram, "udp reply");
    }
  }

  private void answered(Packet answer, String text) {
    silentProbes = 0;
    stats.packetReceived(STREAM, number, context.nowPs(), answer.payload().lengthBytes());
    IpHeader ip = answer.ip();
    decided(ip == null ? null : ip.source(), text);
  }

  private void decided(@Nullable IpAddress from, String answer) {
    waiting = false;
    timer.cancel();
    result.add(new Probe(hopLimit(), from, context.nowPs() - sentPs, answer));
    sent++;
    boolean hopDone = sent % config.probesPerHop() == 0;
    if (hopDone && lastHop) {
      finish(End.REACHED);
    } else if (hopDone && silentProbes >= config.silentHops() * config.probesPerHop()) {
      finish(End.SILENT);
    } else if (hopDone && hopLimit() > config.maxHops()) {
      finish(End.MAX_HOPS);
    } else {
      sendProbe();
    }
  }

  private void finish(End end) {
    result.ended(end);
    stats.stream(STREAM).stopped(context.nowPs());
    closeSockets();
  }

  private void closeSockets() {
    if (udp != null) {
      udp.close();
      udp = null;
    }
    if (echo != null) {
      echo.close();
      echo = null;
    }
  }

  @Override
  public void shutDown() {
    crash();
    closeSockets();
  }

  @Override
  public void crash() {
    waiting = false;
    timer.cancel();
    result.ended(End.STOPPED);
  }
}
