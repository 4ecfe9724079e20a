package io.sdnsim.bgp.rib;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the route table says about one BGP next hop; shared by all paths that use it. */
public final class NextHopState {
  private final IpAddress address;
  private boolean reachable;
  private boolean connected;
  private long metric;
  private @Nullable Prefix network;
  private boolean answered;
  private int uses;

  NextHopState(IpAddress address) {
    this.address = address;
  }

  public IpAddress address() {
    return address;
  }

  public boolean isReachable() {
    return reachable;
  }

  /** Whether it lies on a network of the node's own. */
  public boolean isConnected() {
    return connected;
  }

  /** The IGP metric to it; 0 where connected. */
  public long metric() {
    return metric;
  }

  /** Whether the route table has been asked and has answered. */
  public boolean isAnswered() {
    return answered;
  }

  /** The network of the node's own that it lies on, or null. */
  public @Nullable Prefix network() {
    return network;
  }

  boolean update(
      boolean nowReachable, boolean nowConnected, long nowMetric, @Nullable Prefix nowOn) {
    boolean changed =
        reachable != nowReachable
            || connected != nowConnected
            || metric != nowMetric
            || !Objects.equals(network, nowOn);
    network = nowOn;
    answered = true;
    reachable = nowReachable;
    connected = nowConnected;
    metric = nowMetric;
    return changed;
  }

  int addUse(int change) {
    uses += change;
    return uses;
  }
}
