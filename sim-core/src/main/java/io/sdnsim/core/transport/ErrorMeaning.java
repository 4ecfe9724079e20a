package io.sdnsim.core.transport;

import io.sdnsim.core.packet.FragmentPayload;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.TransportHeader;
import org.jspecify.annotations.Nullable;

/** What ICMP and ICMPv6 errors mean to transport protocols (RFC 792, RFC 1122 3.2.2, RFC 4443). */
final class ErrorMeaning {
  private static final int V6_CODE_PROHIBITED = 1;
  private static final int V6_CODE_PORT = 4;
  private static final int V4_CODE_NETWORK_PROHIBITED = 9;
  private static final int V4_CODE_HOST_PROHIBITED = 10;

  private ErrorMeaning() {}

  /** RFC 1191 4, RFC 8201: the datagram didn't fit and may not be cut. */
  static boolean isTooBig(IcmpHeader error) {
    return error.ipv6()
        ? error.type() == IcmpHeader.V6_PACKET_TOO_BIG
        : error.type() == IcmpHeader.V4_UNREACHABLE
            && error.code() == IcmpHeader.V4_CODE_FRAGMENTATION_NEEDED;
  }

  /** Whether the datagram did not reach its destination. */
  static boolean isUnreachable(IcmpHeader error) {
    return error.ipv6()
        ? error.type() == IcmpHeader.V6_UNREACHABLE || error.type() == IcmpHeader.V6_TIME_EXCEEDED
        : error.type() == IcmpHeader.V4_UNREACHABLE || error.type() == IcmpHeader.V4_TIME_EXCEEDED;
  }

  /**
   * Whether trying again is pointless: protocol or port closed (RFC 1122 4.2.3.9), or forbidden by
   * administration.
   */
  static boolean isHard(IcmpHeader error) {
    if (error.ipv6()) {
      return error.type() == IcmpHeader.V6_UNREACHABLE
          && (error.code() == V6_CODE_PORT || error.code() == V6_CODE_PROHIBITED);
    }
    if (error.type() != IcmpHeader.V4_UNREACHABLE) {
      return false;
    }
    return switch (error.code()) {
      case IcmpHeader.V4_CODE_PROTOCOL,
          IcmpHeader.V4_CODE_PORT,
          V4_CODE_NETWORK_PROHIBITED,
          V4_CODE_HOST_PROHIBITED,
          IcmpHeader.V4_CODE_PROHIBITED ->
          true;
      default -> false;
    };
  }

  /** The transport header of a quoted datagram, also of a first fragment; null when not quoted. */
  static @Nullable TransportHeader transportOf(Packet quoted) {
    if (quoted.transport() != null) {
      return quoted.transport();
    }
    return quoted.payload() instanceof FragmentPayload fragment && fragment.offset() == 0
        ? fragment.datagram().transport()
        : null;
  }
}
