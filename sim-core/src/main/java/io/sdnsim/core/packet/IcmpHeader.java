package io.sdnsim.core.packet;

/**
 * The first eight bytes of an ICMP (RFC 792) or ICMPv6 (RFC 4443) message.
 *
 * @param ipv6 whether the type is an ICMPv6 one
 * @param rest the four bytes behind the checksum: identifier and sequence number of an echo, the
 *     next hop MTU of "fragmentation needed" (RFC 1191) and of Packet Too Big, flags of a Neighbor
 *     Advertisement
 */
public record IcmpHeader(boolean ipv6, int type, int code, int rest) implements TransportHeader {
  public static final int V4_ECHO_REPLY = 0;
  public static final int V4_UNREACHABLE = 3;
  public static final int V4_REDIRECT = 5;
  public static final int V4_ECHO_REQUEST = 8;
  public static final int V4_TIME_EXCEEDED = 11;

  /** Codes of {@link #V4_UNREACHABLE} (RFC 792, RFC 1812 5.2.7.1). */
  public static final int V4_CODE_NETWORK = 0;

  public static final int V4_CODE_HOST = 1;
  public static final int V4_CODE_PROTOCOL = 2;
  public static final int V4_CODE_PORT = 3;
  public static final int V4_CODE_FRAGMENTATION_NEEDED = 4;
  public static final int V4_CODE_PROHIBITED = 13;

  public static final int V6_UNREACHABLE = 1;
  public static final int V6_PACKET_TOO_BIG = 2;
  public static final int V6_TIME_EXCEEDED = 3;
  public static final int V6_ECHO_REQUEST = 128;
  public static final int V6_ECHO_REPLY = 129;
  public static final int V6_ROUTER_SOLICITATION = 133;
  public static final int V6_ROUTER_ADVERTISEMENT = 134;
  public static final int V6_NEIGHBOR_SOLICITATION = 135;
  public static final int V6_NEIGHBOR_ADVERTISEMENT = 136;

  /** An echo request. */
  public static IcmpHeader echoRequest(boolean ipv6, int identifier, int sequence) {
    return new IcmpHeader(
        ipv6, ipv6 ? V6_ECHO_REQUEST : V4_ECHO_REQUEST, 0, identifier << 16 | (sequence & 0xFFFF));
  }

  public boolean isEchoRequest() {
    return type == (ipv6 ? V6_ECHO_REQUEST : V4_ECHO_REQUEST);
  }

  public boolean isEchoReply() {
    return type == (ipv6 ? V6_ECHO_REPLY : V4_ECHO_REPLY);
  }

  public boolean isEcho() {
    return isEchoRequest() || isEchoReply();
  }

  /** Whether this is router or neighbor discovery (RFC 4861 section 4, types 133 to 137). */
  public boolean isNeighborDiscovery() {
    return ipv6 && type >= V6_ROUTER_SOLICITATION && type <= 137;
  }

  /** Whether this reports an error and quotes the offending datagram. */
  public boolean isError() {
    return ipv6
        ? type < 128
        : type == V4_UNREACHABLE
            || type == V4_TIME_EXCEEDED
            || type == 4
            || type == V4_REDIRECT
            || type == 12;
  }

  public int echoIdentifier() {
    return rest >>> 16;
  }

  public int echoSequence() {
    return rest & 0xFFFF;
  }

  @Override
  public int lengthBytes() {
    return 8;
  }

  @Override
  public int sourcePort() {
    return isEcho() ? echoIdentifier() : 0;
  }

  @Override
  public int destinationPort() {
    return isEcho() ? echoIdentifier() : 0;
  }

  @Override
  public IcmpHeader withPorts(int newSourcePort, int newDestinationPort) {
    return isEcho()
        ? new IcmpHeader(ipv6, type, code, newSourcePort << 16 | (rest & 0xFFFF))
        : this;
  }
}
