package io.sdnsim.vxlan.network;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import org.jspecify.annotations.Nullable;

/**
 * A user-defined route of a subnet.
 *
 * @param prefix of the destinations; the longest that matches decides
 * @param appliance the address of a VM that forwards; null with every other kind
 */
public record UserRoute(Prefix prefix, Kind kind, @Nullable IpAddress appliance) {
  /** Where a route leads. */
  public enum Kind {
    /** To a VM that forwards. */
    APPLIANCE,
    /** Nowhere: packets are dropped. */
    NONE,
    /** Out of the virtual network. */
    INTERNET,
    /** Straight to a VM of the virtual network or of a peer. */
    VIRTUAL_NETWORK
  }

  /**
   * @throws IllegalArgumentException when an appliance is missing, superfluous or of another family
   */
  public UserRoute {
    if ((kind == Kind.APPLIANCE) != (appliance != null)) {
      throw new IllegalArgumentException("a route to " + kind + " by " + appliance);
    }
    if (appliance != null && appliance.isIpv4() != prefix.network().isIpv4()) {
      throw new IllegalArgumentException(prefix + " by " + appliance + " of the other family");
    }
  }
}
