package io.sdnsim.vxlan.tunnel;

import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Encapsulated;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.NvgreHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.packet.VxlanHeader;
import io.sdnsim.core.trace.DropReason;
import io.sdnsim.core.wire.ChecksumPolicy;
import io.sdnsim.core.wire.DecodeException;
import io.sdnsim.core.wire.FrameCodec;
import io.sdnsim.core.wire.LinkType;
import io.sdnsim.core.wire.VxlanCodec;

/** What a tunnel end point makes of a datagram that reached its port. */
public sealed interface Decapsulation {
  /** A frame, of the virtual subnet with this VNI. */
  record Frame(Encapsulation encapsulation, int vni, Packet frame) implements Decapsulation {}

  /** No tunnel packet with a whole frame in it: to be dropped. */
  record Refused(DropReason reason, String detail) implements Decapsulation {}

  /**
   * Unwraps a datagram. Another tunnel end point of the simulation sends packets; whatever else
   * sends to the port, sends bytes.
   */
  static Decapsulation of(Packet datagram) {
    Payload payload = datagram.payload();
    if (payload instanceof Encapsulated tunnel) {
      Encapsulation encapsulation =
          tunnel.header() instanceof NvgreHeader ? Encapsulation.NVGRE : Encapsulation.VXLAN;
      return ofFrame(encapsulation, tunnel.header().vni(), tunnel.inner());
    } else if (!(datagram.transport() instanceof UdpHeader)) {
      return new Refused(VxlanDrop.BAD_NVGRE_HEADER, "");
    } else if (payload instanceof Bytes bytes) {
      return ofBytes(bytes.toArray(), datagram.tag(), ChecksumPolicy.KEEP);
    } else if (payload instanceof BulkBytes bulk) {
      byte[] bytes = new byte[bulk.lengthBytes()];
      bulk.copyTo(bytes, 0);
      return ofBytes(bytes, datagram.tag(), ChecksumPolicy.KEEP);
    }
    throw new IllegalArgumentException("no payload of a UDP datagram: " + payload);
  }

  /**
   * Unwraps what a datagram carries (RFC 7348 5): the I flag must be set; other flags and the
   * reserved fields are ignored.
   *
   * @param tag the identity to give to the frame
   * @param checksums what to do about those of the inner packet
   */
  static Decapsulation ofBytes(byte[] data, PacketTag tag, ChecksumPolicy checksums) {
    if (data.length < VxlanCodec.HEADER_BYTES) {
      return new Refused(VxlanDrop.VXLAN_TOO_SHORT, data.length + " bytes");
    }
    VxlanHeader header;
    try {
      header = VxlanCodec.decode(data);
    } catch (DecodeException e) {
      return new Refused(VxlanDrop.NO_VNI_FLAG, String.valueOf(e.getMessage()));
    }
    int offset = VxlanCodec.HEADER_BYTES;
    try {
      return ofFrame(
          Encapsulation.VXLAN,
          header.vni(),
          FrameCodec.decode(data, offset, data.length - offset, LinkType.ETHERNET, tag, checksums));
    } catch (DecodeException e) {
      return new Refused(VxlanDrop.BAD_INNER_FRAME, String.valueOf(e.getMessage()));
    }
  }

  /** RFC 7348 6.1, RFC 7637 3.3: a frame with a VLAN tag is discarded. */
  private static Decapsulation ofFrame(Encapsulation encapsulation, int vni, Packet frame) {
    EthernetHeader ethernet = frame.ethernet();
    if (ethernet == null) {
      return new Refused(VxlanDrop.BAD_INNER_FRAME, "no Ethernet frame");
    }
    return ethernet.isTagged()
        ? new Refused(VxlanDrop.INNER_VLAN_TAG, "VLAN " + ethernet.vlanId())
        : new Frame(encapsulation, vni, frame);
  }
}
