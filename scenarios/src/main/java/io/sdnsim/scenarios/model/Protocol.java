package io.sdnsim.scenarios.model;

/** The transport protocol of a rule or a flow. */
public enum Protocol {
  TCP,
  UDP,
  /** ICMP, and ICMPv6 where the addresses are IPv6. */
  ICMP
}
