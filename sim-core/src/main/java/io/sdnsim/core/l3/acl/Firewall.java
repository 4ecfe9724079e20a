package io.sdnsim.core.l3.acl;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TcpHeader;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The firewall of an end system, in the manner of Linux's netfilter: it looks at whole datagrams to
 * and from the machine itself. What the rules let begin is remembered, and its packets pass both
 * ways; so do ICMP errors about it. New rules leave what is remembered alone.
 *
 * <p>A SYN without ACK begins a connection, so that it is held against the rules even where its
 * 5-tuple is known. Packets that a machine forwards for others and neighbor discovery do not come
 * here. TCP windows are not followed.
 */
public final class Firewall {
  /** As many flows as Linux follows on a machine of 4 GB. */
  static final int MAX_FLOWS = 65_536;

  /** Netfilter's idle times: of an established TCP connection, a closed one, and anything else. */
  private static final long TCP_IDLE_PS = 432_000 * SimTime.SECOND;

  private static final long TCP_CLOSED_IDLE_PS = 120 * SimTime.SECOND;
  private static final long IDLE_PS = 120 * SimTime.SECOND;

  private static final AclVerdict ESTABLISHED = new AclVerdict(true, "firewall established");
  private static final AclVerdict OPEN = new AclVerdict(true, "firewall without rules");
  private static final AclVerdict FULL = new AclVerdict(false, "firewall follows too many flows");

  private static final class Flow {
    long expiresPs;
    boolean finFromInitiator;
    boolean finToInitiator;
  }

  /** By the flow as its first packet was. */
  private final Map<FlowKey, Flow> flows = new LinkedHashMap<>();

  private @Nullable AccessList inbound;
  private @Nullable AccessList outbound;

  public Firewall(FirewallRules rules) {
    apply(rules);
  }

  /** Puts other rules in force. */
  public void apply(FirewallRules rules) {
    inbound = rules.inbound() == null ? null : new AccessList("firewall inbound", rules.inbound());
    outbound =
        rules.outbound() == null ? null : new AccessList("firewall outbound", rules.outbound());
  }

  /**
   * Decides about a datagram.
   *
   * @param fromOutside whether it came to the machine; otherwise the machine sends it
   */
  public AclVerdict decide(long nowPs, boolean fromOutside, Packet datagram) {
    AccessList rules = fromOutside ? inbound : outbound;
    boolean isError = datagram.transport() instanceof IcmpHeader icmp && icmp.isError();
    FlowKey key = FlowKey.of(0, datagram);
    FlowKey about = isError ? quoted(key, datagram) : key;
    if (isKnown(nowPs, about) && !opensConnection(datagram)) {
      if (!isError) {
        follow(nowPs, key, datagram);
      }
      return ESTABLISHED;
    }
    AclVerdict verdict = rules == null ? OPEN : rules.evaluate(datagram);
    if (!verdict.permitted() || isError) {
      return verdict;
    }
    if (flows.size() >= MAX_FLOWS) {
      flows.values().removeIf(flow -> flow.expiresPs < nowPs);
    }
    if (flows.size() >= MAX_FLOWS) {
      return FULL;
    }
    flows.remove(key.reversed());
    flows.put(key, new Flow());
    follow(nowPs, key, datagram);
    return verdict;
  }

  private static boolean opensConnection(Packet datagram) {
    return datagram.transport() instanceof TcpHeader tcp
        && tcp.has(TcpHeader.SYN)
        && !tcp.has(TcpHeader.ACK);
  }

  private static FlowKey quoted(FlowKey own, Packet error) {
    return error.payload() instanceof Quoted quoted && quoted.original().ip() != null
        ? FlowKey.of(0, quoted.original())
        : own;
  }

  private boolean isKnown(long nowPs, FlowKey key) {
    return isAlive(nowPs, flows.get(key)) || isAlive(nowPs, flows.get(key.reversed()));
  }

  private static boolean isAlive(long nowPs, @Nullable Flow flow) {
    return flow != null && flow.expiresPs >= nowPs;
  }

  private void follow(long nowPs, FlowKey key, Packet datagram) {
    Flow forth = flows.get(key);
    Flow flow = forth == null ? flows.get(key.reversed()) : forth;
    if (flow == null) {
      return;
    }
    if (!(datagram.transport() instanceof TcpHeader tcp)) {
      flow.expiresPs = nowPs + IDLE_PS;
      return;
    }
    boolean fin = tcp.has(TcpHeader.FIN);
    flow.finFromInitiator |= fin && forth != null;
    flow.finToInitiator |= fin && forth == null;
    boolean closed = tcp.has(TcpHeader.RST) || (flow.finFromInitiator && flow.finToInitiator);
    flow.expiresPs = nowPs + (closed ? TCP_CLOSED_IDLE_PS : TCP_IDLE_PS);
  }
}
