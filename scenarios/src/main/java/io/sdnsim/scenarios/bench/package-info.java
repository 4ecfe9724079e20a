/** Benchmarks of whole scenarios. */
@NullMarked
package io.sdnsim.scenarios.bench;

import org.jspecify.annotations.NullMarked;
