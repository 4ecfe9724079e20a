/** Benchmarks of BGP: a full table, many host routes, a fabric. */
@NullMarked
package io.sdnsim.bgp.bench;

import org.jspecify.annotations.NullMarked;
