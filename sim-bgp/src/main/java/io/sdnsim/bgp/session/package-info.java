/** The BGP session: the finite state machine of RFC 4271 section 8. */
@NullMarked
package io.sdnsim.bgp.session;

import org.jspecify.annotations.NullMarked;
