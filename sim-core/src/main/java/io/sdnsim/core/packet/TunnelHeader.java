package io.sdnsim.core.packet;

/** The header between an outer transport header and the packet it carries. */
public sealed interface TunnelHeader permits VxlanHeader {
  int lengthBytes();
}
