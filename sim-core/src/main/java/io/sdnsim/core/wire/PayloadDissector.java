package io.sdnsim.core.wire;

import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Packet;
import java.util.List;

/** Explains the payload bytes of one protocol; modules register theirs with a {@link Dissector}. */
@FunctionalInterface
public interface PayloadDissector {
  /**
   * The layers that the payload holds, such as several messages in one TCP segment. Must not throw:
   * what can't be read is a field that says so.
   *
   * @param packet the packet whose payload it is
   * @param payload not empty
   * @return empty when the bytes are none of this protocol: they are shown as data then
   */
  List<Layer> dissect(Packet packet, Bytes payload);
}
