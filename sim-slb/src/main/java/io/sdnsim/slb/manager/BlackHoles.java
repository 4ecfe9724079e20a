package io.sdnsim.slb.manager;

import io.sdnsim.slb.goal.MuxState;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The VIPs and public IPs that are withdrawn from all Muxes because they overloaded one (Ananta
 * 3.6.2): a black hole for the VIP, and relief for all others.
 */
final class BlackHoles {
  private final SortedSet<String> vips = new TreeSet<>();

  /** Begins one; false when the VIP is in one already. */
  boolean add(String vip) {
    return vips.add(vip);
  }

  /** Ends one; false when there was none. */
  boolean remove(String vip) {
    return vips.remove(vip);
  }

  /** What Muxes are told of a state. */
  MuxState hide(MuxState state) {
    return vips.isEmpty()
        ? state
        : state
            .withVips(state.vips().stream().filter(vip -> !vips.contains(vip.name())).toList())
            .withPublicIps(
                state.publicIps().stream().filter(ip -> !vips.contains(ip.title())).toList());
  }
}
