package io.sdnsim.core.wire;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.NeighborDiscovery;
import org.jspecify.annotations.Nullable;

/** ICMP (RFC 792), ICMPv6 (RFC 4443) and neighbor discovery (RFC 4861 4.3, 4.4, 4.6.1). */
final class IcmpCodec {
  static final int CHECKSUM_OFFSET = 2;
  private static final int SOURCE_LINK_LAYER_ADDRESS = 1;
  private static final int TARGET_LINK_LAYER_ADDRESS = 2;

  private IcmpCodec() {}

  /** Writes the header with a zero checksum. */
  static void write(ByteWriter out, IcmpHeader header) {
    out.u8(header.type()).u8(header.code()).u16(0).u32(header.rest());
  }

  static IcmpHeader read(ByteReader in, boolean ipv6) throws DecodeException {
    int type = in.u8("icmp.type");
    int code = in.u8("icmp.code");
    in.skip("icmp.checksum", 2);
    return new IcmpHeader(ipv6, type, code, in.u32("icmp.rest"));
  }

  static boolean isNeighborDiscovery(IcmpHeader header) {
    return header.ipv6()
        && (header.type() == IcmpHeader.V6_NEIGHBOR_SOLICITATION
            || header.type() == IcmpHeader.V6_NEIGHBOR_ADVERTISEMENT);
  }

  static void writeNeighborDiscovery(ByteWriter out, IcmpHeader header, NeighborDiscovery body) {
    out.ip(body.target());
    MacAddress linkLayerAddress = body.linkLayerAddress();
    if (linkLayerAddress != null) {
      out.u8(optionType(header)).u8(1).mac(linkLayerAddress);
    }
  }

  /** Reads the target and the link-layer address; RFC 4861 4.6: other options are ignored. */
  static NeighborDiscovery readNeighborDiscovery(ByteReader in, IcmpHeader header)
      throws DecodeException {
    IpAddress target = in.ipv6("nd.target");
    @Nullable MacAddress linkLayerAddress = null;
    while (in.remaining() > 0) {
      int type = in.u8("nd.option.type");
      int at = in.position();
      int lengthUnits = in.u8("nd.option.length");
      // RFC 4861 4.6: a node must discard a message with an option of length zero.
      if (lengthUnits == 0) {
        throw in.fail("nd.option.length", at, "is 0");
      }
      ByteReader value = in.sub("nd.option", lengthUnits * 8 - 2);
      if (type == optionType(header) && linkLayerAddress == null && lengthUnits == 1) {
        linkLayerAddress = value.mac("nd.linkLayerAddress");
      }
    }
    return new NeighborDiscovery(target, linkLayerAddress);
  }

  private static int optionType(IcmpHeader header) {
    return header.type() == IcmpHeader.V6_NEIGHBOR_SOLICITATION
        ? SOURCE_LINK_LAYER_ADDRESS
        : TARGET_LINK_LAYER_ADDRESS;
  }
}
