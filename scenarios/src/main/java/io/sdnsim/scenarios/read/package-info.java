/** From a file or a name to a checked scenario. */
@NullMarked
package io.sdnsim.scenarios.read;

import org.jspecify.annotations.NullMarked;
