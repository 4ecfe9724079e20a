/** The Mux: VIP map, flow table, backend selection. */
@NullMarked
package io.sdnsim.slb.mux;

import org.jspecify.annotations.NullMarked;
