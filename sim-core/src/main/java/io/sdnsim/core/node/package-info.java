/** What every simulated node has: a name, a life cycle, timers, counters and a trace. */
@NullMarked
package io.sdnsim.core.node;

import org.jspecify.annotations.NullMarked;
