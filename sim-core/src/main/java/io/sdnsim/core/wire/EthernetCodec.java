package io.sdnsim.core.wire;

import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.packet.EthernetHeader;

/** Ethernet II with at most one 802.1Q tag (IEEE 802.3 3.2, IEEE 802.1Q 9.6). */
final class EthernetCodec {
  /** The least frame without its frame check sequence (IEEE 802.3 4A.4.2). */
  static final int MIN_FRAME_BYTES = 60;

  /** Up to here the EtherType field is the length of an 802.3 frame (IEEE 802.3 3.2.6). */
  private static final int MAX_LENGTH = 1500;

  private EthernetCodec() {}

  static void write(ByteWriter out, EthernetHeader header) {
    out.mac(header.destination()).mac(header.source());
    if (header.isTagged()) {
      out.u16(EthernetHeader.TYPE_VLAN).u16(header.vlanTag());
    }
    out.u16(header.etherType());
  }

  /** Reads the header; of an 802.3 frame with a length it also drops the padding. */
  static EthernetHeader read(ByteReader in) throws DecodeException {
    MacAddress destination = in.mac("ethernet.destination");
    MacAddress source = in.mac("ethernet.source");
    int type = in.u16("ethernet.type");
    int tag = EthernetHeader.UNTAGGED;
    if (type == EthernetHeader.TYPE_VLAN) {
      tag = in.u16("ethernet.vlanTag");
      // A second tag stays in the payload: the EtherType says so.
      type = in.u16("ethernet.type");
    }
    if (type <= MAX_LENGTH) {
      in.limitTo("ethernet.length", type);
    }
    return new EthernetHeader(destination, source, tag, type);
  }
}
