package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.wire.ErrorAction;
import io.sdnsim.core.address.IpAddress;

/**
 * One kind of malformed UPDATE from a neighbor, as users see it.
 *
 * @param attribute the attribute's name, {@code attribute 99} for an unknown one, or empty
 * @param clause that asks for the action
 * @param count how many there were, in all sessions
 * @param lastPs when the last one came
 * @param detail what was wrong with the last one
 */
public record MalformedUpdateView(
    IpAddress neighbor,
    ErrorAction action,
    String attribute,
    String clause,
    long count,
    long lastPs,
    String detail) {

  /** Names the row in its table. */
  public String key() {
    return neighbor + " " + action.text() + " " + attribute + " " + clause;
  }
}
