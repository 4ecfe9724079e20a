/** The immutable packet and its headers (RFC 791, 768, 9293, 792, 826, 7348, 8200). */
@NullMarked
package io.sdnsim.core.packet;

import org.jspecify.annotations.NullMarked;
