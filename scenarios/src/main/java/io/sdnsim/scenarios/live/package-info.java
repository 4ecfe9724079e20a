/**
 * Scenarios in real time: simulated nodes that speak with real ones over real sockets. One thread
 * owns the simulation ({@link io.sdnsim.scenarios.live.PacingLoop}); the threads of Netty know the
 * {@link io.sdnsim.scenarios.live.InputQueue} and nothing else of it.
 */
@NullMarked
package io.sdnsim.scenarios.live;

import org.jspecify.annotations.NullMarked;
