package io.sdnsim.core.l3.nat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TransportHeader;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.trace.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * NAT of one router, for both IP families: source NAT with ports (RFC 3022), destination NAT,
 * hairpin (RFC 4787 REQ-9) and ICMP errors (RFC 5508).
 *
 * <p>The stack calls {@link #preRouting} for every packet that arrives and {@link #postRouting} for
 * every packet that leaves, also those that the node makes; fragments are put together before.
 * Destinations change before routing and sources after it, so that the route lookup, filters and
 * the node's own ICMP errors see inside addresses. Every flow that leaves is remembered, rewritten
 * or not: so a reply to a flow from outside is not mistaken for a new flow, and an outside port in
 * use by the router itself is not given away.
 *
 * <p>Not modelled: application gateways (FTP, SIP), TCP window checks of resets, simultaneous open
 * (RFC 5382 REQ-2), endpoint-independent filtering, ICMP errors that quote a fragment.
 */
public final class Nat {
  private static final String REPLY = " (reply)";

  private final NodeContext context;
  private final NatConfig config;
  private final InterfaceAddresses interfaces;
  private final PortAllocator allocator;
  private final BindingTable table;

  public Nat(NodeContext context, NatConfig config, InterfaceAddresses interfaces) {
    this(context, config, interfaces, PortAllocator.PRESERVING);
  }

  public Nat(
      NodeContext context,
      NatConfig config,
      InterfaceAddresses interfaces,
      PortAllocator allocator) {
    this.context = context;
    this.config = config;
    this.interfaces = interfaces;
    this.allocator = allocator;
    this.table = new BindingTable(context, config.timeouts());
  }

  /** All flows known, oldest first, with those that nothing is rewritten of. */
  public List<NatBinding> bindings() {
    return table.views();
  }

  /** Forgets every flow, as a power cycle or an operator's command does. */
  public void clear() {
    table.clear();
  }

  /** Addresses of pools and rules for which the router must answer ARP besides its own. */
  public List<IpAddress> outsideAddresses() {
    List<IpAddress> addresses = new ArrayList<>();
    for (SourceNatRule rule : config.sourceRules()) {
      addresses.addAll(rule.pool());
    }
    for (DestinationNatRule rule : config.destinationRules()) {
      IpAddress destination = rule.destination();
      if (destination != null) {
        addresses.add(destination);
      }
    }
    return addresses.stream().sorted().distinct().toList();
  }

  /**
   * Rewrites the destination of a packet that arrived.
   *
   * @return the packet to route, or null when it was dropped and accounted for
   */
  public @Nullable Packet preRouting(String inInterface, Packet datagram) {
    IpHeader ip = datagram.ip();
    if (ip == null || isExempt(ip, datagram.transport())) {
      return datagram;
    }
    if (ip.isFragment()) {
      context.drop(datagram, CoreDrop.NAT_UNTRANSLATABLE, "fragment");
      return null;
    }
    if (isIcmpError(datagram)) {
      return translateErrorOnArrival(datagram);
    }
    FlowKey key = FlowKey.of(0, datagram);
    Binding binding = table.arriving(key);
    if (binding == null) {
      DestinationNatRule rule = destinationRule(inInterface, key);
      if (rule == null) {
        return datagram;
      }
      binding = open(inInterface, datagram, key, rule);
      if (binding == null) {
        return null;
      }
    }
    boolean isReply = !key.equals(binding.original);
    if (isEchoOfOtherDirection(datagram, isReply)) {
      return datagram;
    }
    observe(binding, datagram, isReply);
    FlowKey after = isReply ? binding.inside.reversed() : binding.inside;
    return translate(datagram, key, after, binding, isReply);
  }

  /**
   * Rewrites the source of a packet that is about to leave.
   *
   * @param inInterface where it came in, or an empty text when the node made it
   * @return the packet to send, or null when it was dropped and accounted for
   */
  public @Nullable Packet postRouting(String inInterface, String outInterface, Packet datagram) {
    IpHeader ip = datagram.ip();
    if (ip == null || isExempt(ip, datagram.transport())) {
      return datagram;
    }
    if (ip.isFragment()) {
      context.drop(datagram, CoreDrop.NAT_UNTRANSLATABLE, "fragment");
      return null;
    }
    if (isIcmpError(datagram)) {
      return translateErrorOnDeparture(inInterface, datagram);
    }
    FlowKey key = FlowKey.of(0, datagram);
    Binding known = table.between(key);
    boolean isNew = known == null;
    if (isNew && table.arriving(key) != null) {
      return datagram; // looks like a packet of a flow that came in: not a flow of its own
    }
    Binding binding = known == null ? new Binding(key, key, null, null) : known;
    boolean isReply = !key.equals(binding.inside);
    if (isEchoOfOtherDirection(datagram, isReply)) {
      return datagram;
    }
    if (!isReply
        && !binding.sourceDecided
        && !decideSource(binding, outInterface, datagram, isNew)) {
      return null;
    }
    if (isNew || inInterface.isEmpty()) {
      observe(binding, datagram, isReply);
    }
    FlowKey after = isReply ? binding.original.reversed() : binding.translated();
    return translate(datagram, key, after, binding, isReply);
  }

  /** Multicast, broadcast, link-local traffic and neighbor discovery never cross a router. */
  private static boolean isExempt(IpHeader ip, @Nullable TransportHeader transport) {
    IpAddress destination = ip.destination();
    return destination.isMulticast()
        || (transport instanceof IcmpHeader icmp && icmp.isNeighborDiscovery())
        || destination.isLimitedBroadcast()
        || destination.isLinkLocal()
        || ip.source().isLinkLocal()
        || ip.source().isUnspecified();
  }

  /**
   * Echo requests go one way and replies the other: a request from outside with the identifier of
   * an inside host's echo is not that echo's reply, and a reply begins no flow.
   */
  private static boolean isEchoOfOtherDirection(Packet datagram, boolean isReply) {
    return datagram.transport() instanceof IcmpHeader icmp
        && icmp.isEcho()
        && icmp.isEchoReply() != isReply;
  }

  private void observe(Binding binding, Packet datagram, boolean isReply) {
    BindingState before = binding.state;
    binding.observe(datagram, isReply);
    table.refresh(binding, before);
  }

  // ---- new flows

  private @Nullable DestinationNatRule destinationRule(String inInterface, FlowKey key) {
    for (DestinationNatRule rule : config.destinationRules()) {
      IpAddress outside = outsideAddress(rule);
      if (outside != null
          && rule.matches(
              inInterface, outside, key.destination(), key.protocol(), key.destinationPort())) {
        return rule;
      }
    }
    return null;
  }

  private @Nullable IpAddress outsideAddress(DestinationNatRule rule) {
    IpAddress configured = rule.destination();
    return configured != null
        ? configured
        : interfaces.addressOf(rule.inInterface(), rule.to().isIpv6());
  }

  private @Nullable Binding open(
      String inInterface, Packet datagram, FlowKey key, DestinationNatRule rule) {
    if (isFull(datagram)) {
      return null;
    }
    FlowKey inside =
        new FlowKey(
            0,
            key.source(),
            rule.to(),
            key.protocol(),
            key.sourcePort(),
            rule.insidePort(key.destinationPort()));
    if (!table.isFree(key, inside) || !table.isReplyFree(inside.reversed())) {
      context.drop(datagram, CoreDrop.NAT_PORTS_EXHAUSTED, "already in use: " + inside);
      return null;
    }
    boolean isHairpin = !rule.inInterface().equals(inInterface);
    Binding binding = new Binding(key, inside, rule, isHairpin ? key.destination() : null);
    table.add(binding);
    table.announce(binding);
    return binding;
  }

  private boolean isFull(Packet datagram) {
    if (table.size() < config.maxBindings()) {
      return false;
    }
    context.drop(datagram, CoreDrop.NAT_TABLE_FULL);
    return true;
  }

  /**
   * Applies the source rules to the first packet of a flow that leaves.
   *
   * @return whether the packet may go on; false when it was dropped
   */
  private boolean decideSource(
      Binding binding, String outInterface, Packet datagram, boolean isNew) {
    if (isNew && isFull(datagram)) {
      return false;
    }
    FlowKey inside = binding.inside;
    SourceNatRule rule = sourceRule(outInterface, inside);
    FlowKey reply = inside.reversed();
    if (binding.hairpinAddress != null || rule != null) {
      IpAddress address =
          binding.hairpinAddress != null ? binding.hairpinAddress : address(rule, inside);
      if (address == null) {
        context.drop(datagram, CoreDrop.NAT_UNTRANSLATABLE, outInterface + " has no address");
        return false;
      }
      FlowKey allocated = allocate(binding, rule, address, hasPorts(datagram));
      if (allocated == null) {
        context.drop(datagram, CoreDrop.NAT_PORTS_EXHAUSTED, ruleName(binding, rule));
        return false;
      }
      reply = allocated;
      binding.rule = ruleName(binding, rule);
    } else if (isNew && !table.isReplyFree(reply)) {
      context.drop(datagram, CoreDrop.NAT_PORTS_EXHAUSTED, "already in use: " + inside);
      return false;
    }
    binding.sourceDecided = true;
    if (isNew) {
      binding.reply = reply;
      table.add(binding);
    } else {
      table.changeReply(binding, reply);
    }
    table.announce(binding);
    return true;
  }

  private @Nullable SourceNatRule sourceRule(String outInterface, FlowKey flow) {
    for (SourceNatRule rule : config.sourceRules()) {
      if (rule.matches(outInterface, flow.source(), flow.destination(), flow.protocol())) {
        return rule;
      }
    }
    return null;
  }

  private static String ruleName(Binding binding, @Nullable SourceNatRule rule) {
    DestinationNatRule first = binding.destinationRule;
    if (binding.hairpinAddress != null || rule == null) {
      return first == null ? "" : first.name() + " hairpin";
    }
    return first == null ? rule.name() : first.name() + " + " + rule.name();
  }

  private @Nullable IpAddress address(@Nullable SourceNatRule rule, FlowKey flow) {
    if (rule == null) {
      return null;
    }
    boolean ipv6 = flow.source().isIpv6();
    List<IpAddress> pool =
        rule.pool().stream().filter(address -> address.isIpv6() == ipv6).toList();
    if (pool.isEmpty()) {
      return rule.pool().isEmpty() ? interfaces.addressOf(rule.outInterface(), ipv6) : null;
    }
    // RFC 4787 REQ-2: "paired", so the inside address alone decides.
    FlowKey sourceOnly = new FlowKey(0, flow.source(), flow.source(), 0, 0, 0);
    return pool.get((int) Long.remainderUnsigned(sourceOnly.hash(0), pool.size()));
  }

  /** The key of replies to the flow behind a free port of the address, or null. */
  private @Nullable FlowKey allocate(
      Binding binding, @Nullable SourceNatRule rule, IpAddress address, boolean hasPorts) {
    FlowKey inside = binding.inside;
    EndpointMapping.Endpoint endpoint =
        new EndpointMapping.Endpoint(inside.protocol(), inside.source(), inside.sourcePort());
    boolean isMapped = config.endpointIndependentMapping() && hasPorts && rule != null;
    if (isMapped) {
      EndpointMapping mapping = table.mappingOf(new EndpointMapping.Key(endpoint, address));
      if (mapping != null) {
        FlowKey reply = reply(inside, address, mapping.outside.port());
        if (!isAvailable(binding, reply)) {
          return null;
        }
        table.use(binding, mapping);
        return reply;
      }
    }
    IntPredicate isFree =
        port ->
            isAvailable(binding, reply(inside, address, port))
                && (!isMapped
                    || table.isOutsideFree(
                        new EndpointMapping.Endpoint(inside.protocol(), address, port)));
    if (!hasPorts) {
      return isFree.test(0) ? reply(inside, address, 0) : null;
    }
    int port = allocator.allocate(inside, rule == null ? null : rule.ports(), isFree);
    if (port == PortAllocator.NONE) {
      return null;
    }
    if (isMapped) {
      var outside = new EndpointMapping.Endpoint(inside.protocol(), address, port);
      table.use(binding, new EndpointMapping(endpoint, outside));
    }
    return reply(inside, address, port);
  }

  /** A reply key that nobody has, or that is this binding's own until now. */
  private boolean isAvailable(Binding binding, FlowKey reply) {
    Binding owner = table.arriving(reply);
    return owner == null
        ? !reply.equals(binding.original)
        : owner == binding && reply.equals(binding.reply);
  }

  private static FlowKey reply(FlowKey inside, IpAddress address, int port) {
    // The identifier of an ICMP echo stands in both places.
    int fromPort = isIcmp(inside.protocol()) ? port : inside.destinationPort();
    return new FlowKey(0, inside.destination(), address, inside.protocol(), fromPort, port);
  }

  private static boolean hasPorts(Packet datagram) {
    TransportHeader transport = datagram.transport();
    return transport instanceof IcmpHeader icmp ? icmp.isEcho() : transport != null;
  }

  private static boolean isIcmp(int protocol) {
    return protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMPV6;
  }

  // ---- rewriting

  private Packet translate(
      Packet datagram, FlowKey before, FlowKey after, Binding binding, boolean isReply) {
    if (before.equals(after)) {
      return datagram;
    }
    Packet translated = rewrite(datagram, after);
    trace(translated, binding, isReply, before, after);
    return translated;
  }

  private void trace(
      Packet translated, Binding binding, boolean isReply, FlowKey before, FlowKey after) {
    if (context.isTracing()) {
      String rule = isReply ? binding.rule + REPLY : binding.rule;
      context.step(translated, new Step.Translated(rule, before.toString(), after.toString()));
    }
  }

  private static Packet rewrite(Packet datagram, FlowKey to) {
    IpHeader ip = datagram.ip();
    if (ip == null) {
      throw new IllegalArgumentException("not an IP packet: " + datagram);
    }
    TransportHeader transport = datagram.transport();
    return datagram.withHeaders(
        ip.withAddresses(to.source(), to.destination()),
        transport == null ? null : transport.withPorts(to.sourcePort(), to.destinationPort()));
  }

  // ---- ICMP errors (RFC 5508 section 4)

  private static boolean isIcmpError(Packet datagram) {
    return datagram.transport() instanceof IcmpHeader icmp && icmp.isError();
  }

  private static @Nullable FlowKey quotedKey(Packet error) {
    if (error.payload() instanceof Quoted quoted
        && quoted.original().ip() != null
        && !quoted.original().ip().isFragment()) {
      return FlowKey.of(0, quoted.original());
    }
    return null;
  }

  /** RFC 5508 REQ-4: the quoted packet and the destination become what they are inside. */
  private Packet translateErrorOnArrival(Packet error) {
    FlowKey quoted = quotedKey(error);
    Binding binding = quoted == null ? null : table.arriving(quoted.reversed());
    if (quoted == null || binding == null) {
      return error;
    }
    boolean isReply = !quoted.reversed().equals(binding.original);
    FlowKey newQuoted = isReply ? binding.inside : binding.inside.reversed();
    return translateError(error, quoted, newQuoted, binding, isReply, false);
  }

  /**
   * RFC 5508 REQ-5: the quoted packet becomes what its sender sent. An error from behind the NAT
   * seems to come from the translated address, unless this router made it.
   */
  private Packet translateErrorOnDeparture(String inInterface, Packet error) {
    FlowKey quoted = quotedKey(error);
    Binding binding = quoted == null ? null : table.between(quoted.reversed());
    if (quoted == null || binding == null) {
      return error;
    }
    boolean isReply = quoted.equals(binding.inside);
    FlowKey newQuoted = isReply ? binding.original : binding.reply;
    return translateError(error, quoted, newQuoted, binding, isReply, !inInterface.isEmpty());
  }

  private Packet translateError(
      Packet error,
      FlowKey quoted,
      FlowKey newQuoted,
      Binding binding,
      boolean isReply,
      boolean hidesSource) {
    IpHeader ip = error.ip();
    if (ip == null || quoted.equals(newQuoted) || !(error.payload() instanceof Quoted old)) {
      return error;
    }
    boolean changesSource = hidesSource && !quoted.destination().equals(newQuoted.destination());
    IpAddress source = changesSource ? newQuoted.destination() : ip.source();
    IpAddress destination =
        ip.destination().equals(quoted.source()) ? newQuoted.source() : ip.destination();
    Packet translated =
        error
            .withHeaders(ip.withAddresses(source, destination), error.transport())
            .withPayload(new Quoted(rewrite(old.original(), newQuoted), old.lengthBytes()));
    trace(translated, binding, isReply, FlowKey.of(0, error), FlowKey.of(0, translated));
    return translated;
  }
}
