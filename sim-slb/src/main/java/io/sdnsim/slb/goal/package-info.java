/** The goal state of the load balancer: what is configured, and what each Mux and host is told. */
@NullMarked
package io.sdnsim.slb.goal;

import org.jspecify.annotations.NullMarked;
