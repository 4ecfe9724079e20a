/** Network security groups: stateful rules by priority, direction and 5-tuple. */
@NullMarked
package io.sdnsim.vxlan.acl;

import org.jspecify.annotations.NullMarked;
