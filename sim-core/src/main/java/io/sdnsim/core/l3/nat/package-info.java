/** Network address and port translation on a router (RFC 3022, 4787, 5382, 5508). */
@NullMarked
package io.sdnsim.core.l3.nat;

import org.jspecify.annotations.NullMarked;
