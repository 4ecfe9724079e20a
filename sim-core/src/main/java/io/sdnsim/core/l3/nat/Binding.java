package io.sdnsim.core.l3.nat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.TcpHeader;
import org.jspecify.annotations.Nullable;

/**
 * One flow and its three faces: as it arrives, as it is between the two hooks (after destination
 * NAT, before source NAT), and as its replies arrive.
 */
final class Binding {
  final FlowKey original;
  final FlowKey inside;
  FlowKey reply;

  /** The destination rule that made it, or null. */
  final @Nullable DestinationNatRule destinationRule;

  /** Where a hairpinned flow's source goes; null for all others. */
  final @Nullable IpAddress hairpinAddress;

  /** The names of the rules; empty when nothing is rewritten. */
  String rule;

  /** Whether source NAT had its say. */
  boolean sourceDecided;

  /** The endpoint-independent mapping it uses, or null. */
  @Nullable EndpointMapping mapping;

  BindingState state;
  boolean replied;
  long deadlinePs;
  @Nullable Binding older;
  @Nullable Binding younger;

  Binding(
      FlowKey original,
      FlowKey inside,
      @Nullable DestinationNatRule destinationRule,
      @Nullable IpAddress hairpinAddress) {
    this.original = original;
    this.inside = inside;
    this.reply = inside.reversed();
    this.destinationRule = destinationRule;
    this.hairpinAddress = hairpinAddress;
    this.rule = destinationRule == null ? "" : destinationRule.name();
    this.state =
        switch (original.protocol()) {
          case IpProtocol.UDP -> BindingState.UDP_NEW;
          case IpProtocol.TCP -> BindingState.TCP_OPENING;
          case IpProtocol.ICMP, IpProtocol.ICMPV6 -> BindingState.ICMP;
          default -> BindingState.OTHER;
        };
  }

  /** The flow as it leaves. */
  FlowKey translated() {
    return reply.reversed();
  }

  boolean isTranslated() {
    return !original.equals(translated());
  }

  /** Takes note of a packet of the flow. */
  void observe(Packet packet, boolean isReply) {
    replied |= isReply;
    if (state == BindingState.UDP_NEW && replied) {
      state = BindingState.UDP_ASSURED;
    } else if (packet.transport() instanceof TcpHeader tcp) {
      state = nextTcpState(tcp, isReply);
    }
  }

  private BindingState nextTcpState(TcpHeader tcp, boolean isReply) {
    if (tcp.has(TcpHeader.RST)) {
      return BindingState.TCP_RESET;
    }
    if (tcp.has(TcpHeader.SYN)) {
      boolean startsAnew =
          !isReply
              && !tcp.has(TcpHeader.ACK)
              && (state == BindingState.TCP_CLOSING || state == BindingState.TCP_RESET);
      if (startsAnew) {
        replied = false;
        return BindingState.TCP_OPENING;
      }
      return state;
    }
    if (state == BindingState.TCP_RESET) {
      return state;
    }
    if (tcp.has(TcpHeader.FIN)) {
      return BindingState.TCP_CLOSING;
    }
    // The originator answers what came back: the handshake, or what of it was seen, is complete.
    return state == BindingState.TCP_OPENING && replied && !isReply
        ? BindingState.TCP_ESTABLISHED
        : state;
  }

  NatBinding view() {
    return new NatBinding(original, translated(), rule, state);
  }
}
