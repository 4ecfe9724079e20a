/** BGP-4 messages: values, their bytes, and the framing of a TCP stream. */
@NullMarked
package io.sdnsim.bgp.wire;

import org.jspecify.annotations.NullMarked;
