/** IP forwarding: route table, FIB, neighbors, access lists, NAT, fragmentation. */
@NullMarked
package io.sdnsim.core.l3;

import org.jspecify.annotations.NullMarked;
