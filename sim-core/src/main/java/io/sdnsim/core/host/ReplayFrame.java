package io.sdnsim.core.host;

import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TransportHeader;

/**
 * A frame to replay.
 *
 * @param index its place in the order of the capture
 * @param fromClient its direction
 * @param conversation number of its conversation
 * @param ordinal its place among the frames of its conversation and direction
 * @param timePs since the first frame that is replayed
 * @param packet as captured
 */
record ReplayFrame(
    int index, boolean fromClient, int conversation, int ordinal, long timePs, Packet packet) {
  /**
   * What of a packet stays the same when addresses and ports (the identifier of an echo) are
   * translated on the way.
   */
  record Identity(long first, long second, int lengthBytes) implements Comparable<Identity> {
    private static final int TCP_FLAGS = 0x3F;

    static Identity of(Packet packet) {
      TransportHeader transport = packet.transport();
      int length = packet.payload().lengthBytes();
      if (transport instanceof TcpHeader tcp) {
        long acknowledgment = Integer.toUnsignedLong(tcp.acknowledgment());
        long numbers = ((long) tcp.sequence() << 32) | acknowledgment;
        return new Identity(numbers, tcp.flags() & TCP_FLAGS, length);
      }
      if (transport instanceof IcmpHeader icmp) {
        return new Identity(icmp.type() << 8 | icmp.code(), icmp.echoSequence(), length);
      }
      int content = packet.payload() instanceof Bytes bytes ? bytes.hashCode() : 0;
      return new Identity(0, content, length);
    }

    @Override
    public int compareTo(Identity other) {
      int byFirst = Long.compare(first, other.first);
      int bySecond = byFirst != 0 ? byFirst : Long.compare(second, other.second);
      return bySecond != 0 ? bySecond : Integer.compare(lengthBytes, other.lengthBytes);
    }
  }
}
