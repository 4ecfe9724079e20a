/** The discrete-event kernel: clock, event list, timers and random streams. */
@NullMarked
package io.sdnsim.core.engine;

import org.jspecify.annotations.NullMarked;
