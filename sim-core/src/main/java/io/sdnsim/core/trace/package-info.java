/** What happened to a packet and to a table, step by step, and the sinks that read it. */
@NullMarked
package io.sdnsim.core.trace;

import org.jspecify.annotations.NullMarked;
