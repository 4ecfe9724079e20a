package io.sdnsim.testkit;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.engine.EventClass;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.l3.IpOutput;
import io.sdnsim.core.link.Link;
import io.sdnsim.core.link.LinkConfig;
import io.sdnsim.core.link.Port;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.node.PacketLedger;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.trace.Tracer;
import io.sdnsim.core.transport.TcpConfig;
import io.sdnsim.core.transport.TransportLimits;
import io.sdnsim.core.transport.TransportStack;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Two transport layers, joined by one link and nothing else: a client and a server. What each sends
 * is written down, and a fault may be put in front of the link.
 */
public final class Pair {
  /** What becomes of a packet before it reaches the link. */
  public enum Fate {
    /** It is sent. */
    PASS,
    /** It is lost. */
    LOSE,
    /** It is sent twice. */
    DUPLICATE,
    /** It is sent after {@link Options#holdBackPs}. */
    HOLD_BACK
  }

  /** Decides about each packet that an end sends. */
  @FunctionalInterface
  public interface Fault {
    /**
     * @param index counts the packets of this end, from 0
     */
    Fate of(int index, Packet packet);
  }

  /**
   * How the two ends are joined.
   *
   * @param pathMtuBytes a router in between would send back what is larger; 0 for none
   */
  public record Options(
      long seed, LinkConfig link, int pathMtuBytes, long holdBackPs, boolean ipv6) {
    /** 10 ms one way, without limit of rate. */
    public static Options latency(long latencyPs) {
      return new Options(
          1, new LinkConfig(0, latencyPs, 1500, 100_000, 0), 0, 3 * SimTime.MILLISECOND, false);
    }

    public Options withSeed(long newSeed) {
      return new Options(newSeed, link, pathMtuBytes, holdBackPs, ipv6);
    }

    public Options withLink(LinkConfig newLink) {
      return new Options(seed, newLink, pathMtuBytes, holdBackPs, ipv6);
    }

    public Options withPathMtu(int newPathMtuBytes) {
      return new Options(seed, link, newPathMtuBytes, holdBackPs, ipv6);
    }

    public Options overIpv6() {
      return new Options(seed, link, pathMtuBytes, holdBackPs, true);
    }
  }

  /** A packet as an end sent it. */
  public record Sent(long timePs, Packet packet) {
    public @Nullable TcpHeader tcp() {
      return packet.transport() instanceof TcpHeader tcp ? tcp : null;
    }

    public int dataBytes() {
      return packet.payload().lengthBytes();
    }
  }

  /** One of the two nodes. */
  public final class End implements IpOutput {
    private final NodeContext context;
    private final IpAddress address;
    private final Port port;
    private final List<Sent> sent = new ArrayList<>();
    private TransportStack stack;
    private Fault fault = (index, packet) -> Fate.PASS;
    private int heldBack;
    private int learnedMtuBytes = Integer.MAX_VALUE;

    private End(int index, String name, IpAddress address, TransportLimits limits) {
      this.context = new NodeContext(simulation, tracer, index, name);
      this.address = address;
      this.port = new Port(context, 0, "eth0", new MacAddress(2 + index));
      this.stack = new TransportStack(context, this, TcpConfig.RFC, limits);
      port.attach((from, packet) -> arrived(packet));
    }

    private void arrived(Packet packet) {
      if (packet.transport() instanceof IcmpHeader icmp
          && icmp.type() == IcmpHeader.V4_UNREACHABLE
          && icmp.code() == IcmpHeader.V4_CODE_FRAGMENTATION_NEEDED) {
        learnedMtuBytes = icmp.rest();
      }
      stack.deliver(packet);
    }

    public NodeContext context() {
      return context;
    }

    public TransportStack stack() {
      return stack;
    }

    public IpAddress address() {
      return address;
    }

    /** Everything that this end sent, whether or not it was lost afterwards. */
    public List<Sent> sent() {
      return sent;
    }

    /** The TCP segments sent that carry data. */
    public List<Sent> sentData() {
      return sent.stream().filter(s -> s.tcp() != null && s.dataBytes() > 0).toList();
    }

    public long countSent(Predicate<TcpHeader> condition) {
      return sent.stream()
          .filter(s -> s.packet().transport() instanceof TcpHeader tcp && condition.test(tcp))
          .count();
    }

    public void setFault(Fault newFault) {
      fault = newFault;
    }

    /** Loses the packets with these indices. */
    public void lose(int... indices) {
      setFault(
          (index, packet) -> {
            for (int lost : indices) {
              if (lost == index) {
                return Fate.LOSE;
              }
            }
            return Fate.PASS;
          });
    }

