/** Evaluates expectations against what was kept of a run. */
@NullMarked
package io.sdnsim.scenarios.expect;

import org.jspecify.annotations.NullMarked;
