package io.sdnsim.core.l3;

import io.sdnsim.core.address.InterfaceAddress;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.EventClass;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.l3.acl.AccessList;
import io.sdnsim.core.l3.acl.AclVerdict;
import io.sdnsim.core.l3.acl.Firewall;
import io.sdnsim.core.l3.nat.Nat;
import io.sdnsim.core.l3.nat.NatConfig;
import io.sdnsim.core.link.Port;
import io.sdnsim.core.link.PortListener;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.ArpMessage;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.NetworkHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.trace.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The IP layer of a node in one VRF, a host's or a router's (RFC 1122, RFC 1812, RFC 8200): its
 * interfaces with their neighbors, the route table, the FIB, and the path of a packet through them.
 *
 * <p>Lives as long as the node has power. Multicast routing, source routing, redirects received and
 * reverse path checks are not modelled.
 */
public final class IpStack implements IpOutput {
  private final NodeContext context;
  private final IpConfig config;
  private DatagramHandler local;
  private final Fib fib;
  private final Rib rib;
  private final IcmpErrors icmp;
  private final PathMtuCache pathMtus;
  private final OutputPaths paths;
  private final List<IpInterface> interfaces = new ArrayList<>();

  /** Where each interface stands in the list. */
  private final TreeMap<String, Integer> positions = new TreeMap<>();

  /** The interfaces on each network, by name. */
  private final TreeMap<Prefix, List<String>> bySubnet = new TreeMap<>();

  private final PortListener portListener = changed -> portChanged();
  private final DatagramDecoder decoder;
  private @Nullable Timer lateRefresh;
  private @Nullable Reassembler reassembler;
  private @Nullable ForwardingHook hook;
  private @Nullable Nat nat;
  private @Nullable Firewall firewall;
  private List<IpAddress> natAddresses = List.of();
  private int nextIdentification;
  private boolean stopped;
  private int looping;

  /**
   * @param decoder reads reassembled datagrams whose fragments came as bytes
   */
  public IpStack(NodeContext context, IpConfig config, DatagramDecoder decoder) {
    this.context = context;
    this.config = config;
    this.local = datagram -> context.drop(datagram, CoreDrop.NO_LISTENER);
    this.fib = new Fib(context, config.vrf());
    this.rib = new Rib(context, config.vrf(), fib, this::findInterface);
    this.icmp = new IcmpErrors(context, this, config);
    this.pathMtus = new PathMtuCache(config.pathMtuEntries());
    this.paths = new OutputPaths(fib, this::localAddresses);
    this.decoder = decoder;
  }

  /** Sets who gets the datagrams for the node itself: the transport layer. */
  public void setLocalHandler(DatagramHandler newLocal) {
    local = newLocal;
  }

  /** Adds an interface, before {@link #start}. */
  public void add(IpInterface added) {
    if (positions.putIfAbsent(added.name(), interfaces.size()) != null) {
      throw new IllegalArgumentException("two interfaces are named " + added.name());
    }
    interfaces.add(added);
    for (InterfaceAddress own : added.addresses()) {
      bySubnet.merge(own.subnet(), List.of(added.name()), IpStack::concatenated);
    }
    added.join(
        this,
        new NeighborTable(
            context,
            added,
            config.vrf(),
            config.neighbors(),
            address -> answersFor(added, address),
            icmp::hostUnreachable));
  }

  private static List<String> concatenated(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return List.copyOf(all);
  }

  /** Takes over the interfaces' states and follows them from now on. */
  public void start() {
    for (IpInterface each : interfaces) {
      Port port = each.port();
      if (port != null) {
        port.addListener(portListener);
      }
    }
    refreshInterfaces();
  }

  /** The power is gone: what was held is lost, and nothing more will happen here. */
  public void stop() {
    stopped = true;
    for (IpInterface each : interfaces) {
      Port port = each.port();
      if (port != null) {
        port.removeListener(portListener);
      }
      each.neighbors().clear(CoreDrop.NODE_OFF);
    }
    if (reassembler != null) {
      reassembler.dropAll(CoreDrop.NODE_OFF);
    }
  }

  public int vrf() {
    return config.vrf();
  }

  /** The routes. */
  public Rib routes() {
    return rib;
  }

  public Fib fib() {
    return fib;
  }

