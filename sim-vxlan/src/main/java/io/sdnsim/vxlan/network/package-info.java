/** Virtual networks: subnets, gateways and where each customer address lives. */
@NullMarked
package io.sdnsim.vxlan.network;

import org.jspecify.annotations.NullMarked;
