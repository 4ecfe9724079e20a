/** Access lists: ordered filters of IP packets. */
@NullMarked
package io.sdnsim.core.l3.acl;

import org.jspecify.annotations.NullMarked;
