package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.Prefix;
import org.jspecify.annotations.Nullable;

/**
 * A route of the recorded peer whose place the speaker takes: it counts as one of the speaker's
 * own.
 *
 * @param id tells apart the routes of one prefix, of which the one with the lowest is used
 * @param attributes as that peer held the route, without its own AS in front; with NEXT_HOP when
 *     packets are to go there, else what is sent to the prefix is dropped; null: withdrawn
 */
public record RecordedRoute(Prefix prefix, long id, @Nullable PathAttributes attributes) {}
