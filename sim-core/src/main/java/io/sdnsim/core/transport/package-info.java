/** TCP, UDP and ICMP endpoints, used by applications and by control protocols. */
@NullMarked
package io.sdnsim.core.transport;

import org.jspecify.annotations.NullMarked;
