/** Prefix lists and route maps. */
@NullMarked
package io.sdnsim.bgp.policy;

import org.jspecify.annotations.NullMarked;