  /** The interfaces, in the order in which they were added. */
  public List<IpInterface> interfaces() {
    return List.copyOf(interfaces);
  }

  public @Nullable IpInterface findInterface(String name) {
    Integer position = positions.get(name);
    return position == null ? null : interfaces.get(position);
  }

  /** The addresses of the interfaces that are up. */
  public List<InterfaceAddress> localAddresses() {
    List<InterfaceAddress> addresses = new ArrayList<>();
    for (IpInterface each : interfaces) {
      if (each.isUp()) {
        addresses.addAll(each.addresses());
      }
    }
    return addresses;
  }

  /**
   * Sets a neighbor by hand.
   *
   * @throws IllegalArgumentException when there is no such interface
   */
  public void addStaticNeighbor(String interfaceName, IpAddress address, MacAddress mac) {
    IpInterface on = findInterface(interfaceName);
    if (on == null) {
      throw new IllegalArgumentException("there is no interface " + interfaceName);
    }
    on.neighbors().setPermanent(address, mac);
  }

  /** Sets who may take packets out of the forwarding path; null for nobody. */
  public void setForwardingHook(@Nullable ForwardingHook newHook) {
    hook = newHook;
  }

  /** Translates addresses on the way through from now on. */
  public void setNat(NatConfig rules) {
    Nat made = new Nat(context, rules, this::firstAddressOf);
    nat = made;
    natAddresses = made.outsideAddresses();
  }

  /** Filters what is for the node itself and what it sends from now on. */
  public void setFirewall(Firewall newFirewall) {
    firewall = newFirewall;
  }

  /** The NAT, or null when there is none. */
  public @Nullable Nat nat() {
    return nat;
  }

  private @Nullable IpAddress firstAddressOf(String interfaceName, boolean ipv6) {
    IpInterface named = findInterface(interfaceName);
    if (named != null) {
      for (InterfaceAddress own : named.addresses()) {
        if (own.address().isIpv6() == ipv6) {
          return own.address();
        }
      }
    }
    return null;
  }

  /** Packets inside: waiting for a neighbor, for fragments, on the way to the node itself. */
  public int heldPackets() {
    int held = looping + (reassembler == null ? 0 : reassembler.heldPackets());
    for (IpInterface each : interfaces) {
      held += each.neighbors().held();
    }
    return held;
  }

  // Interfaces -----------------------------------------------------------------------------------

  private void portChanged() {
    if (context.isRunning()) {
      refreshInterfaces();
    } else {
      if (lateRefresh == null) {
        lateRefresh = context.timer(this::refreshInterfaces);
      }
      lateRefresh.setAfter(0); // a node that hangs notices when it goes on
    }
  }

  private void refreshInterfaces() {
    for (IpInterface each : interfaces) {
      if (each.refresh()) {
        if (each.isUp()) {
          interfaceUp(each);
        } else {
          interfaceDown(each);
        }
      }
    }
  }

  private void interfaceUp(IpInterface up) {
    for (InterfaceAddress own : up.addresses()) {
      fib.receive(Forwarding.LOCAL, Prefix.host(own.address()));
      if (hasBroadcast(own)) {
        fib.receive(Forwarding.BROADCAST, Prefix.host(own.subnet().last()));
      }
    }
    up.addresses().forEach(own -> updateConnected(own.subnet()));
    rib.interfaceChanged(up.name());
    if (up.port() != null) {
      up.addresses().forEach(own -> up.neighbors().announce(own.address()));
    }
  }

  private void interfaceDown(IpInterface down) {
    for (InterfaceAddress own : down.addresses()) {
      boolean elsewhere =
          interfaces.stream().anyMatch(i -> i.isUp() && i.hasAddress(own.address()));
      if (!elsewhere) {
        fib.unreceive(Prefix.host(own.address()));
      }
      if (hasBroadcast(own)) {
        fib.unreceive(Prefix.host(own.subnet().last()));
      }
    }
    down.addresses().forEach(own -> updateConnected(own.subnet()));
    rib.interfaceChanged(down.name());
    down.neighbors().clear(CoreDrop.INTERFACE_DOWN);
  }

  /** RFC 3021: a /31 has no broadcast address. */
  private static boolean hasBroadcast(InterfaceAddress own) {
    return own.address().isIpv4() && own.prefixLength() < 31;
  }

