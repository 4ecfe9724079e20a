package io.sdnsim.core.packet;

import io.sdnsim.core.address.MacAddress;

/**
 * An Ethernet II header with at most one 802.1Q tag.
 *
 * <p>The addresses stand in it as numbers, so that a receiver that compares them touches no other
 * object.
 *
 * @param destinationBits the 48 bits of the destination, as in {@link MacAddress}
 * @param sourceBits the 48 bits of the source
 * @param vlanTag the 16-bit tag control information (priority, DEI, VLAN id), or {@link #UNTAGGED}
 * @param etherType of what follows, behind the tag
 */
public record EthernetHeader(long destinationBits, long sourceBits, int vlanTag, int etherType) {
  public static final int UNTAGGED = -1;

  public static final int TYPE_IPV4 = 0x0800;
  public static final int TYPE_ARP = 0x0806;
  public static final int TYPE_VLAN = 0x8100;
  public static final int TYPE_IPV6 = 0x86DD;

  public EthernetHeader(MacAddress destination, MacAddress source, int vlanTag, int etherType) {
    this(destination.bits(), source.bits(), vlanTag, etherType);
  }

  /** An untagged header. */
  public static EthernetHeader of(MacAddress destination, MacAddress source, int etherType) {
    return new EthernetHeader(destination, source, UNTAGGED, etherType);
  }

  public MacAddress destination() {
    return new MacAddress(destinationBits);
  }

  public MacAddress source() {
    return new MacAddress(sourceBits);
  }

  /** Whether the destination is a multicast or broadcast address. */
  public boolean isToGroup() {
    return MacAddress.isGroup(destinationBits);
  }

  public boolean isTagged() {
    return vlanTag != UNTAGGED;
  }

  /** The VLAN id, 0 to 4095, or {@link #UNTAGGED}. */
  public int vlanId() {
    return vlanTag == UNTAGGED ? UNTAGGED : vlanTag & 0xFFF;
  }

  /** 14, or 18 with a tag. */
  public int lengthBytes() {
    return vlanTag == UNTAGGED ? 14 : 18;
  }

  /** This header with another tag, or with none for {@link #UNTAGGED}. */
  public EthernetHeader withVlanTag(int newTag) {
    return newTag == vlanTag
        ? this
        : new EthernetHeader(destinationBits, sourceBits, newTag, etherType);
  }
}
