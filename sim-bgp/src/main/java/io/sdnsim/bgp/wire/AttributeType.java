package io.sdnsim.bgp.wire;

import static io.sdnsim.bgp.wire.PathAttribute.FLAG_OPTIONAL;
import static io.sdnsim.bgp.wire.PathAttribute.FLAG_TRANSITIVE;

import org.jspecify.annotations.Nullable;

/**
 * The path attributes that this speaker knows: the flags that each must have, and what to do about
 * a malformed one by which clause. The names are those of the RFCs.
 */
enum AttributeType {
  ORIGIN(PathAttribute.ORIGIN, FLAG_TRANSITIVE, ErrorAction.TREAT_AS_WITHDRAW, "RFC 7606 7.1"),
  AS_PATH(PathAttribute.AS_PATH, FLAG_TRANSITIVE, ErrorAction.TREAT_AS_WITHDRAW, "RFC 7606 7.2"),
  NEXT_HOP(PathAttribute.NEXT_HOP, FLAG_TRANSITIVE, ErrorAction.TREAT_AS_WITHDRAW, "RFC 7606 7.3"),
  MULTI_EXIT_DISC(
      PathAttribute.MULTI_EXIT_DISC, FLAG_OPTIONAL, ErrorAction.TREAT_AS_WITHDRAW, "RFC 7606 7.4"),
  LOCAL_PREF(
      PathAttribute.LOCAL_PREF, FLAG_TRANSITIVE, ErrorAction.TREAT_AS_WITHDRAW, "RFC 7606 7.5"),
  ATOMIC_AGGREGATE(
      PathAttribute.ATOMIC_AGGREGATE,
      FLAG_TRANSITIVE,
      ErrorAction.ATTRIBUTE_DISCARD,
      "RFC 7606 7.6"),
  AGGREGATOR(
      PathAttribute.AGGREGATOR,
      FLAG_OPTIONAL | FLAG_TRANSITIVE,
      ErrorAction.ATTRIBUTE_DISCARD,
      "RFC 7606 7.7"),
  COMMUNITIES(
      PathAttribute.COMMUNITIES,
      FLAG_OPTIONAL | FLAG_TRANSITIVE,
      ErrorAction.TREAT_AS_WITHDRAW,
      "RFC 7606 7.8"),
  ORIGINATOR_ID(
      PathAttribute.ORIGINATOR_ID, FLAG_OPTIONAL, ErrorAction.TREAT_AS_WITHDRAW, "RFC 7606 7.9"),
  CLUSTER_LIST(
      PathAttribute.CLUSTER_LIST, FLAG_OPTIONAL, ErrorAction.TREAT_AS_WITHDRAW, "RFC 7606 7.10"),
  MP_REACH_NLRI(
      PathAttribute.MP_REACH_NLRI, FLAG_OPTIONAL, ErrorAction.AFI_DISABLE, "RFC 7606 7.11"),
  MP_UNREACH_NLRI(
      PathAttribute.MP_UNREACH_NLRI, FLAG_OPTIONAL, ErrorAction.AFI_DISABLE, "RFC 7606 7.12"),
  EXTENDED_COMMUNITIES(
      PathAttribute.EXTENDED_COMMUNITIES,
      FLAG_OPTIONAL | FLAG_TRANSITIVE,
      ErrorAction.TREAT_AS_WITHDRAW,
      "RFC 7606 7.14"),
  AS4_PATH(
      PathAttribute.AS4_PATH,
      FLAG_OPTIONAL | FLAG_TRANSITIVE,
      ErrorAction.ATTRIBUTE_DISCARD,
      "RFC 6793 6"),
  AS4_AGGREGATOR(
      PathAttribute.AS4_AGGREGATOR,
      FLAG_OPTIONAL | FLAG_TRANSITIVE,
      ErrorAction.ATTRIBUTE_DISCARD,
      "RFC 6793 6"),
  LARGE_COMMUNITY(
      PathAttribute.LARGE_COMMUNITIES,
      FLAG_OPTIONAL | FLAG_TRANSITIVE,
      ErrorAction.TREAT_AS_WITHDRAW,
      "RFC 8092 6"),
  ONLY_TO_CUSTOMER(
      PathAttribute.ONLY_TO_CUSTOMER,
      FLAG_OPTIONAL | FLAG_TRANSITIVE,
      ErrorAction.TREAT_AS_WITHDRAW,
      "RFC 9234 5");

  private static final @Nullable AttributeType[] BY_CODE = new AttributeType[256];

  static {
    for (AttributeType type : values()) {
      BY_CODE[type.code] = type;
    }
  }

  private final int code;
  private final int kind;
  private final ErrorAction whenMalformed;
  private final String clause;

  AttributeType(int code, int kind, ErrorAction whenMalformed, String clause) {
    this.code = code;
    this.kind = kind;
    this.whenMalformed = whenMalformed;
    this.clause = clause;
  }

  /** The attribute with this type code, or null for one that this speaker doesn't know. */
  static @Nullable AttributeType of(int code) {
    return BY_CODE[code];
  }

  int code() {
    return code;
  }

  /** The Optional and Transitive bits. */
  int kind() {
    return kind;
  }

  ErrorAction whenMalformed() {
    return whenMalformed;
  }

  String clause() {
    return clause;
  }

  /** Whether it carries prefixes, so that without it the NLRI of the message are not known. */
  boolean carriesNlri() {
    return this == MP_REACH_NLRI || this == MP_UNREACH_NLRI;
  }
}
