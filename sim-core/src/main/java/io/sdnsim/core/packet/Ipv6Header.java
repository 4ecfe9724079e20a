package io.sdnsim.core.packet;

import io.sdnsim.core.address.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * An IPv6 header (RFC 8200), with a Fragment header when it is a piece of a datagram. Other
 * extension headers are carried through as bytes.
 *
 * @param protocol the upper-layer protocol, behind all extension headers
 * @param flowLabel 20 bits
 * @param extensions encoded hop-by-hop, routing and destination options headers in front of the
 *     Fragment header, without their own Next Header resolved; mostly empty
 * @param extensionType Next Header value that announces the first of the extensions, 0 when none
 * @param fragment the Fragment header's fields, or null for a whole datagram
 */
public record Ipv6Header(
    IpAddress source,
    IpAddress destination,
    int hopLimit,
    int protocol,
    int trafficClass,
    int flowLabel,
    int extensionType,
    Bytes extensions,
    @Nullable Ipv6Fragment fragment)
    implements IpHeader {

  /** A header without extension headers. */
  public static Ipv6Header of(IpAddress source, IpAddress destination, int hopLimit, int protocol) {
    return new Ipv6Header(
        source, destination, hopLimit, protocol, 0, 0, 0, Ipv4Header.noOptions(), null);
  }

  @Override
  public int lengthBytes() {
    return 40 + extensions.lengthBytes() + (isFragment() ? 8 : 0);
  }

  @Override
  public int etherType() {
    return EthernetHeader.TYPE_IPV6;
  }

  @Override
  public boolean isFragment() {
    return fragment != null;
  }

  @Override
  public Ipv6Header withHopLimit(int newHopLimit) {
    return new Ipv6Header(
        source,
        destination,
        newHopLimit,
        protocol,
        trafficClass,
        flowLabel,
        extensionType,
        extensions,
        fragment);
  }

  @Override
  public Ipv6Header withAddresses(IpAddress newSource, IpAddress newDestination) {
    return new Ipv6Header(
        newSource,
        newDestination,
        hopLimit,
        protocol,
        trafficClass,
        flowLabel,
        extensionType,
        extensions,
        fragment);
  }

  /** This header as that of a fragment, or of a whole datagram for null. */
  public Ipv6Header withFragment(@Nullable Ipv6Fragment newFragment) {
    return new Ipv6Header(
        source,
        destination,
        hopLimit,
        protocol,
        trafficClass,
        flowLabel,
        extensionType,
        extensions,
        newFragment);
  }
}