  private void updateConnected(Prefix subnet) {
    List<NextHop> through = new ArrayList<>();
    for (String name : bySubnet.getOrDefault(subnet, List.of())) {
      IpInterface each = findInterface(name);
      if (each != null && each.isUp()) {
        through.add(new NextHop(null, name));
      }
    }
    if (through.isEmpty()) {
      rib.withdraw(RouteSource.CONNECTED, subnet);
    } else {
      rib.offer(new Route(subnet, RouteSource.CONNECTED, 0, through));
    }
  }

  /** Addresses of others to answer ARP for: those of NAT, and by proxy ARP (RFC 1027). */
  private boolean answersFor(IpInterface asked, IpAddress address) {
    if (natAddresses.contains(address)) {
      return asked.isOnLink(address);
    }
    Forwarding entry = config.neighbors().proxy() ? fib.lookup(address) : null;
    return entry != null
        && entry.kind == Forwarding.Kind.FORWARD
        && entry.members[0].out() != asked;
  }

  // Input ----------------------------------------------------------------------------------------

  /** A frame arrived on an interface. */
  void receive(IpInterface in, Packet frame) {
    EthernetHeader ethernet = frame.ethernet();
    if (ethernet == null) {
      context.drop(frame, CoreDrop.MALFORMED);
      return;
    }
    if (ethernet.vlanTag() != in.vlanId() && !isOnVlan(ethernet, in.vlanId())) {
      context.drop(frame, CoreDrop.UNKNOWN_VLAN, Integer.toString(ethernet.vlanId()));
      return;
    }
    boolean toGroup = ethernet.isToGroup();
    if (ethernet.destinationBits() != in.macBits && !toGroup) {
      context.drop(frame, CoreDrop.NOT_FOR_US);
      return;
    }
    NetworkHeader network = frame.network();
    if (network instanceof IpHeader ip) {
      receiveIp(in, frame, ip, toGroup);
    } else if (network instanceof ArpMessage arp) {
      in.neighbors().receiveArp(frame, arp);
    } else {
      context.drop(frame, CoreDrop.UNKNOWN_ETHERTYPE);
    }
  }

  /** IEEE 802.1Q 6.9: VLAN 0 is a priority without a VLAN. */
  private static boolean isOnVlan(EthernetHeader ethernet, int vlanId) {
    int vlan = ethernet.vlanId() == 0 ? EthernetHeader.UNTAGGED : ethernet.vlanId();
    return vlan == vlanId;
  }

  private void receiveIp(IpInterface in, Packet frame, IpHeader ip, boolean toGroup) {
    if (isMartianSource(ip.source())) {
      context.drop(frame, CoreDrop.MARTIAN, ip.source().toString());
      return;
    }
    AccessList filter = in.aclIn();
    if (filter != null && !permits(filter, frame, frame)) {
      return;
    }
    Nat translator = nat;
    if (translator == null) {
      route(in, frame, ip, frame, toGroup);
    } else {
      translate(translator, in, frame, ip, toGroup);
    }
  }

  /** NAT sees whole datagrams only: ports stand in the first fragment (RFC 3022 4.3). */
  private void translate(
      Nat translator, IpInterface in, Packet frame, IpHeader ip, boolean toGroup) {
    Packet whole = ip.isFragment() ? reassembler().add(frame) : frame;
    if (whole == null) {
      return;
    }
    Packet translated = translator.preRouting(in.name(), whole);
    IpHeader header = translated == null ? null : translated.ip();
    if (translated != null && header != null) {
      route(in, translated, header, whole, toGroup);
    }
  }

  /**
   * Decides what becomes of a packet that was let in.
   *
   * @param received the packet as it came in, before NAT: what an ICMP error quotes
   */
  private void route(IpInterface in, Packet packet, IpHeader ip, Packet received, boolean toGroup) {
    Forwarding entry = fib.lookup(ip.destination());
    if (entry != null && entry.kind != Forwarding.Kind.FORWARD) {
      switch (entry.kind) {
        case LOCAL, BROADCAST, MULTICAST -> {
          receiveLocal(in, packet, ip);
          return;
        }
        case MARTIAN -> {
          context.drop(packet, CoreDrop.MARTIAN, ip.destination().toString());
          return;
        }
        default -> {}
      }
    }
    if (toGroup) {
      // RFC 1812 5.3.4: what was broadcast on the link is not forwarded.
      context.drop(packet, CoreDrop.NOT_FOR_US, "link-layer broadcast");
      return;
    }
    if (hook != null && hook.take(packet.withEthernet(null))) {
      return;
    }
    forward(in, packet, ip, entry, received);
  }

