package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.packet.Packet;

/**
 * How often a rule of a layer has decided about packets of a port.
 *
 * @see RuleCounters
 */
public final class RuleCounter {
  private final String layer;
  private final int priority;
  private final String group;
  private final String rule;
  private long packets;
  private long bytes;

  RuleCounter(String layer, int priority, String group, String rule) {
    this.layer = layer;
    this.priority = priority;
    this.group = group;
    this.rule = rule;
  }

  void count(Packet packet) {
    packets++;
    bytes += packet.networkLengthBytes();
  }

  public String layer() {
    return layer;
  }

  /** The layer's place: a packet from the VM passes the lowest number first. */
  public int priority() {
    return priority;
  }

  /** Direction and address family. */
  public String group() {
    return group;
  }

  public String rule() {
    return rule;
  }

  public long packets() {
    return packets;
  }

  /** Bytes of IP packets. */
  public long bytes() {
    return bytes;
  }
}
