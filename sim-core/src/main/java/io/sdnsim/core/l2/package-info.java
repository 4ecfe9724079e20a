/** Switching: VLAN-aware bridges (IEEE 802.1Q). */
@NullMarked
package io.sdnsim.core.l2;

import org.jspecify.annotations.NullMarked;
