/** The software load balancer: Mux, host agent, manager, probes and SNAT. */
@NullMarked
package io.sdnsim.slb;

import org.jspecify.annotations.NullMarked;
