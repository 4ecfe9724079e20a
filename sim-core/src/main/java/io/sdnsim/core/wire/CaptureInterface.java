package io.sdnsim.core.wire;

import io.sdnsim.core.address.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * An interface as a pcapng file describes it.
 *
 * @param name what Wireshark shows beside each frame, such as {@code bgpvm:eth1}
 * @param description a sentence, or the empty string
 * @param mac the interface's address, or null
 */
public record CaptureInterface(
    String name, String description, LinkType linkType, @Nullable MacAddress mac) {}
