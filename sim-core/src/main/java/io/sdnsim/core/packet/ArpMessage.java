package io.sdnsim.core.packet;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;

/**
 * An ARP packet for IPv4 over Ethernet (RFC 826).
 *
 * @param operation {@link #REQUEST} or {@link #REPLY}; others are carried through
 */
public record ArpMessage(
    int operation,
    MacAddress senderMac,
    IpAddress senderIp,
    MacAddress targetMac,
    IpAddress targetIp)
    implements NetworkHeader {
  public static final int REQUEST = 1;
  public static final int REPLY = 2;

  /** A gratuitous ARP announces the sender's own binding (RFC 5227 section 3). */
  public boolean isGratuitous() {
    return senderIp.equals(targetIp);
  }

  @Override
  public int lengthBytes() {
    return 28;
  }

  @Override
  public int etherType() {
    return EthernetHeader.TYPE_ARP;
  }
}
