/** RAS gateway pools: IKEv2, GRE and L3 forwarding. */
@NullMarked
package io.sdnsim.gateway;

import org.jspecify.annotations.NullMarked;
