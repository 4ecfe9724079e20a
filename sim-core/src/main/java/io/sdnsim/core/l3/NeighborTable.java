package io.sdnsim.core.l3;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.l3.Neighbor.State;
import io.sdnsim.core.l3.Neighbor.Waiting;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.ArpMessage;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.NeighborDiscovery;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.trace.DropReason;
import io.sdnsim.core.trace.Step;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The neighbors on one interface: ARP (RFC 826) for IPv4 and neighbor discovery (RFC 4861) for
 * IPv6, with one state machine, that of RFC 4861 7.3.
 *
 * <p>A reachable neighbor turns stale without an event: the sender of the next packet notices.
 * Router discovery, redirects, duplicate address detection and upper-layer confirmation are not
 * modelled.
 */
final class NeighborTable {
  /** RFC 4861 7.1: what was forwarded can't be neighbor discovery. */
  private static final int ND_HOP_LIMIT = 255;

  /** RFC 4861 4.4: the flags S and O of an advertisement. */
  private static final int SOLICITED = 1 << 30;

  private static final int OVERRIDE = 1 << 29;

  private static final IpAddress ALL_NODES = IpAddress.ofIpv6(0xFF02L << 48, 1);
  private static final long SOLICITED_NODE_LOW = 0x1_FF00_0000L;

  /** Is told of packets whose neighbor does not answer. */
  @FunctionalInterface
  interface UnreachableHandler {
    void unreachable(Packet received);
  }

  private final NodeContext context;
  private final IpInterface owner;
  private final NeighborConfig config;
  private final Predicate<IpAddress> proxied;
  private final UnreachableHandler unreachable;
  private final String keyPrefix;
  private final LinkedHashMap<IpAddress, Neighbor> entries = new LinkedHashMap<>();

  /** The neighbor asked for last: most interfaces have one or two. */
  private @Nullable Neighbor latest;

  private int held;

  /**
   * @param proxied the addresses of others to answer for
   */
  NeighborTable(
      NodeContext context,
      IpInterface owner,
      int vrf,
      NeighborConfig config,
      Predicate<IpAddress> proxied,
      UnreachableHandler unreachable) {
    this.context = context;
    this.owner = owner;
    this.config = config;
    this.proxied = proxied;
    this.unreachable = unreachable;
    this.keyPrefix = Fib.keyPrefix(vrf);
  }

  /** The entry of an address, made when there is none. */
  Neighbor entry(IpAddress address) {
    Neighbor last = latest;
    if (last != null && last.address.equals(address)) {
      return last;
    }
    Neighbor neighbor = entries.get(address);
    if (neighbor == null) {
      makeRoom();
      neighbor = new Neighbor(address);
      entries.put(address, neighbor);
    }
    latest = neighbor;
    return neighbor;
  }

  /** The entry of a gateway, which is kept from now on. */
  Neighbor pin(IpAddress gateway) {
    Neighbor neighbor = entry(gateway);
    neighbor.pinned = true;
    return neighbor;
  }

  /** Forgets the oldest entry that nothing needs, when the table is full. */
  private void makeRoom() {
    if (entries.size() < config.maxEntries()) {
      return;
    }
    for (Iterator<Neighbor> all = entries.values().iterator(); all.hasNext(); ) {
      Neighbor neighbor = all.next();
      boolean idle = neighbor.state == State.NONE || neighbor.state == State.STALE;
      boolean expired =
          neighbor.state == State.REACHABLE && neighbor.confirmedUntilPs < context.nowPs();
      if (!neighbor.pinned && (idle || expired)) {
        all.remove();
        context.tableChanged("arp", key(neighbor), null);
        return;
      }
    }
    // Nothing is idle: the oldest resolution gives way, and its packets with it.
    for (Iterator<Neighbor> all = entries.values().iterator(); all.hasNext(); ) {
      Neighbor neighbor = all.next();
      if (!neighbor.pinned && neighbor.state != State.PERMANENT) {
        all.remove();
        stop(neighbor);
        dropWaiting(neighbor, CoreDrop.NEIGHBOR_QUEUE_FULL);
        context.tableChanged("arp", key(neighbor), null);
        return;
      }
    }
  }

  /** Packets that wait for an answer. */
  int held() {
    return held;
  }

  /** Sets a binding by hand; it never expires. */
  void setPermanent(IpAddress address, MacAddress mac) {
    Neighbor neighbor = pin(address);
    learn(neighbor, mac, State.PERMANENT);
  }

