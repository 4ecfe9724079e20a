package io.sdnsim.core.wire;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.packet.ArpMessage;
import io.sdnsim.core.packet.EthernetHeader;

/** ARP for IPv4 over Ethernet (RFC 826); other hardware and protocol types are refused. */
final class ArpCodec {
  private static final int HARDWARE_ETHERNET = 1;
  private static final int MAC_BYTES = 6;
  private static final int IPV4_BYTES = 4;

  private ArpCodec() {}

  static void write(ByteWriter out, ArpMessage message) {
    out.u16(HARDWARE_ETHERNET).u16(EthernetHeader.TYPE_IPV4).u8(MAC_BYTES).u8(IPV4_BYTES);
    out.u16(message.operation());
    out.mac(message.senderMac()).ip(message.senderIp());
    out.mac(message.targetMac()).ip(message.targetIp());
  }

  /** Reads the message and drops what follows it: padding. */
  static ArpMessage read(ByteReader in) throws DecodeException {
    expect(in, "arp.hardwareType", in.u16("arp.hardwareType"), HARDWARE_ETHERNET, 2);
    expect(in, "arp.protocolType", in.u16("arp.protocolType"), EthernetHeader.TYPE_IPV4, 2);
    expect(in, "arp.hardwareLength", in.u8("arp.hardwareLength"), MAC_BYTES, 1);
    expect(in, "arp.protocolLength", in.u8("arp.protocolLength"), IPV4_BYTES, 1);
    int operation = in.u16("arp.operation");
    MacAddress senderMac = in.mac("arp.senderMac");
    IpAddress senderIp = in.ipv4("arp.senderIp");
    MacAddress targetMac = in.mac("arp.targetMac");
    IpAddress targetIp = in.ipv4("arp.targetIp");
    in.limitTo("arp", 0);
    return new ArpMessage(operation, senderMac, senderIp, targetMac, targetIp);
  }

  private static void expect(ByteReader in, String field, int found, int expected, int size)
      throws DecodeException {
    if (found != expected) {
      throw in.fail(
          field, in.position() - size, "is " + found + ", only " + expected + " is supported");
    }
  }
}
