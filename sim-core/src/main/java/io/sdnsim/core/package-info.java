/** The simulator's core: engine, packets, links, switching, routing, transport, hosts, trace. */
@NullMarked
package io.sdnsim.core;

import org.jspecify.annotations.NullMarked;
