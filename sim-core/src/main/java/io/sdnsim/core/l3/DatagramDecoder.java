package io.sdnsim.core.l3;

import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import org.jspecify.annotations.Nullable;

/**
 * Makes a packet of what stood behind the IP header of a datagram whose fragments came as bytes,
 * from a capture or a real wire. The codec fills this in; simulated fragments don't need it.
 */
@FunctionalInterface
public interface DatagramDecoder {
  /** Leaves the bytes as the payload, without a transport header. */
  DatagramDecoder RAW = (header, bytes, tag) -> Packet.ip(header, null, bytes, tag);

  /**
   * Decodes the transport header and payload.
   *
   * @param header the header of the whole, no longer a fragment's
   * @return the datagram, or null when the bytes are malformed
   */
  @Nullable Packet decode(IpHeader header, Bytes bytes, PacketTag tag);
}
