/** The command line. */
@NullMarked
package io.sdnsim.scenarios.cli;

import org.jspecify.annotations.NullMarked;
