package io.sdnsim.core.packet;

/** The header between an outer header, of UDP or IP, and the frame it carries. */
public sealed interface TunnelHeader permits VxlanHeader, NvgreHeader {
  int lengthBytes();

  /** The virtual subnet: the VNI of VXLAN, the VSID of NVGRE; 0 to 2^24 - 1. */
  int vni();
}
