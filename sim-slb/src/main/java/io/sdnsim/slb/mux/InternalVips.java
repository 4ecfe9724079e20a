package io.sdnsim.slb.mux;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.slb.goal.MuxState;
import io.sdnsim.slb.goal.VipState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The VIPs of internal load balancers: addresses of virtual subnets, which only the subnets' own
 * packets can mean. Tenants may use the same addresses, so each subnet has a VIP map and a flow
 * table of its own.
 */
final class InternalVips {
  private final Map<Integer, Mux> bySubnet = new TreeMap<>();
  private final IntFunction<Mux> maker;

  /**
   * @param maker makes the Mux of a VNI
   */
  InternalVips(IntFunction<Mux> maker) {
    this.maker = maker;
  }

  /**
   * Puts a state in force. Flow tables stay.
   *
   * @param gone learns the VNI and the VIP that is not there any more
   */
  void apply(List<VipState> vips, BiConsumer<Integer, VipMap.Vip> gone) {
    Map<Integer, List<VipState>> wanted = new TreeMap<>();
    bySubnet.keySet().forEach(vni -> wanted.put(vni, new ArrayList<>()));
    for (VipState vip : vips) {
      wanted.computeIfAbsent(vip.vni(), vni -> new ArrayList<>()).add(vip);
    }
    wanted.forEach(
        (vni, own) -> {
          Mux mux = bySubnet.computeIfAbsent(vni, maker::apply);
          VipMap before = mux.vips();
          mux.apply(new MuxState(own));
          for (VipMap.Vip old : before.all()) {
            if (!mux.isVip(old.address())) {
              gone.accept(vni, old);
            }
          }
        });
    forgetUnused();
  }

  /** A flow may outlive its VIP, which may come back. */
  private void forgetUnused() {
    bySubnet.values().removeIf(mux -> mux.vips().isEmpty() && mux.flows().size() == 0);
  }

  /** What to do with a packet of a virtual subnet; null when it is for none of its VIPs. */
  @Nullable MuxVerdict decide(long nowPs, int vni, Packet packet) {
    Mux mux = bySubnet.get(vni);
    return mux == null ? null : mux.decide(nowPs, packet);
  }

  /** The VNIs of the subnets that something is known of. */
  SortedSet<Integer> subnets() {
    return new TreeSet<>(bySubnet.keySet());
  }

  void expire(long nowPs) {
    bySubnet.values().forEach(mux -> mux.expire(nowPs));
    forgetUnused();
  }

  long nextExpiryPs() {
    long next = SimTime.NEVER;
    for (Mux mux : bySubnet.values()) {
      next = Math.min(next, mux.flows().nextExpiryPs());
    }
    return next;
  }
}
