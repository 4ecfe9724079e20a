/** Captures: which frames of a running simulation go into which pcapng file, and why they went. */
@NullMarked
package io.sdnsim.core.capture;

import org.jspecify.annotations.NullMarked;
