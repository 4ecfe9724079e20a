/** Makes the simulated network that a scenario describes. */
@NullMarked
package io.sdnsim.scenarios.build;

import org.jspecify.annotations.NullMarked;
