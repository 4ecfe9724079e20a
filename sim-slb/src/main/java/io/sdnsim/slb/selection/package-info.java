/** The choice of a backend for a new flow: the strategies, and the tables that they share. */
@NullMarked
package io.sdnsim.slb.selection;

import org.jspecify.annotations.NullMarked;