    /** From now on everything is lost, or nothing. */
    public void cut(boolean lose) {
      setFault((index, packet) -> lose ? Fate.LOSE : Fate.PASS);
    }

    @Override
    public void send(Packet datagram) {
      int index = sent.size();
      sent.add(new Sent(simulation.nowPs(), datagram));
      int mtu = options.pathMtuBytes();
      if (mtu > 0 && datagram.lengthBytes() > mtu) {
        context.drop(datagram, CoreDrop.FRAGMENTATION_NEEDED);
        sendBack(datagram, mtu);
        return;
      }
      switch (fault.of(index, datagram)) {
        case PASS -> port.send(datagram);
        case LOSE -> context.drop(datagram, CoreDrop.LINK_LOSS);
        case DUPLICATE -> {
          context.copied(datagram, "test", 1);
          port.send(datagram);
          port.send(datagram);
        }
        case HOLD_BACK -> holdBack(datagram);
      }
    }

    private void holdBack(Packet datagram) {
      heldBack++;
      simulation.at(
          simulation.nowPs() + options.holdBackPs(),
          context.source(),
          EventClass.FRAME,
          () -> {
            heldBack--;
            port.send(datagram);
          });
    }

    /** What a router with a small next hop would answer, one link delay later. */
    private void sendBack(Packet tooBig, int mtu) {
      IpAddress router = IpAddress.parse("192.0.2.254");
      IcmpHeader error =
          new IcmpHeader(
              false, IcmpHeader.V4_UNREACHABLE, IcmpHeader.V4_CODE_FRAGMENTATION_NEEDED, mtu);
      deliverLater(icmp(router, error, tooBig));
    }

    /** An ICMP error of a router, as it will arrive here. */
    public Packet icmp(IpAddress router, IcmpHeader error, Packet quoted) {
      IpHeader ip =
          error.ipv6()
              ? Ipv6Header.of(router, address, 64, IpProtocol.ICMPV6)
              : Ipv4Header.of(router, address, 64, IpProtocol.ICMP);
      return Packet.ip(ip, error, new Quoted(quoted, 28), context.newTag(null, 0));
    }

    /** Lets a packet from elsewhere arrive after one link delay. */
    public void deliverLater(Packet packet) {
      context.created(packet, "test");
      heldBack++;
      simulation.at(
          simulation.nowPs() + options.link().delayPs(),
          context.source(),
          EventClass.FRAME,
          () -> {
            heldBack--;
            arrived(packet);
          });
    }

    @Override
    public @Nullable IpAddress sourceFor(IpAddress destination) {
      return destination.equals(NOWHERE) ? null : address;
    }

    @Override
    public int pathMtuBytes(IpAddress destination) {
      return Math.min(port.mtuBytes(), learnedMtuBytes);
    }

    @Override
    public boolean isLocal(IpAddress candidate) {
      return candidate.equals(address);
    }

    @Override
    public String toString() {
      return context.name();
    }
  }

  /** An address without a route. */
  public static final IpAddress NOWHERE = IpAddress.parse("203.0.113.1");

  private final Options options;
  private final Simulation simulation;
  private final Tracer tracer = new Tracer();
  private final End client;
  private final End server;
  private final Link link;

  public Pair(Options options) {
    this(options, TransportLimits.DEFAULT);
  }

  public Pair(Options options, TransportLimits limits) {
    this.options = options;
    this.simulation = new Simulation(options.seed());
    boolean ipv6 = options.ipv6();
    this.client = new End(0, "client", IpAddress.parse(ipv6 ? "2001:db8::1" : "192.0.2.1"), limits);
    this.server = new End(1, "server", IpAddress.parse(ipv6 ? "2001:db8::2" : "192.0.2.2"), limits);
    this.link = Link.connect(simulation, client.port, server.port, options.link());
  }

  public Simulation simulation() {
    return simulation;
  }

  public Tracer tracer() {
    return tracer;
  }

  public End client() {
    return client;
  }

  public End server() {
    return server;
  }

  public Link link() {
    return link;
  }

  public long nowPs() {
    return simulation.nowPs();
  }

  public void runUntil(long timePs) {
    simulation.runUntil(timePs);
  }

  public void runFor(long timePs) {
    simulation.runUntil(simulation.nowPs() + timePs);
  }

  /** Created + copied + fragmented - consumed - dropped - in flight; zero when none is missing. */
  public long missingPackets() {
    long balance = -link.inFlight();
    for (End end : List.of(client, server)) {
      PacketLedger ledger = end.context.ledger();
      balance += ledger.created() + ledger.copied() + ledger.fragmented();
      balance -= ledger.consumed() + ledger.dropped() + end.heldBack;
    }
    return balance;
  }
}
