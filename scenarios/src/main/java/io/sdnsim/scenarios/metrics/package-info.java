/** What a run's metrics are, in the form that monitoring systems read. */
@NullMarked
package io.sdnsim.scenarios.metrics;

import org.jspecify.annotations.NullMarked;
