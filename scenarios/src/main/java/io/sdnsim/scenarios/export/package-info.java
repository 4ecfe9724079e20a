/** A scenario as configurations of real routers. */
@NullMarked
package io.sdnsim.scenarios.export;

import org.jspecify.annotations.NullMarked;
