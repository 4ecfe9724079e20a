package io.sdnsim.bgp.session;

import io.sdnsim.bgp.wire.Capability;
import org.jspecify.annotations.Nullable;

/** What a speaker is to an external neighbor (RFC 9234 3.1). */
public enum BgpRole {
  PROVIDER(Capability.BgpRole.PROVIDER),
  ROUTE_SERVER(Capability.BgpRole.ROUTE_SERVER),
  ROUTE_SERVER_CLIENT(Capability.BgpRole.ROUTE_SERVER_CLIENT),
  CUSTOMER(Capability.BgpRole.CUSTOMER),
  PEER(Capability.BgpRole.PEER);

  private final int number;

  BgpRole(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** The role of a number, or null for a reserved one. */
  static @Nullable BgpRole of(int number) {
    for (BgpRole role : values()) {
      if (role.number == number) {
        return role;
      }
    }
    return null;
  }

  /** RFC 9234 4.2: what the neighbor has to be. */
  public BgpRole counterpart() {
    return switch (this) {
      case PROVIDER -> CUSTOMER;
      case CUSTOMER -> PROVIDER;
      case ROUTE_SERVER -> ROUTE_SERVER_CLIENT;
      case ROUTE_SERVER_CLIENT -> ROUTE_SERVER;
      case PEER -> PEER;
    };
  }
}
