/** The kernel: virtual time, packets, links and the devices that forward them. */
@NullMarked
package io.sdnsim.core;

import org.jspecify.annotations.NullMarked;
