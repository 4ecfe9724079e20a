/** The network controller with its SLB manager. */
@NullMarked
package io.sdnsim.slb.manager;

import org.jspecify.annotations.NullMarked;
