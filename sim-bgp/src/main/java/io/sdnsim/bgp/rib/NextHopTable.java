package io.sdnsim.bgp.rib;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The next hops that paths use, with what is known of each. */
public final class NextHopTable {
  private final Map<IpAddress, NextHopState> states = new TreeMap<>();

  /** What is known of a next hop, or null for one that no path uses. */
  public @Nullable NextHopState get(IpAddress address) {
    return states.get(address);
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
  public boolean update(
      IpAddress address,
      boolean reachable,
      boolean connected,
      long metric,
      @Nullable Prefix network) {
    NextHopState state = states.get(address);
    return state != null && state.update(reachable, connected, metric, network);
  }
}
