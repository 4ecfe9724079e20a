/** What a run gave: plain values that reports print and tests read. */
@NullMarked
package io.sdnsim.scenarios.result;

import org.jspecify.annotations.NullMarked;
