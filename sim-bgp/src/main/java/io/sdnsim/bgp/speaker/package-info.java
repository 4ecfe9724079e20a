/** The BGP speaker: sessions and RIBs, without a transport, a clock or a route table. */
@NullMarked
package io.sdnsim.bgp.speaker;

import org.jspecify.annotations.NullMarked;
