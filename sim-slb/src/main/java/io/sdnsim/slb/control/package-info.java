/** The control channels between the SLB manager, Muxes and host agents. */
@NullMarked
package io.sdnsim.slb.control;

import org.jspecify.annotations.NullMarked;
