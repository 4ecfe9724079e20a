/**
 * Everything that a scenario can say, as immutable values with their places in the file.
 *
 * <p>Values only: no defaults are left open, no references are resolved. Times are picoseconds
 * ({@code Ps}), rates bits per second ({@code Bps}), sizes bytes. Lists keep the order of the file.
 */
@NullMarked
package io.sdnsim.scenarios.model;

import org.jspecify.annotations.NullMarked;
