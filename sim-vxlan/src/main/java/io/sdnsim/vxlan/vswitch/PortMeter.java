package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.packet.Packet;

/** Counts what a VM sends and gets: the tenant's bill. */
public final class PortMeter {
  private long packetsOut;
  private long bytesOut;
  private long packetsIn;
  private long bytesIn;

  /**
   * Counts a packet that all layers let pass, as the VM sees it.
   *
   * @param packet without its Ethernet header
   */
  void count(Direction direction, Packet packet) {
    if (direction == Direction.OUTBOUND) {
      packetsOut++;
      bytesOut += packet.networkLengthBytes();
    } else {
      packetsIn++;
      bytesIn += packet.networkLengthBytes();
    }
  }

  public long packetsOut() {
    return packetsOut;
  }

  /** Bytes of IP packets. */
  public long bytesOut() {
    return bytesOut;
  }

  public long packetsIn() {
    return packetsIn;
  }

  /** Bytes of IP packets. */
  public long bytesIn() {
    return bytesIn;
  }
}
