package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A VIP as a Mux is told of it.
 *
 * @param outboundOnly whether it takes no connections
 * @param vni of the virtual subnet whose address it is, an internal load balancer's; {@link #WORLD}
 *     for one that is announced to the world
 */
public record VipState(
    String name,
    IpAddress address,
    boolean icmpReply,
    boolean outboundOnly,
    int vni,
    List<RuleState> rules,
    List<SnatState> snatRanges) {
  /** In place of a VNI: the world reaches the VIP. */
  public static final int WORLD = 0;

  /** A rule with its pool, in the order that all Muxes share. */
  public record RuleState(int protocol, int port, List<PoolMember> pool, RuleSettings settings) {
    public RuleState {
      pool = List.copyOf(pool);
    }
  }

  /**
   * A backend of a rule.
   *
   * @param draining whether it gets no new flows; what it has goes on
   */
  public record PoolMember(Backend backend, boolean draining) {}

  /** A range of ports whose packets go to one VM: stateless (Ananta 3.3.3). */
  public record SnatState(int firstPort, int count, Backend backend) {
    /**
     * @throws IllegalArgumentException when the range leaves 1 to 65535
     */
    public SnatState {
      SnatLease.requirePorts(firstPort, count);
    }

    /** Whether the range contains the port. */
    public boolean contains(int port) {
      return port >= firstPort && port < firstPort + count;
    }
  }

  /** Whether it is an address of a virtual subnet. */
  public boolean isInternal() {
    return vni != WORLD;
  }

  /** With more ranges. */
  public VipState withRanges(List<SnatState> more) {
    List<SnatState> all = new ArrayList<>(snatRanges);
    all.addAll(more);
    return new VipState(name, address, icmpReply, outboundOnly, vni, rules, all);
  }

  /** A VIP that takes connections of the world. */
  public VipState(
      String name,
      IpAddress address,
      boolean icmpReply,
      List<RuleState> rules,
      List<SnatState> snatRanges) {
    this(name, address, icmpReply, false, WORLD, rules, snatRanges);
  }

  public VipState {
    rules = List.copyOf(rules);
    snatRanges = List.copyOf(snatRanges);
  }

  /** The VIP with other rules. */
  public VipState withRules(List<RuleState> newRules) {
    return new VipState(name, address, icmpReply, outboundOnly, vni, newRules, snatRanges);
  }
}
