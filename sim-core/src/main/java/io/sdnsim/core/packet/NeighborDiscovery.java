package io.sdnsim.core.packet;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * What follows the ICMPv6 header of a Neighbor Solicitation or Advertisement (RFC 4861 4.3, 4.4):
 * the target and the link-layer address option (source in a solicitation, target in an
 * advertisement).
 */
public record NeighborDiscovery(IpAddress target, @Nullable MacAddress linkLayerAddress)
    implements Payload {
  @Override
  public int lengthBytes() {
    return linkLayerAddress == null ? 16 : 24;
  }
}
