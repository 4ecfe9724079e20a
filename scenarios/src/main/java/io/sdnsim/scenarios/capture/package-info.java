/** The captures that a scenario or the command line asks for. */
@NullMarked
package io.sdnsim.scenarios.capture;

import org.jspecify.annotations.NullMarked;
