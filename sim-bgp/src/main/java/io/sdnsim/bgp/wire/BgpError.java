package io.sdnsim.bgp.wire;

/**
 * Error codes and subcodes of NOTIFICATION (RFC 4271 4.5, 4486, 5492, 6608, 7313, 8538, 9234, 9384,
 * 9687).
 */
public final class BgpError {
  public static final int HEADER = 1;
  public static final int OPEN = 2;
  public static final int UPDATE = 3;
  public static final int HOLD_TIMER = 4;
  public static final int FSM = 5;
  public static final int CEASE = 6;
  public static final int ROUTE_REFRESH = 7;
  public static final int SEND_HOLD_TIMER = 8;

  public static final int HEADER_NOT_SYNCHRONIZED = 1;
  public static final int HEADER_BAD_LENGTH = 2;
  public static final int HEADER_BAD_TYPE = 3;

  public static final int OPEN_UNSUPPORTED_VERSION = 1;
  public static final int OPEN_BAD_PEER_AS = 2;
  public static final int OPEN_BAD_IDENTIFIER = 3;
  public static final int OPEN_UNSUPPORTED_PARAMETER = 4;
  public static final int OPEN_UNACCEPTABLE_HOLD_TIME = 6;
  public static final int OPEN_UNSUPPORTED_CAPABILITY = 7;
  public static final int OPEN_ROLE_MISMATCH = 11;

  public static final int UPDATE_MALFORMED_ATTRIBUTE_LIST = 1;
  public static final int UPDATE_UNRECOGNIZED_WELL_KNOWN = 2;
  public static final int UPDATE_MISSING_WELL_KNOWN = 3;
  public static final int UPDATE_ATTRIBUTE_FLAGS = 4;
  public static final int UPDATE_ATTRIBUTE_LENGTH = 5;
  public static final int UPDATE_INVALID_ORIGIN = 6;
  public static final int UPDATE_INVALID_NEXT_HOP = 8;
  public static final int UPDATE_OPTIONAL_ATTRIBUTE = 9;
  public static final int UPDATE_INVALID_NETWORK = 10;
  public static final int UPDATE_MALFORMED_AS_PATH = 11;

  public static final int CEASE_MAXIMUM_PREFIXES = 1;
  public static final int CEASE_ADMINISTRATIVE_SHUTDOWN = 2;
  public static final int CEASE_PEER_DECONFIGURED = 3;
  public static final int CEASE_ADMINISTRATIVE_RESET = 4;
  public static final int CEASE_CONNECTION_REJECTED = 5;
  public static final int CEASE_OTHER_CONFIGURATION_CHANGE = 6;
  public static final int CEASE_CONNECTION_COLLISION = 7;
  public static final int CEASE_OUT_OF_RESOURCES = 8;
  public static final int CEASE_HARD_RESET = 9;
  public static final int CEASE_BFD_DOWN = 10;

  public static final int ROUTE_REFRESH_INVALID_LENGTH = 1;

  private static final String[] CODES = {
    "", "Message Header Error", "OPEN Message Error", "UPDATE Message Error",
    "Hold Timer Expired", "Finite State Machine Error", "Cease", "ROUTE-REFRESH Message Error",
    "Send Hold Timer Expired"
  };

  private static final String[][] SUBCODES = {
    {},
    {"", "Connection Not Synchronized", "Bad Message Length", "Bad Message Type"},
    {
      "",
      "Unsupported Version Number",
      "Bad Peer AS",
      "Bad BGP Identifier",
      "Unsupported Optional Parameter",
      "",
      "Unacceptable Hold Time",
      "Unsupported Capability",
      "",
      "",
      "",
      "Role Mismatch"
    },
    {
      "",
      "Malformed Attribute List",
      "Unrecognized Well-known Attribute",
      "Missing Well-known Attribute",
      "Attribute Flags Error",
      "Attribute Length Error",
      "Invalid ORIGIN Attribute",
      "",
      "Invalid NEXT_HOP Attribute",
      "Optional Attribute Error",
      "Invalid Network Field",
      "Malformed AS_PATH"
    },
    {},
    {
      "",
      "Unexpected Message in OpenSent",
      "Unexpected Message in OpenConfirm",
      "Unexpected Message in Established"
    },
    {
      "",
      "Maximum Number of Prefixes Reached",
      "Administrative Shutdown",
      "Peer De-configured",
      "Administrative Reset",
      "Connection Rejected",
      "Other Configuration Change",
      "Connection Collision Resolution",
      "Out of Resources",
      "Hard Reset",
      "BFD Down"
    },
    {"", "Invalid Message Length"},
    {}
  };

  private BgpError() {}

  /** The name of an error for people: {@code Cease: Administrative Reset}. */
  public static String text(int code, int subcode) {
    if (code <= 0 || code >= CODES.length) {
      return "unknown error";
    }
    String[] names = SUBCODES[code];
    if (subcode <= 0 || subcode >= names.length || names[subcode].isEmpty()) {
      return CODES[code];
    }
    return CODES[code] + ": " + names[subcode];
  }
}
