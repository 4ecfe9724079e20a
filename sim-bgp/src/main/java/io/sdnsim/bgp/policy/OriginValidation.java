package io.sdnsim.bgp.policy;

/** The validation states of a route (RFC 6811 2). */
public enum OriginValidation {
  /** A ROA covers the prefix and matches. */
  VALID,
  /** ROAs cover the prefix and none matches. */
  INVALID,
  /** No ROA covers the prefix. */
  NOT_FOUND
}
