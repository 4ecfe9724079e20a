/** IP and MAC addresses and prefixes, neutral to the IP family. */
@NullMarked
package io.sdnsim.core.address;

import org.jspecify.annotations.NullMarked;
