package io.sdnsim.core.host;

import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;

/** Says in words what an ICMP error reports (RFC 792, RFC 1812 5.2.7.1, RFC 4443 3). */
final class IcmpText {
  private IcmpText() {}

  /** {@code time exceeded from 10.0.0.1}. */
  static String describe(Packet error) {
    IpHeader ip = error.ip();
    String what =
        error.transport() instanceof IcmpHeader icmp ? message(icmp) : "an unreadable error";
    return ip == null ? what : what + " from " + ip.source();
  }

  private static String message(IcmpHeader icmp) {
    if (isTimeExceeded(icmp)) {
      return "time exceeded";
    }
    if (isUnreachable(icmp)) {
      return icmp.ipv6() ? unreachableV6(icmp.code()) : unreachableV4(icmp);
    }
    if (icmp.ipv6() && icmp.type() == IcmpHeader.V6_PACKET_TOO_BIG) {
      return "packet too big, mtu = " + Integer.toUnsignedString(icmp.rest());
    }
    return (icmp.ipv6() ? "icmpv6" : "icmp") + " type " + icmp.type() + " code " + icmp.code();
  }

  static boolean isTimeExceeded(IcmpHeader icmp) {
    return icmp.type() == (icmp.ipv6() ? IcmpHeader.V6_TIME_EXCEEDED : IcmpHeader.V4_TIME_EXCEEDED);
  }

  static boolean isUnreachable(IcmpHeader icmp) {
    return icmp.type() == (icmp.ipv6() ? IcmpHeader.V6_UNREACHABLE : IcmpHeader.V4_UNREACHABLE);
  }

  /** Whether the destination itself says that nothing listens there. */
  static boolean isPortUnreachable(IcmpHeader icmp) {
    return isUnreachable(icmp) && icmp.code() == (icmp.ipv6() ? 4 : IcmpHeader.V4_CODE_PORT);
  }

  private static String unreachableV4(IcmpHeader icmp) {
    return switch (icmp.code()) {
      case IcmpHeader.V4_CODE_NETWORK -> "network unreachable";
      case IcmpHeader.V4_CODE_HOST -> "host unreachable";
      case IcmpHeader.V4_CODE_PROTOCOL -> "protocol unreachable";
      case IcmpHeader.V4_CODE_PORT -> "port unreachable";
      case IcmpHeader.V4_CODE_FRAGMENTATION_NEEDED ->
          // RFC 1191 4: the MTU of the next hop is in the low 16 bits.
          "frag needed, mtu = " + (icmp.rest() & 0xFFFF);
      case IcmpHeader.V4_CODE_PROHIBITED -> "prohibited";
      default -> "unreachable, code " + icmp.code();
    };
  }

  private static String unreachableV6(int code) {
    return switch (code) {
      case 0 -> "no route";
      case 1 -> "prohibited";
      case 3 -> "address unreachable";
      case 4 -> "port unreachable";
      default -> "unreachable, code " + code;
    };
  }
}
