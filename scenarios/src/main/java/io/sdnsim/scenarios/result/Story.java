package io.sdnsim.scenarios.result;

import io.sdnsim.core.trace.PacketStory;
import org.jspecify.annotations.Nullable;

/**
 * One packet's way, and that of the packet that answered it.
 *
 * @param reply null when none is known
 */
public record Story(PacketStory packet, @Nullable PacketStory reply) {}
