/** The BGP process of a simulated node. */
@NullMarked
package io.sdnsim.bgp.sim;

import org.jspecify.annotations.NullMarked;
