/** BGP-4: codec, session, RIBs, policy and speaker. */
@NullMarked
package io.sdnsim.bgp;

import org.jspecify.annotations.NullMarked;
