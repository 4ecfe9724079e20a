/**
 * Packets as bytes: the codec of every header, checksums, capture files and the dissector.
 *
 * <p>{@link io.sdnsim.core.wire.FrameCodec} is the way in. A codec class per protocol knows that
 * protocol's bytes and nothing else.
 */
@NullMarked
package io.sdnsim.core.wire;

import org.jspecify.annotations.NullMarked;
