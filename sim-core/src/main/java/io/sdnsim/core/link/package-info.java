/** Ports and the links between them: rate, delay, queue, carrier and faults. */
@NullMarked
package io.sdnsim.core.link;

import org.jspecify.annotations.NullMarked;
