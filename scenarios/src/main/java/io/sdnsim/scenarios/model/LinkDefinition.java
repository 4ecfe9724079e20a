package io.sdnsim.scenarios.model;

import io.sdnsim.core.link.Impairment;
import io.sdnsim.core.link.LinkConfig;

/**
 * A cable between two ports.
 *
 * @param a the first of {@code endpoints}
 * @param b the second
 * @param settings rate, delay, MTU, queue and overhead, with the topology's defaults applied;
 *     without any: 10 Gbit/s, 1 us, 1500 bytes, 1000 frames, 24 bytes
 * @param impairFromA from the start of the run, on frames that {@code a} sends
 * @param impairFromB from the start of the run, on frames that {@code b} sends
 */
public record LinkDefinition(
    SourceLocation at,
    PortRef a,
    PortRef b,
    LinkConfig settings,
    Impairment impairFromA,
    Impairment impairFromB) {}