  /**
   * Sends a packet to a neighbor whose binding is not freshly confirmed: at once when there is an
   * old one, else when the neighbor has answered.
   *
   * @param outgoing the datagram, without an Ethernet header
   * @param received the packet that it came from, for an ICMP error
   */
  void send(Neighbor neighbor, Packet outgoing, Packet received) {
    EthernetHeader header = neighbor.header;
    if (header == null) {
      enqueue(neighbor, new Waiting(outgoing, received));
      return;
    }
    if (neighbor.state == State.REACHABLE || neighbor.state == State.STALE) {
      // RFC 4861 7.3.3: the first packet to a stale neighbor starts the delay before the probes.
      changeState(neighbor, State.DELAY);
      neighbor.attempts = 0;
      timer(neighbor).setAfter(config.delayFirstProbePs());
    }
    owner.transmit(outgoing.withEthernet(header));
  }

  private void enqueue(Neighbor neighbor, Waiting packet) {
    if (!owner.isUp()) {
      // A route lingers here that its source has not taken back yet.
      context.drop(packet.outgoing(), CoreDrop.INTERFACE_DOWN, owner.name());
      return;
    }
    if (neighbor.waiting.size() >= config.queuePackets()) {
      // RFC 4861 7.2.2: the new packet replaces the oldest.
      Waiting oldest = neighbor.waiting.remove();
      held--;
      context.drop(oldest.outgoing(), CoreDrop.NEIGHBOR_QUEUE_FULL, neighbor.address.toString());
    }
    neighbor.waiting.add(packet);
    held++;
    if (context.isTracing()) {
      context.step(packet.outgoing(), new Step.Queued("neighbor", -1));
    }
    if (neighbor.state == State.NONE) {
      changeState(neighbor, State.INCOMPLETE);
      neighbor.attempts = 0;
      solicit(neighbor);
    }
  }

  /** Asks for the neighbor's link-layer address, or whether it still has it. */
  private void solicit(Neighbor neighbor) {
    neighbor.attempts++;
    timer(neighbor).setAfter(config.retransmitPs());
    IpAddress source = owner.sourceFor(neighbor.address);
    if (source == null) {
      return;
    }
    // RFC 4861 7.3.3, RFC 1122 2.3.2.1: a probe goes to the old address only.
    MacAddress known = neighbor.state == State.PROBE ? neighbor.mac() : null;
    if (neighbor.address.isIpv4()) {
      sendArp(
          ArpMessage.REQUEST,
          source,
          known == null ? MacAddress.BROADCAST : known,
          MacAddress.ZERO,
          neighbor.address);
      return;
    }
    IpAddress destination = known == null ? solicitedNode(neighbor.address) : neighbor.address;
    sendDiscovery(
        IcmpHeader.V6_NEIGHBOR_SOLICITATION,
        0,
        source,
        destination,
        known == null ? MacAddress.ofMulticast(destination) : known,
        neighbor.address);
  }

  /** RFC 4291 2.7.1: ff02::1:ff00:0/104 and the low 24 bits. */
  private static IpAddress solicitedNode(IpAddress address) {
    return IpAddress.ofIpv6(0xFF02L << 48, SOLICITED_NODE_LOW | (address.low() & 0xFF_FFFF));
  }

  private void timerExpired(Neighbor neighbor) {
    if (neighbor.state == State.DELAY) {
      changeState(neighbor, State.PROBE);
      solicit(neighbor);
    } else if (neighbor.state == State.INCOMPLETE || neighbor.state == State.PROBE) {
      if (neighbor.attempts < config.attempts()) {
        solicit(neighbor);
      } else {
        fail(neighbor);
      }
    }
  }

  /** RFC 4861 7.2.2: no answer to the last solicitation; each waiting packet gets an error. */
  private void fail(Neighbor neighbor) {
    neighbor.header = null;
    changeState(neighbor, State.NONE);
    List<Waiting> lost = List.copyOf(neighbor.waiting);
    dropWaiting(neighbor, CoreDrop.NEIGHBOR_UNREACHABLE);
    for (Waiting packet : lost) {
      unreachable.unreachable(packet.received());
    }
  }

  private void dropWaiting(Neighbor neighbor, DropReason reason) {
    for (Waiting packet; (packet = neighbor.waiting.poll()) != null; ) {
      held--;
      context.drop(packet.outgoing(), reason, neighbor.address.toString());
    }
  }

