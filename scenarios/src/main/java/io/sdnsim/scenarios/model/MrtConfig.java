package io.sdnsim.scenarios.model;

import io.sdnsim.core.address.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Routes that a speaker has from MRT files: it takes the place of a recorded peer.
 *
 * @param files at least one; they belong together, in this order
 * @param peer the recorded peer's address; null: the only one of the speaker's AS
 * @param startPs simulated time of the first record
 * @param timeScale factor on the recorded times, 0 or more
 * @param nextHops where packets go, at most one of each family; none: they are dropped
 */
public record MrtConfig(
    SourceLocation at,
    List<InputFile> files,
    @Nullable Located<IpAddress> peer,
    Located<Long> startPs,
    double timeScale,
    List<Located<IpAddress>> nextHops) {
  public MrtConfig {
    files = List.copyOf(files);
    nextHops = List.copyOf(nextHops);
  }
}
