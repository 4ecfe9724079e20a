package io.sdnsim.core.link;

import io.sdnsim.core.packet.Packet;

/** The part of a node that a port hands its frames to. */
@FunctionalInterface
public interface FrameHandler {
  /** A frame arrived at a running node; its frame check sequence was right. */
  void receive(Port port, Packet frame);
}
