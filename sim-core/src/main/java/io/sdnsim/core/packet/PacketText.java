package io.sdnsim.core.packet;

/** One line about a packet, in the manner of tcpdump. */
final class PacketText {
  private PacketText() {}

  static String summary(Packet packet) {
    if (packet.payload() instanceof Encapsulated tunnel) {
      return headers(packet) + " | " + tunnel.header() + " | " + summary(tunnel.inner());
    }
    return headers(packet) + " length " + packet.payload().lengthBytes();
  }

  private static String headers(Packet packet) {
    if (packet.network() instanceof ArpMessage arp) {
      return arp.operation() == ArpMessage.REQUEST
          ? "arp who-has " + arp.targetIp() + " tell " + arp.senderIp()
          : "arp reply " + arp.senderIp() + " is-at " + arp.senderMac();
    }
    IpHeader ip = packet.ip();
    if (ip == null) {
      return "ethernet " + packet.ethernet();
    }
    String flow = FlowKey.of(0, packet).toString();
    String detail = "";
    if (packet.transport() instanceof TcpHeader tcp) {
      detail =
          " "
              + tcp.flagText()
              + " seq "
              + Integer.toUnsignedString(tcp.sequence())
              + (tcp.has(TcpHeader.ACK)
                  ? " ack " + Integer.toUnsignedString(tcp.acknowledgment())
                  : "");
    } else if (packet.transport() instanceof IcmpHeader icmp) {
      detail = " type " + icmp.type() + " code " + icmp.code();
    }
    return flow + detail + " ttl " + ip.hopLimit();
  }
}
