package io.sdnsim.core.packet;

import io.sdnsim.core.address.IpAddress;

/**
 * An IPv4 header (RFC 791). Its checksum and total length follow from the packet and are made when
 * it is encoded.
 *
 * @param identification 16 bits
 * @param fragmentOffset in bytes, a multiple of 8
 * @param options option bytes, a multiple of 4 and at most 40; carried through
 */
public record Ipv4Header(
    IpAddress source,
    IpAddress destination,
    int hopLimit,
    int protocol,
    int trafficClass,
    int identification,
    boolean dontFragment,
    boolean moreFragments,
    int fragmentOffset,
    Bytes options)
    implements IpHeader {
  private static final Bytes NO_OPTIONS = Bytes.of(new byte[0]);

  /** A header with DF set, identification 0 (RFC 6864 4.1) and no options. */
  public static Ipv4Header of(IpAddress source, IpAddress destination, int hopLimit, int protocol) {
    return new Ipv4Header(
        source, destination, hopLimit, protocol, 0, 0, true, false, 0, NO_OPTIONS);
  }

  public static Bytes noOptions() {
    return NO_OPTIONS;
  }

  @Override
  public int lengthBytes() {
    return 20 + options.lengthBytes();
  }

  @Override
  public int etherType() {
    return EthernetHeader.TYPE_IPV4;
  }

  @Override
  public boolean isFragment() {
    return moreFragments || fragmentOffset != 0;
  }

  @Override
  public Ipv4Header withHopLimit(int newHopLimit) {
    return new Ipv4Header(
        source,
        destination,
        newHopLimit,
        protocol,
        trafficClass,
        identification,
        dontFragment,
        moreFragments,
        fragmentOffset,
        options);
  }

  @Override
  public Ipv4Header withAddresses(IpAddress newSource, IpAddress newDestination) {
    return new Ipv4Header(
        newSource,
        newDestination,
        hopLimit,
        protocol,
        trafficClass,
        identification,
        dontFragment,
        moreFragments,
        fragmentOffset,
        options);
  }

  /** This header with other fragmentation fields. */
  public Ipv4Header withFragment(
      int newIdentification, boolean newDontFragment, boolean newMoreFragments, int newOffset) {
    return new Ipv4Header(
        source,
        destination,
        hopLimit,
        protocol,
        trafficClass,
        newIdentification,
        newDontFragment,
        newMoreFragments,
        newOffset,
        options);
  }
}
