package io.sdnsim.scenarios.model;

import io.sdnsim.core.address.Prefix;

/**
 * A part of the outside world that one host stands for: it takes packets to any address of the
 * prefix as its own, and routes to it are the scenario's affair (usually default routes).
 *
 * @param node a host
 */
public record ExternalPrefix(SourceLocation at, Located<Prefix> prefix, Located<String> node) {}
