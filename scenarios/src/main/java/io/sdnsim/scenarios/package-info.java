/** Scenario files, their runner and their results. */
@NullMarked
package io.sdnsim.scenarios;

import org.jspecify.annotations.NullMarked;
