package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.vxlan.flow.FlowTable;
import org.jspecify.annotations.Nullable;

/**
 * A translated flow, both directions. Its key is the flow as the VM sends it; outside, its source
 * is an address and port of a VIP.
 */
public final class NatBinding extends FlowTable.Entry {
  /** Who began the flow, which decides about its way out. */
  public enum Kind {
    /** The world, through a Mux: the VM's answers leave directly. */
    DNAT,
    /** A VM, by an internal load balancer: the answers stay in the virtual network. */
    INTERNAL,
    /** The VM, from a port of its SNAT range. */
    SNAT
  }

  private static final long OPEN = -1;

  private final Kind kind;
  private final FlowKey outside;
  private final String title;
  private final long idleTimeoutPs;
  private boolean finFromVm;
  private boolean finToVm;
  private long closedPs = OPEN;
  private @Nullable Shortcut shortcut;

  /**
   * @param idleTimeoutPs 0 for the table's own
   */
  NatBinding(Kind kind, FlowKey inside, FlowKey outside, String title, long idleTimeoutPs) {
    super(inside);
    this.kind = kind;
    this.outside = outside;
    this.title = title;
    this.idleTimeoutPs = idleTimeoutPs;
  }

  public Kind kind() {
    return kind;
  }

  /** The flow from the VM as the world sees it: from the VIP to the remote end. */
  public FlowKey outside() {
    return outside;
  }

  long idleTimeoutPs() {
    return idleTimeoutPs;
  }

  /** The rule that made it. */
  public String title() {
    return title;
  }

  /** Where the other end is, once a Mux has told; null: behind the Muxes. */
  @Nullable Shortcut shortcut() {
    return shortcut;
  }

  /** Fastpath: what the VM sends goes there from now on. It is forgotten with the binding. */
  void redirect(Shortcut to) {
    shortcut = to;
  }

  /** A connection that begins anew may end at another backend: only Muxes know. */
  void forgetShortcut() {
    shortcut = null;
  }

  /** The packet with the VM's address and port replaced by the VIP's, or the reverse. */
  Packet translate(Direction direction, Packet packet) {
    return direction == Direction.OUTBOUND
        ? NatRewrite.source(packet, outside.source(), outside.sourcePort())
        : NatRewrite.destination(packet, key().source(), key().sourcePort());
  }

  /** Follows a TCP connection to its end: both FINs, or a reset. */
  void observe(long nowPs, Direction direction, Packet packet) {
    if (!(packet.transport() instanceof TcpHeader tcp)) {
      return;
    }
    if (tcp.has(TcpHeader.SYN)) {
      finFromVm = false;
      finToVm = false;
      closedPs = OPEN;
    }
    finFromVm |= tcp.has(TcpHeader.FIN) && direction == Direction.OUTBOUND;
    finToVm |= tcp.has(TcpHeader.FIN) && direction == Direction.INBOUND;
    if (tcp.has(TcpHeader.RST) || (finFromVm && finToVm)) {
      closedPs = nowPs;
    }
  }

  /** Whether its TCP connection ended at least this long ago, so that its port is free again. */
  boolean isOver(long nowPs, long closedForPs) {
    return closedPs != OPEN && nowPs - closedPs >= closedForPs;
  }
}