  /** RFC 1812 5.3.9: asks an access list, and drops what it denies. */
  private boolean permits(AccessList filter, Packet packet, Packet received) {
    AclVerdict verdict = filter.evaluate(packet);
    if (context.isTracing()) {
      context.step(packet, new Step.Filtered(verdict.rule(), verdict.permitted()));
    }
    if (!verdict.permitted()) {
      context.drop(packet, CoreDrop.DENIED, verdict.rule());
      icmp.prohibited(received);
    }
    return verdict.permitted();
  }

  /** RFC 1812 5.3.7: no host may send from these. */
  private static boolean isMartianSource(IpAddress source) {
    return source.isMulticast() || source.isLoopback() || source.isLimitedBroadcast();
  }

  private void receiveLocal(IpInterface in, Packet packet, IpHeader ip) {
    Packet datagram = packet.withEthernet(null);
    if (packet.transport() instanceof IcmpHeader message
        && message.ipv6()
        && ip instanceof Ipv6Header ipv6
        && in.neighbors().receiveDiscovery(datagram, ipv6, message)) {
      return;
    }
    deliver(datagram, ip);
  }

  /** Made for the first fragment: most nodes never see one. */
  private Reassembler reassembler() {
    Reassembler made = reassembler;
    if (made == null) {
      made = new Reassembler(context, config.reassembly(), decoder, icmp::reassemblyTimeExceeded);
      reassembler = made;
    }
    return made;
  }

  private void deliver(Packet datagram, IpHeader ip) {
    Packet whole = ip.isFragment() ? reassembler().add(datagram) : datagram;
    if (whole == null || !passesFirewall(true, whole)) {
      return;
    }
    if (whole.transport() instanceof IcmpHeader message && message.isError()) {
      pathMtus.on(context.nowPs(), whole);
    }
    local.deliver(whole);
  }

  /** Drops what the node's own firewall denies; unlike an access list it tells nobody. */
  private boolean passesFirewall(boolean fromOutside, Packet datagram) {
    Firewall filter = firewall;
    if (filter == null) {
      return true;
    }
    AclVerdict verdict = filter.decide(context.nowPs(), fromOutside, datagram);
    if (context.isTracing()) {
      context.step(datagram, new Step.Filtered(verdict.rule(), verdict.permitted()));
    }
    if (!verdict.permitted()) {
      context.drop(datagram, CoreDrop.FIREWALL_DENIED, verdict.rule());
    }
    return verdict.permitted();
  }

  // Forwarding -----------------------------------------------------------------------------------

  private void forward(
      IpInterface in, Packet packet, IpHeader ip, @Nullable Forwarding entry, Packet received) {
    if (!config.forwarding()) {
      context.drop(packet, CoreDrop.NOT_FORWARDING);
      return;
    }
    int hopLimit = ip.hopLimit();
    if (hopLimit <= 1) {
      context.drop(packet, CoreDrop.HOP_LIMIT);
      icmp.timeExceeded(received);
      return;
    }
    if (entry == null) {
      context.drop(packet, CoreDrop.NO_ROUTE, ip.destination().toString());
      icmp.noRoute(received);
      return;
    }
    if (entry.kind == Forwarding.Kind.BLACKHOLE) {
      dropIntoBlackhole(packet, ip);
      return;
    }
    FibNextHop member = choose(entry, packet, ip);
    IpInterface out = member.out();
    if (out == in && config.icmpRedirects()) {
      redirect(in, received, ip, member);
    }
    if (nat == null && out.aclOut() == null && packet.networkLengthBytes() <= out.mtuBytes()) {
      emit(member, packet, ip.withHopLimit(hopLimit - 1), received);
    } else {
      forwardThroughFilters(in, member, packet, received);
    }
  }

