/** MRT files (RFC 6396, RFC 8050): what routers and collectors write down of BGP. */
@NullMarked
package io.sdnsim.bgp.mrt;

import org.jspecify.annotations.NullMarked;
