/** Connections of simulated nodes with programs outside the simulation. */
@NullMarked
package io.sdnsim.core.external;

import org.jspecify.annotations.NullMarked;