  /** The way out where there is more to do than to send. */
  private void forwardThroughFilters(
      IpInterface in, FibNextHop member, Packet packet, Packet received) {
    IpInterface out = member.out();
    Nat translator = nat;
    Packet outgoing =
        translator == null ? packet : translator.postRouting(in.name(), out.name(), packet);
    AccessList filter = out.aclOut();
    if (outgoing == null || (filter != null && !permits(filter, outgoing, received))) {
      return;
    }
    IpHeader ip = outgoing.ip();
    if (ip == null) {
      return;
    }
    // The destination decided about the next hop before NAT changed the source alone.
    IpHeader decremented = ip.withHopLimit(ip.hopLimit() - 1);
    if (outgoing.networkLengthBytes() <= out.mtuBytes()) {
      emit(member, outgoing, decremented, received);
    } else {
      sendInPieces(
          member, outgoing.withNetwork(decremented), received, member.out().mtuBytes(), false);
    }
  }

  /** RFC 2992 2 (modulo-N hash): the member depends on the flow and this router's seed alone. */
  private FibNextHop choose(Forwarding forwarding, Packet packet, IpHeader ip) {
    FibNextHop only = forwarding.only;
    if (only != null && !context.isTracing()) {
      return only;
    }
    FibNextHop[] members = forwarding.members;
    int chosen =
        members.length == 1
            ? 0
            : (int)
                Long.remainderUnsigned(
                    FlowKey.hash(config.ecmpSeed(), ip, packet.transport()), members.length);
    if (context.isTracing()) {
      traceRoute(members, chosen, packet, ip);
    }
    return members[chosen];
  }

  private void traceRoute(FibNextHop[] members, int chosen, Packet packet, IpHeader ip) {
    FibEntry entry = fib.entryFor(ip.destination());
    IpAddress gateway = members[chosen].gateway();
    context.step(
        packet,
        new Step.Routed(
            entry.prefix().toString(),
            (gateway == null ? ip.destination() : gateway).toString(),
            members[chosen].out().name(),
            entry.protocol(),
            chosen,
            members.length));
  }

  private void dropIntoBlackhole(Packet packet, IpHeader ip) {
    FibEntry entry = fib.entryFor(ip.destination());
    context.drop(packet, CoreDrop.BLACKHOLE, entry.prefix().toString());
  }

  /** RFC 1812 5.2.7.2: only when the sender could have asked the next router itself. */
  private void redirect(IpInterface in, Packet frame, IpHeader ip, FibNextHop member) {
    IpAddress better = member.gateway() == null ? ip.destination() : member.gateway();
    if (in.isOnLink(ip.source()) && in.isOnLink(better)) {
      icmp.redirect(frame, better);
    }
  }

  /**
   * Fragments a packet that is too big for the next link, if it may be (RFC 791, RFC 8200 5), or
   * tells its sender.
   *
   * @param mtuBytes what fits
   * @param own whether this node is the source, which alone may fragment IPv6
   */
  private void sendInPieces(
      FibNextHop member, Packet packet, Packet received, int mtuBytes, boolean own) {
    List<Packet> fragments;
    if (packet.network() instanceof Ipv4Header ipv4 && !ipv4.dontFragment()) {
      fragments = Fragmenter.fragmentIpv4(own ? identified(packet, ipv4) : packet, mtuBytes);
    } else if (own && packet.network() instanceof Ipv6Header ipv6 && !ipv6.isFragment()) {
      fragments = Fragmenter.fragmentIpv6(packet, mtuBytes, nextIdentification++);
    } else {
      context.drop(packet, CoreDrop.FRAGMENTATION_NEEDED, member.out().name());
      icmp.tooBig(received, mtuBytes);
      return;
    }
    context.fragmented(packet, fragments.size(), mtuBytes);
    for (Packet fragment : fragments) {
      IpHeader ip = fragment.ip();
      if (ip != null) {
        emit(member, fragment, ip, received);
      }
    }
  }

  /** RFC 6864 4.1: only datagrams that may be fragmented need an identification. */
  private Packet identified(Packet datagram, Ipv4Header ip) {
    if (ip.isFragment() || ip.identification() != 0) {
      return datagram;
    }
    int identification = ++nextIdentification & 0xFFFF;
    return datagram.withNetwork(ip.withFragment(identification, false, false, 0));
  }

