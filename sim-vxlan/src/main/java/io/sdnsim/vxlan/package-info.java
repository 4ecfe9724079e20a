/** VXLAN: tunnel end points, virtual networks and the host virtual switch. */
@NullMarked
package io.sdnsim.vxlan;

import org.jspecify.annotations.NullMarked;
