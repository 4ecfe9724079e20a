/** The host agent. */
@NullMarked
package io.sdnsim.slb.host;

import org.jspecify.annotations.NullMarked;
