package io.sdnsim.core.external;

import io.sdnsim.core.address.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A program outside the simulation that a simulated node has TCP connections with. To the node it
 * is a neighbor like any other.
 *
 * @param node the simulated node
 * @param neighbor the address that the node knows the program by
 * @param port the TCP port that both listen at, as the node knows it
 * @param local the node's address on connections that the program opens; null for what routing
 *     chooses
 */
public record ExternalPeer(String node, IpAddress neighbor, int port, @Nullable IpAddress local) {
  @Override
  public String toString() {
    return node + "/" + neighbor;
  }
}
