package io.sdnsim.scenarios.model;

import org.jspecify.annotations.Nullable;

/**
 * A pcapng file that the run writes. Exactly one of link and node is given.
 *
 * @param link both directions of one link, as seen at this port
 * @param node all ports of one node
 * @param file a plain file name, written into the directory in which the command runs
 */
public record CaptureConfig(
    SourceLocation at,
    @Nullable PortRef link,
    @Nullable Located<String> node,
    Located<String> file) {}
