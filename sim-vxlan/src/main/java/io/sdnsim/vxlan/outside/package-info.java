/** VMs that are not simulated: they live behind a real tunnel end point. */
@NullMarked
package io.sdnsim.vxlan.outside;

import org.jspecify.annotations.NullMarked;
