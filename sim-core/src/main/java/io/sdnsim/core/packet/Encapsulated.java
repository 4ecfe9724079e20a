package io.sdnsim.core.packet;

/**
 * A whole packet inside another, behind a tunnel header.
 *
 * @param header the tunnel header
 * @param inner the packet as it entered the tunnel; for VXLAN with its Ethernet header
 */
public record Encapsulated(TunnelHeader header, Packet inner) implements Payload {
  @Override
  public int lengthBytes() {
    return header.lengthBytes() + inner.lengthBytes();
  }
}
