/** VXLAN tunnel end points (RFC 7348). */
@NullMarked
package io.sdnsim.vxlan.tunnel;

import org.jspecify.annotations.NullMarked;
