package io.sdnsim.core.packet;

/** IANA protocol numbers that the simulator knows by name. */
public final class IpProtocol {
  public static final int ICMP = 1;
  public static final int TCP = 6;
  public static final int UDP = 17;
  public static final int GRE = 47;
  public static final int ESP = 50;
  public static final int ICMPV6 = 58;

  private IpProtocol() {}

  /** The IANA keyword in lower case, or the number. */
  public static String name(int protocol) {
    return switch (protocol) {
      case ICMP -> "icmp";
      case TCP -> "tcp";
      case UDP -> "udp";
      case GRE -> "gre";
      case ESP -> "esp";
      case ICMPV6 -> "icmpv6";
      default -> Integer.toString(protocol);
    };
  }
}
