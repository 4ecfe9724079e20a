/** Bidirectional Forwarding Detection (RFC 5880, 5881, 5883): whether a neighbor is there. */
@NullMarked
package io.sdnsim.core.bfd;

import org.jspecify.annotations.NullMarked;
