/** Runs a scenario: schedules what it says, keeps what its expectations need, gives the results. */
@NullMarked
package io.sdnsim.scenarios.run;

import org.jspecify.annotations.NullMarked;