  /** An ARP packet arrived on this interface (RFC 826, "Packet Reception"). */
  void receiveArp(Packet frame, ArpMessage arp) {
    context.consumed(frame, "arp");
    IpAddress sender = arp.senderIp();
    boolean forUs = owner.hasAddress(arp.targetIp());
    if (owner.hasAddress(sender)) {
      return; // RFC 5227 2.4: somebody else claims our address; we keep it and learn nothing.
    }
    if (!sender.isUnspecified() && !arp.senderMac().isGroup()) {
      Neighbor known = entries.get(sender);
      // RFC 826: update what is known; add what is not only when the packet is for us.
      if (known != null && known.state != State.NONE) {
        learn(known, arp.senderMac(), State.REACHABLE);
      } else if (forUs) {
        learn(entry(sender), arp.senderMac(), State.REACHABLE);
      }
    }
    boolean answer = forUs || (!arp.isGratuitous() && proxied.test(arp.targetIp()));
    if (arp.operation() == ArpMessage.REQUEST && answer) {
      IpAddress asked = arp.targetIp();
      sendArp(ArpMessage.REPLY, asked, arp.senderMac(), arp.senderMac(), sender);
    }
  }

  /**
   * A neighbor solicitation or advertisement arrived on this interface (RFC 4861 7.2).
   *
   * @return false when it was some other ICMPv6 message
   */
  boolean receiveDiscovery(Packet packet, Ipv6Header ip, IcmpHeader icmp) {
    boolean solicitation = icmp.type() == IcmpHeader.V6_NEIGHBOR_SOLICITATION;
    if (!solicitation && icmp.type() != IcmpHeader.V6_NEIGHBOR_ADVERTISEMENT) {
      return false;
    }
    if (ip.hopLimit() != ND_HOP_LIMIT
        || !(packet.payload() instanceof NeighborDiscovery discovery)
        || discovery.target().isMulticast()) {
      context.drop(packet, CoreDrop.MALFORMED, "neighbor discovery (RFC 4861 7.1)");
      return true;
    }
    context.consumed(packet, "neighbor discovery");
    if (solicitation) {
      answerSolicitation(ip, discovery);
    } else {
      learnFromAdvertisement(icmp, discovery);
    }
    return true;
  }

  private void answerSolicitation(Ipv6Header ip, NeighborDiscovery discovery) {
    boolean forUs = owner.hasAddress(discovery.target());
    if (!forUs && !proxied.test(discovery.target())) {
      return;
    }
    MacAddress senderMac = discovery.linkLayerAddress();
    if (ip.source().isUnspecified() || senderMac == null) {
      return;
    }
    // RFC 4861 7.2.3: who asks is known from now on, though not confirmed.
    Neighbor sender = entry(ip.source());
    if (!senderMac.equals(sender.mac())) {
      learn(sender, senderMac, State.STALE);
    }
    sendDiscovery(
        IcmpHeader.V6_NEIGHBOR_ADVERTISEMENT,
        SOLICITED | (forUs ? OVERRIDE : 0),
        discovery.target(),
        ip.source(),
        senderMac,
        discovery.target());
  }

  /** RFC 4861 7.2.5. */
  private void learnFromAdvertisement(IcmpHeader icmp, NeighborDiscovery discovery) {
    Neighbor neighbor = entries.get(discovery.target());
    if (neighbor == null || neighbor.state == State.NONE || owner.hasAddress(discovery.target())) {
      return;
    }
    MacAddress mac = discovery.linkLayerAddress();
    boolean solicited = (icmp.rest() & SOLICITED) != 0;
    boolean override = (icmp.rest() & OVERRIDE) != 0;
    if (mac == null) {
      mac = neighbor.mac();
    }
    if (mac == null) {
      return;
    }
    boolean differs = neighbor.header != null && !mac.equals(neighbor.mac());
    if (differs && !override) {
      return;
    }
    if (solicited) {
      learn(neighbor, mac, State.REACHABLE);
    } else if (neighbor.header == null || differs) {
      learn(neighbor, mac, State.STALE);
    }
  }

