package io.sdnsim.core.host;

/**
 * A connection that ended before its work was done.
 *
 * @param connection its number within the flow
 * @param timePs when it ended
 * @param established whether its handshake had been completed
 * @param reason a {@code CloseReason}, {@code DEADLINE}, {@code PROCESS_ENDED} or {@code
 *     BAD_RESPONSE}
 */
public record BrokenConnection(int connection, long timePs, boolean established, String reason) {}
