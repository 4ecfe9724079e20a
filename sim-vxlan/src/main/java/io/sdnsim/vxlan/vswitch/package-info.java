/**
 * The virtual switch of a hypervisor: layered match-action with a unified flow table, and the load
 * balancer's host NAT.
 */
@NullMarked
package io.sdnsim.vxlan.vswitch;

import org.jspecify.annotations.NullMarked;
