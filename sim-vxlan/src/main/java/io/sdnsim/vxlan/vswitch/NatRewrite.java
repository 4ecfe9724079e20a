package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.FragmentPayload;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TransportHeader;
import org.jspecify.annotations.Nullable;

/** Rewrites one end of a packet, and of the datagram that an ICMP error quotes (RFC 5508 4.2). */
final class NatRewrite {
  private NatRewrite() {}

  static Packet source(Packet packet, IpAddress address, int port) {
    if (quotes(packet)) {
      Quoted quoted = (Quoted) packet.payload();
      Packet original = plainDestination(quoted.original(), address, port);
      return plainSource(packet, address, port)
          .withPayload(new Quoted(original, quoted.lengthBytes()));
    }
    return plainSource(packet, address, port);
  }

  static Packet destination(Packet packet, IpAddress address, int port) {
    if (quotes(packet)) {
      Quoted quoted = (Quoted) packet.payload();
      Packet original = plainSource(quoted.original(), address, port);
      return plainDestination(packet, address, port)
          .withPayload(new Quoted(original, quoted.lengthBytes()));
    }
    return plainDestination(packet, address, port);
  }

  private static boolean quotes(Packet packet) {
    return packet.transport() instanceof IcmpHeader icmp
        && icmp.isError()
        && packet.payload() instanceof Quoted;
  }

  private static Packet plainSource(Packet packet, IpAddress address, int port) {
    IpHeader ip = ipOf(packet);
    TransportHeader transport = packet.transport();
    return rewritten(
        packet,
        ip.withAddresses(address, ip.destination()),
        transport == null ? null : transport.withPorts(port, transport.destinationPort()));
  }

  private static Packet plainDestination(Packet packet, IpAddress address, int port) {
    IpHeader ip = ipOf(packet);
    TransportHeader transport = packet.transport();
    return rewritten(
        packet,
        ip.withAddresses(ip.source(), address),
        transport == null ? null : transport.withPorts(transport.sourcePort(), port));
  }

  private static Packet rewritten(Packet packet, IpHeader ip, @Nullable TransportHeader transport) {
    Packet plain = packet.withHeaders(ip, transport);
    if (!(packet.payload() instanceof FragmentPayload part)) {
      return plain;
    }
    // RFC 3022 4.1: the checksum in the first fragment is adjusted; it is made of the datagram.
    Packet datagram = part.datagram();
    IpHeader whole = ipOf(datagram).withAddresses(ip.source(), ip.destination());
    return plain.withPayload(
        new FragmentPayload(datagram.withNetwork(whole), part.offset(), part.lengthBytes()));
  }

  private static IpHeader ipOf(Packet packet) {
    IpHeader ip = packet.ip();
    if (ip == null) {
      throw new IllegalArgumentException("not an IP packet: " + packet);
    }
    return ip;
  }
}
