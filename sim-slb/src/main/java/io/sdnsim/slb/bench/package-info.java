/** Benchmarks of the Mux: its own path, its memory, and the way from a client to a VM. */
@NullMarked
package io.sdnsim.slb.bench;

import org.jspecify.annotations.NullMarked;