  /**
   * Sends a packet to a neighbor: with the prebuilt header, or when there is one.
   *
   * @param ip the packet's new IP header
   * @param received the packet as it came in, or as the node itself made it
   */
  private void emit(FibNextHop member, Packet packet, IpHeader ip, Packet received) {
    Port port = member.port();
    if (port == null) {
      context.drop(packet, CoreDrop.BLACKHOLE, member.out().name());
      return;
    }
    Neighbor neighbor = member.neighborFor(ip.destination());
    EthernetHeader header = neighbor.header;
    if (header != null && context.nowPs() <= neighbor.confirmedUntilPs) {
      port.send(packet.forwarded(header, ip));
    } else {
      member.out().neighbors().send(neighbor, packet.withEthernet(null).withNetwork(ip), received);
    }
  }

  // Output ---------------------------------------------------------------------------------------

  @Override
  public void send(Packet datagram) {
    IpHeader ip = datagram.ip();
    if (ip == null) {
      throw new IllegalArgumentException("not an IP datagram: " + datagram);
    }
    if (firewall != null && !passesFirewall(false, datagram)) {
      return;
    }
    Forwarding entry = fib.lookup(ip.destination());
    if (entry == null) {
      context.drop(datagram, CoreDrop.NO_ROUTE, ip.destination().toString());
      return;
    }
    switch (entry.kind) {
      case FORWARD -> sendTo(choose(entry, datagram, ip), datagram, ip);
      case LOCAL -> loopBack(datagram, ip);
      case BROADCAST, MULTICAST -> sendToGroup(datagram, ip);
      case BLACKHOLE -> dropIntoBlackhole(datagram, ip);
      case MARTIAN -> context.drop(datagram, CoreDrop.MARTIAN, ip.destination().toString());
    }
  }

  private void sendTo(FibNextHop member, Packet datagram, IpHeader ip) {
    Nat translator = nat;
    Packet outgoing =
        translator == null ? datagram : translator.postRouting("", member.out().name(), datagram);
    if (outgoing == null) {
      return;
    }
    IpHeader header = translator == null ? ip : outgoing.ip();
    if (header == null) {
      return;
    }
    int mtuBytes = member.out().mtuBytes();
    if (header.destination().isIpv6()) {
      // RFC 8200 5: nobody on the way fragments, so what ICMP reported binds the source.
      mtuBytes = Math.min(mtuBytes, pathMtus.get(context.nowPs(), header.destination()));
    }
    if (outgoing.networkLengthBytes() > mtuBytes) {
      sendInPieces(member, outgoing, datagram, mtuBytes, true);
    } else {
      emit(member, outgoing, header, datagram);
    }
  }

  /** Sends to all stations of a link: the one that the source address belongs to. */
  private void sendToGroup(Packet datagram, IpHeader ip) {
    IpInterface out = null;
    for (IpInterface each : interfaces) {
      if (each.isUp() && each.port() != null && each.hasAddress(ip.source())) {
        out = each;
        break;
      }
    }
    if (out == null) {
      context.drop(datagram, CoreDrop.NO_ROUTE, ip.destination().toString());
      return;
    }
    if (datagram.networkLengthBytes() > out.mtuBytes()) {
      context.drop(datagram, CoreDrop.FRAGMENTATION_NEEDED, out.name());
      return;
    }
    MacAddress to =
        ip.destination().isMulticast()
            ? MacAddress.ofMulticast(ip.destination())
            : MacAddress.BROADCAST;
    out.transmit(datagram.withEthernet(out.headerTo(to, ip.etherType())));
  }

  /** The node sends to itself: not within the call, or two ends of a connection would nest. */
  private void loopBack(Packet datagram, IpHeader ip) {
    looping++;
    context
        .simulation()
        .at(
            context.nowPs(),
            context.source(),
            EventClass.FRAME,
            () -> {
              looping--;
              if (stopped) {
                context.drop(datagram, CoreDrop.NODE_OFF);
              } else if (!context.isRunning()) {
                context.drop(datagram, CoreDrop.NODE_FROZEN);
              } else {
                deliver(datagram, ip);
              }
            });
  }

  @Override
  public @Nullable IpAddress sourceFor(IpAddress destination) {
    return paths.to(destination).source();
  }

  @Override
  public int pathMtuBytes(IpAddress destination) {
    OutputPaths.Path path = paths.to(destination);
    return path.reachable()
        ? Math.min(path.mtuBytes(), pathMtus.get(context.nowPs(), destination))
        : path.mtuBytes();
  }

  @Override
  public boolean isLocal(IpAddress address) {
    return fib.isLocal(address);
  }
}
