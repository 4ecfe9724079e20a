/** The routing information bases and the decision process. */
@NullMarked
package io.sdnsim.bgp.rib;

import org.jspecify.annotations.NullMarked;
