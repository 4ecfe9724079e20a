/** The kernel's benchmark. It reads the wall clock, which nothing in the simulated world does. */
@NullMarked
package io.sdnsim.core.bench;

import org.jspecify.annotations.NullMarked;
