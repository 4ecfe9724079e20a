package io.sdnsim.core.wire;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.UdpHeader;

/** A client at 10.0.0.1 and a server at 10.0.0.2, on one wire. */
final class TestPackets {
  static final IpAddress CLIENT = IpAddress.parse("10.0.0.1");
  static final IpAddress SERVER = IpAddress.parse("10.0.0.2");
  static final MacAddress CLIENT_MAC = MacAddress.parse("02:00:00:00:00:01");
  static final MacAddress SERVER_MAC = MacAddress.parse("02:00:00:00:00:02");
  static final EthernetHeader ETHERNET =
      EthernetHeader.of(SERVER_MAC, CLIENT_MAC, EthernetHeader.TYPE_IPV4);
  static final PacketTag TAG = new PacketTag(1, new FlowTag("web", 0, false), 3);

  private TestPackets() {}

  /** A frame from the client's port 40000 to the server's port 7000. */
  static Packet udp(Payload payload) {
    return Packet.of(
        ETHERNET,
        Ipv4Header.of(CLIENT, SERVER, 64, IpProtocol.UDP),
        new UdpHeader(40000, 7000),
        payload,
        TAG);
  }
}
