package io.sdnsim.core.trace;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.packet.ArpMessage;
import io.sdnsim.core.packet.Encapsulated;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TransportHeader;
import java.util.HexFormat;

/**
 * A hash over every step of a run: (time, node, packet, step kind, its fields). Two runs with the
 * same fingerprint did the same things in the same order.
 */
public final class Fingerprint implements TraceSink {
  private long hash = 0x9E3779B97F4A7C15L;
  private final FieldSink fields =
      new FieldSink() {
        @Override
        public void field(String name, String value) {
          add(value);
        }

        @Override
        public void field(String name, long value) {
          add(value);
        }
      };

  @Override
  public void step(long timePs, String node, Packet packet, Step step) {
    add(timePs);
    add(node);
    add(packet);
    add(step.type());
    step.describe(fields);
  }

  @Override
  public void tableChanged(TableChange change) {
    add(change.timePs());
    add(change.node());
    add(change.table());
    add(change.key());
    add(String.valueOf(change.row()));
  }

  private void add(Packet packet) {
    add(packet.tag().id());
    add(packet.lengthBytes());
    EthernetHeader ethernet = packet.ethernet();
    if (ethernet != null) {
      add(ethernet.destination());
      add(ethernet.source());
      add(ethernet.vlanTag());
    }
    if (packet.network() instanceof IpHeader ip) {
      add(ip.source());
      add(ip.destination());
      add((long) ip.hopLimit() << 16 | (ip.protocol() << 8) | ip.trafficClass());
    } else if (packet.network() instanceof ArpMessage arp) {
      add(arp.operation());
      add(arp.senderIp());
      add(arp.targetIp());
    }
    TransportHeader transport = packet.transport();
    if (transport instanceof TcpHeader tcp) {
      add((long) tcp.sequence() << 32 | (tcp.acknowledgment() & 0xFFFF_FFFFL));
      add((long) tcp.flags() << 16 | tcp.window());
    } else if (transport instanceof IcmpHeader icmp) {
      add((long) icmp.type() << 40 | (long) icmp.code() << 32 | (icmp.rest() & 0xFFFF_FFFFL));
    }
    if (transport != null) {
      add((long) transport.sourcePort() << 16 | transport.destinationPort());
    }
    if (packet.payload() instanceof Encapsulated tunnel) {
      add(tunnel.inner());
    }
  }

  private void add(IpAddress address) {
    add(address.high());
    add(address.low());
  }

  private void add(MacAddress address) {
    add(address.bits());
  }

  private void add(String text) {
    long word = text.length();
    for (int i = 0; i < text.length(); i++) {
      word = word << 8 | word >>> 56;
      word ^= text.charAt(i);
      if ((i & 7) == 7) {
        add(word);
      }
    }
    add(word);
  }

  private void add(long value) {
    long mixed = (hash ^ value) * 0x9FB21C651E98DF25L;
    hash = Long.rotateLeft(mixed ^ mixed >>> 35, 23) + 0x165667B19E3779F9L;
  }

  /** 16 hexadecimal digits. */
  public String text() {
    return HexFormat.of().toHexDigits(hash);
  }
}
