package io.sdnsim.bgp.rib;

import io.sdnsim.core.address.IpAddress;
import java.util.Map;
import java.util.TreeMap;

/** The next hops that paths use, with what is known of each. */
public final class NextHopTable {
  private final Map<IpAddress, NextHopState> states = new TreeMap<>();

  /** Whether a next hop is in use, and so tracked. */
  public boolean isTracked(IpAddress address) {
    return states.containsKey(address);
  }

  /** Counts a path that uses the next hop; unreachable until it is said to be otherwise. */
  public NextHopState use(IpAddress address) {
    NextHopState state = states.computeIfAbsent(address, NextHopState::new);
    state.addUse(1);
    return state;
  }

  /**
   * Counts a path less.
   *
   * @return whether it was the last
   */
  public boolean release(NextHopState state) {
    if (state.addUse(-1) > 0) {
      return false;
    }
    states.remove(state.address());
    return true;
  }

  /**
   * Takes in what the route table says.
   *
   * @return whether that is news about a next hop in use
   */
  public boolean update(IpAddress address, boolean reachable, boolean connected, long metric) {
    NextHopState state = states.get(address);
    return state != null && state.update(reachable, connected, metric);
  }
}
