package io.sdnsim.scenarios.live;

import io.sdnsim.core.external.ExternalPeer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A neighbor of a simulated node that is a real router.
 *
 * @param peer the neighbor, as the scenario knows it
 * @param address where it listens; connections that it opens come from this host
 * @param source the host's address that our end has; null for what the host chooses
 */
public record LivePeer(
    ExternalPeer peer, InetSocketAddress address, @Nullable InetAddress source) {}
