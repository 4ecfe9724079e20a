package io.sdnsim.scenarios.result;

/**
 * What became of one expectation.
 *
 * @param at where it stands in the scenario, {@code file:line:column}
 * @param detail what was seen, and when it failed what was expected, in words for people
 */
public record ExpectationResult(String id, boolean passed, String detail, String at) {}
