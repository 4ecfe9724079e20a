/** A bounded table of flows with an idle timeout. */
@NullMarked
package io.sdnsim.vxlan.flow;

import org.jspecify.annotations.NullMarked;