  /** Takes a binding over and sends what waited for it. */
  private void learn(Neighbor neighbor, MacAddress mac, State state) {
    if (neighbor.state == State.PERMANENT && state != State.PERMANENT) {
      return;
    }
    boolean moved = !mac.equals(neighbor.mac());
    if (moved) {
      neighbor.header =
          owner.headerTo(
              mac, neighbor.address.isIpv4() ? EthernetHeader.TYPE_IPV4 : EthernetHeader.TYPE_IPV6);
    }
    switch (state) {
      case REACHABLE -> neighbor.confirmedUntilPs = context.nowPs() + config.reachablePs();
      case PERMANENT -> neighbor.confirmedUntilPs = SimTime.NEVER;
      default -> neighbor.confirmedUntilPs = -1;
    }
    stop(neighbor);
    if (moved || neighbor.state != state) {
      changeState(neighbor, state);
    }
    EthernetHeader header = neighbor.header;
    if (neighbor.waiting.isEmpty() || header == null) {
      return;
    }
    for (Waiting packet : List.copyOf(neighbor.waiting)) {
      held--;
      neighbor.waiting.remove();
      owner.transmit(packet.outgoing().withEthernet(header));
    }
  }

  /**
   * The interface came up: its neighbors' tables may be out of date (RFC 5227 3, RFC 4861 7.2.6).
   */
  void announce(IpAddress address) {
    if (!config.announce()) {
      return;
    }
    if (address.isIpv4()) {
      sendArp(ArpMessage.REQUEST, address, MacAddress.BROADCAST, MacAddress.ZERO, address);
    } else {
      sendDiscovery(
          IcmpHeader.V6_NEIGHBOR_ADVERTISEMENT,
          OVERRIDE,
          address,
          ALL_NODES,
          MacAddress.ofMulticast(ALL_NODES),
          address);
    }
  }

  /** The interface went down: what was learned on it is forgotten. */
  void clear(DropReason reason) {
    for (Neighbor neighbor : List.copyOf(entries.values())) {
      stop(neighbor);
      dropWaiting(neighbor, reason);
      if (neighbor.state != State.PERMANENT && neighbor.state != State.NONE) {
        neighbor.header = null;
        changeState(neighbor, State.NONE);
      }
    }
    entries.values().removeIf(neighbor -> !neighbor.pinned);
    latest = null;
  }

  private void sendArp(
      int operation, IpAddress senderIp, MacAddress to, MacAddress targetMac, IpAddress targetIp) {
    ArpMessage arp = new ArpMessage(operation, owner.mac(), senderIp, targetMac, targetIp);
    Packet frame =
        Packet.of(
            owner.headerTo(to, EthernetHeader.TYPE_ARP),
            arp,
            null,
            Payload.EMPTY,
            context.newTag(null, 0));
    context.created(frame, "arp");
    owner.transmit(frame);
  }

  private void sendDiscovery(
      int type, int flags, IpAddress from, IpAddress to, MacAddress toMac, IpAddress target) {
    Packet frame =
        Packet.of(
            owner.headerTo(toMac, EthernetHeader.TYPE_IPV6),
            Ipv6Header.of(from, to, ND_HOP_LIMIT, IpProtocol.ICMPV6),
            new IcmpHeader(true, type, 0, flags),
            new NeighborDiscovery(target, owner.mac()),
            context.newTag(null, 0));
    context.created(frame, "neighbor discovery");
    owner.transmit(frame);
  }

  private Timer timer(Neighbor neighbor) {
    Timer timer = neighbor.timer;
    if (timer == null) {
      timer = context.timer(() -> timerExpired(neighbor));
      neighbor.timer = timer;
    }
    return timer;
  }

  private static void stop(Neighbor neighbor) {
    if (neighbor.timer != null) {
      neighbor.timer.cancel();
    }
  }

  private void changeState(Neighbor neighbor, State state) {
    neighbor.state = state;
    context.tableChanged("arp", key(neighbor), state == State.NONE ? null : () -> row(neighbor));
  }

  private String key(Neighbor neighbor) {
    return keyPrefix + neighbor.address + " " + owner.name();
  }

  private Map<String, Object> row(Neighbor neighbor) {
    Map<String, Object> row = new LinkedHashMap<>();
    MacAddress mac = neighbor.mac();
    row.put("address", neighbor.address.toString());
    row.put("family", neighbor.address.isIpv4() ? "ipv4" : "ipv6");
    row.put("mac", mac == null ? "" : mac.toString());
    row.put("port", owner.name());
    row.put("state", neighbor.state.name().toLowerCase(Locale.ROOT));
    return row;
  }

  /** The state of a neighbor as the table shows it, for tests; null when there is no entry. */
  @Nullable State stateOf(IpAddress address) {
    Neighbor neighbor = entries.get(address);
    return neighbor == null ? null : neighbor.state;
  }
}
