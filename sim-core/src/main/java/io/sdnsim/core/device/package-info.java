/** Nodes: what a router, a switch or a host is composed of, and the network that holds them. */
@NullMarked
package io.sdnsim.core.device;

import org.jspecify.annotations.NullMarked;
